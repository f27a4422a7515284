package dev.gradaudit.report;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.Finding;
import dev.gradaudit.audit.Host;
import dev.gradaudit.audit.ScenarioReport;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;

/**
 * JSON, with every key always present and in a fixed order. Equal results give equal bytes, but for
 * the objects {@code environment} and {@code timing}. Lines end in a line feed on every platform.
 */
final class JsonRenderer implements Renderer {
  static final String SCHEMA = "gradaudit.report/1";

  /** Deep enough that each verdict, comparison, certificate and finding is a line of its own. */
  private static final int INDENTED_DEPTH = 4;

  @Override
  public void render(AuditReport report, RenderOptions options, Writer out) throws IOException {
    try (JsonGenerator json = JsonLayout.generator(out, INDENTED_DEPTH)) {
      json.writeStartObject();
      json.writeStringProperty("schema", SCHEMA);
      json.writeBooleanProperty("complete", report.complete());
      json.writeObjectPropertyStart("tool");
      json.writeStringProperty("name", "gradaudit");
      json.writeStringProperty("version", options.toolVersion());
      json.writeEndObject();
      environment(json, report.environment());
      timing(json, report);
      json.writeArrayPropertyStart("scenarios");
      report.scenarios().forEach(scenario -> scenario(json, scenario));
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
    out.flush();
  }

  private static void environment(JsonGenerator json, AuditReport.Environment environment) {
    json.writeObjectPropertyStart("environment");
    json.writeStringProperty("os", environment.os());
    json.writeStringProperty("arch", environment.arch());
    json.writeNumberProperty("processors", environment.processors());
    json.writeStringProperty("java_version", environment.javaVersion());
    json.writeStringProperty("java_vm", environment.javaVm());
    if (!environment.hosts().isEmpty()) {
      json.writeArrayPropertyStart("hosts");
      environment.hosts().forEach(host -> host(json, host));
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void host(JsonGenerator json, Host host) {
    json.writeStartObject();
    json.writeStringProperty("name", host.name());
    json.writeStringProperty("os", host.os());
    json.writeStringProperty("arch", host.arch());
    json.writeStringProperty("processor", host.processor());
    json.writeNumberProperty("processors", host.processors());
    json.writeStringProperty("java_version", host.javaVersion());
    json.writeStringProperty("java_vm", host.javaVm());
    json.writeArrayPropertyStart("flags");
    host.flags().forEach(json::writeString);
    json.writeEndArray();
    json.writeEndObject();
  }

  /** All that is measured by a clock is here, the scenarios' shares in their order. */
  private static void timing(JsonGenerator json, AuditReport report) {
    json.writeObjectPropertyStart("timing");
    json.writeStringProperty("started_at", report.timing().startedAt());
    JsonValues.number(json, "seconds", report.timing().seconds());
    json.writeArrayPropertyStart("scenario_seconds");
    report.scenarios().forEach(scenario -> JsonValues.number(json, scenario.seconds()));
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void scenario(JsonGenerator json, ScenarioReport scenario) {
    json.writeStartObject();
    json.writeStringProperty("name", scenario.name());
    json.writeStringProperty("description", scenario.description());
    json.writeStringProperty("file", scenario.file());
    json.writeStringProperty("sha256", scenario.sha256());
    if (!scenario.matrix().isEmpty()) {
      json.writeObjectPropertyStart("matrix");
      scenario.matrix().forEach((name, value) -> JsonValues.matrix(json, name, value));
      json.writeEndObject();
    }
    json.writeArrayPropertyStart("program");
    scenario.statements().forEach(json::writeString);
    json.writeEndArray();
    json.writeBooleanProperty("complete", scenario.complete());
    json.writeStringProperty("status", label(scenario.status()));
    plan(json, scenario.plan());
    JsonValues.loss(json, "loss", scenario.loss());
    json.writeObjectPropertyStart("verdicts");
    scenario.verdicts().forEach(verdict -> JsonFacts.verdict(json, verdict));
    json.writeEndObject();
    json.writeArrayPropertyStart("configurations");
    scenario.configurations().forEach(result -> JsonFacts.configuration(json, result));
    json.writeEndArray();
    json.writeArrayPropertyStart("comparisons");
    scenario.comparisons().forEach(comparison -> JsonFacts.comparison(json, comparison));
    json.writeEndArray();
    json.writeArrayPropertyStart("certificates");
    scenario
        .certificates()
        .forEach(site -> JsonFacts.certificate(json, site, scenario.statements()));
    json.writeEndArray();
    json.writeArrayPropertyStart("findings");
    scenario.findings().forEach(finding -> finding(json, finding));
    json.writeEndArray();
    json.writeArrayPropertyStart("control");
    scenario.probes().control().forEach(site -> JsonFacts.control(json, site));
    json.writeEndArray();
    JsonFacts.accuracy(json, scenario.probes().accuracy());
    json.writeArrayPropertyStart("statistics");
    scenario.probes().statistics().forEach(gradient -> JsonStatistics.write(json, gradient));
    json.writeEndArray();
    if (!scenario.probes().engines().isEmpty()) {
      json.writeArrayPropertyStart("engines");
      scenario.probes().engines().forEach(other -> JsonFacts.engine(json, other));
      json.writeEndArray();
    }
    json.writeArrayPropertyStart("races");
    scenario.races().forEach(run -> JsonFacts.race(json, run));
    json.writeEndArray();
    JsonValues.gradients(json, scenario.gradients());
    json.writeEndObject();
  }

  private static void plan(JsonGenerator json, ScenarioReport.PlanSummary plan) {
    json.writeObjectPropertyStart("plan");
    json.writeStringProperty("engine", plan.engine());
    json.writeStringProperty("mode", plan.mode());
    json.writeNumberProperty("runs", plan.values().runs());
    json.writeArrayPropertyStart("seeds");
    plan.values().seeds().forEach(json::writeNumber);
    json.writeEndArray();
    json.writeArrayPropertyStart("threads");
    plan.values().threads().forEach(json::writeNumber);
    json.writeEndArray();
    json.writeArrayPropertyStart("orders");
    plan.values().orders().forEach(order -> json.writeString(order.name()));
    json.writeEndArray();
    if (!plan.values().capabilities().equals(List.of(""))) {
      json.writeArrayPropertyStart("capabilities");
      plan.values().capabilities().forEach(json::writeString);
      json.writeEndArray();
    }
    json.writeNumberProperty("configurations", plan.configurations());
    json.writeNumberProperty("total_runs", plan.totalRuns());
    JsonValues.number(json, "confidence", plan.confidence());
    json.writeEndObject();
  }

  private static void finding(JsonGenerator json, Finding finding) {
    json.writeStartObject();
    json.writeStringProperty("code", finding.code());
    json.writeStringProperty("severity", label(finding.severity()));
    json.writeStringProperty("axis", finding.axis() == null ? null : finding.axis().label());
    json.writeStringProperty("message", finding.message());
    json.writeStringProperty("advice", finding.advice());
    json.writeEndObject();
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
