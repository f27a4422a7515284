package dev.gradaudit.report;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.Finding;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.plan.Axis;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;

/**
 * SARIF 2.1.0, as code scanning services read it: a rule for each code of a finding, a result for
 * each finding, at the line of the scenario file where the difference begins. A fingerprint keeps a
 * result the same from run to run although its figures change.
 */
final class SarifRenderer implements Renderer {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
  private static final String UNRESERVED =
      "/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  private static final int INDENTED_DEPTH = 5;

  @Override
  public void render(AuditReport report, RenderOptions options, Writer out) throws IOException {
    Set<String> codes = new TreeSet<>();
    report.scenarios().forEach(s -> s.findings().forEach(finding -> codes.add(finding.code())));
    List<String> rules = new ArrayList<>(codes);
    try (JsonGenerator json = JsonLayout.generator(out, INDENTED_DEPTH)) {
      json.writeStartObject();
      json.writeStringProperty("$schema", SCHEMA);
      json.writeStringProperty("version", "2.1.0");
      json.writeArrayPropertyStart("runs");
      json.writeStartObject();
      tool(json, options.toolVersion(), rules);
      invocation(json, report);
      json.writeStringProperty("columnKind", "unicodeCodePoints");
      json.writeArrayPropertyStart("results");
      Map<String, Integer> known = new HashMap<>();
      for (ScenarioReport scenario : report.scenarios()) {
        for (Finding finding : scenario.findings()) {
          result(json, scenario, finding, rules, fingerprint(scenario, finding, known));
        }
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
    out.flush();
  }

  private static void tool(JsonGenerator json, String version, List<String> rules) {
    json.writeObjectPropertyStart("tool");
    json.writeObjectPropertyStart("driver");
    json.writeStringProperty("name", "gradaudit");
    json.writeStringProperty("version", version);
    json.writeArrayPropertyStart("rules");
    for (String rule : rules) {
      json.writeStartObject();
      json.writeStringProperty("id", rule);
      json.writeObjectPropertyStart("shortDescription");
      json.writeStringProperty("text", describe(rule));
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  /** {@code order-dependent} becomes a phrase. */
  private static String describe(String rule) {
    String words = rule.replace('-', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private static void invocation(JsonGenerator json, AuditReport report) {
    json.writeArrayPropertyStart("invocations");
    json.writeStartObject();
    json.writeBooleanProperty("executionSuccessful", report.complete());
    json.writeStringProperty("startTimeUtc", report.timing().startedAt());
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void result(
      JsonGenerator json,
      ScenarioReport scenario,
      Finding finding,
      List<String> rules,
      String fingerprint) {
    Axis axis = finding.axis();
    json.writeStartObject();
    json.writeStringProperty("ruleId", finding.code());
    json.writeNumberProperty("ruleIndex", rules.indexOf(finding.code()));
    json.writeStringProperty("level", level(finding.severity()));
    json.writeObjectPropertyStart("message");
    json.writeStringProperty(
        "text",
        message(
            scenario.name()
                + ": "
                + finding.message()
                + (finding.advice().isEmpty() ? "" : " " + finding.advice())));
    json.writeEndObject();
    json.writeArrayPropertyStart("locations");
    json.writeStartObject();
    json.writeObjectPropertyStart("physicalLocation");
    json.writeObjectPropertyStart("artifactLocation");
    json.writeStringProperty("uri", uri(scenario.file()));
    json.writeEndObject();
    json.writeObjectPropertyStart("region");
    json.writeNumberProperty("startLine", scenario.dataflow().fileLine(axis));
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
    json.writeObjectPropertyStart("partialFingerprints");
    json.writeStringProperty("finding/v1", fingerprint);
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Without figures, which change from run to run; what is alike is numbered. */
  private static String fingerprint(
      ScenarioReport scenario, Finding finding, Map<String, Integer> known) {
    Axis axis = finding.axis();
    String key = scenario.name() + "/" + finding.code() + (axis == null ? "" : "/" + axis.label());
    int number = known.merge(key, 1, Integer::sum);
    return number == 1 ? key : key + "/" + number;
  }

  /**
   * Text as a plain message of SARIF, in which brackets before parentheses are a link, and what
   * stands in braces is filled in.
   */
  private static String message(String text) {
    return Printable.of(text, true).replace("](", "] (").replace("{", "{{").replace("}", "}}");
  }

  private static String level(Finding.Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTE -> "note";
    };
  }

  /** A path as a reference: relative ones stay so. */
  private static String uri(String file) {
    String path = file.replace('\\', '/');
    StringBuilder uri = new StringBuilder();
    if (path.startsWith("/")) {
      uri.append("file://");
    } else if (path.matches("[A-Za-z]:/.*")) {
      uri.append("file:///");
    }
    for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
      if (UNRESERVED.indexOf(each) >= 0) {
        uri.append((char) each);
      } else {
        uri.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return uri.toString();
  }
}
