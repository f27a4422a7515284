package dev.gradaudit.history;

import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.Finding;
import dev.gradaudit.audit.Finding.Severity;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.audit.ScenarioReport.Status;
import dev.gradaudit.audit.Verdict;
import dev.gradaudit.history.RecordedAudit.Entry;
import dev.gradaudit.history.RecordedAudit.Outcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What later audits are held against, in a file for version control: a verdict, and the
 * fingerprints of a configuration, are a line each, in the sequence of the plan.
 *
 * @param arguments of {@code run} that say what was audited and how
 */
public record Baseline(List<String> arguments, RecordedAudit audit) {
  static final String SCHEMA = "gradaudit.baseline/1";

  public Baseline {
    arguments = List.copyOf(arguments);
  }

  /** Whether gradients were kept, for the distance from them to be told. */
  public boolean hasGradients() {
    return audit.scenarios().stream().anyMatch(entry -> !entry.gradients().isEmpty());
  }

  /** The scenarios that an audit does not have although their files are gone: nobody can. */
  public List<String> gone(List<ScenarioReport> scenarios) {
    List<String> names = scenarios.stream().map(ScenarioReport::name).toList();
    return audit.scenarios().stream()
        .filter(entry -> !names.contains(entry.name()) && !Files.exists(Path.of(entry.file())))
        .map(Entry::name)
        .toList();
  }

  /**
   * A scenario's report with what has changed since among its findings. It passes when nothing did
   * for the worse: an expectation that failed because gradients differ may still fail where they
   * differ as before. Nothing else is accepted: not what is inconclusive, and no bug.
   *
   * @param now the audit that it is of
   */
  public ScenarioReport check(ScenarioReport scenario, RecordedAudit now) {
    Entry was = audit.scenario(scenario.name(), scenario.file()).orElse(null);
    List<Finding> findings = new ArrayList<>(scenario.findings());
    Set<String> known = new HashSet<>();
    boolean regression = false;
    if (was == null) {
      findings.add(
          new Finding(
              "baseline-new",
              Severity.WARNING,
              null,
              "The baseline does not have this scenario.",
              "Write the baseline anew to include it."));
      regression = scenario.status() == Status.FAILED;
    } else {
      if (!audit.toolVersion().equals(now.toolVersion())) {
        findings.add(
            new Finding(
                "baseline-version",
                Severity.NOTE,
                null,
                "The baseline was written by gradaudit "
                    + audit.toolVersion()
                    + ", this is "
                    + now.toolVersion()
                    + ".",
                ""));
      }
      for (Change change : Changes.of(audit, was, now, RecordedAudit.entry(scenario))) {
        if (change.kind() != Change.Kind.TIME) {
          if (change.kind() == Change.Kind.KNOWN) {
            known.add(change.axis());
            findings.replaceAll(finding -> accepted(finding, change));
          }
          findings.add(finding(change));
          regression |= change.regression();
        }
      }
    }
    for (AxisVerdict verdict : scenario.verdicts()) {
      boolean accepted =
          verdict.verdict() == Verdict.DIFFERS && known.contains(verdict.axis().label());
      regression |= !verdict.holds() && !accepted;
    }
    boolean judged = scenario.status() == Status.PASSED || scenario.status() == Status.FAILED;
    Status status = regression ? Status.FAILED : Status.PASSED;
    return scenario.with(judged ? status : scenario.status(), findings);
  }

  /** What is known is no error any more; a bug stays one. */
  private static Finding accepted(Finding finding, Change known) {
    boolean same = finding.axis() != null && finding.axis().label().equals(known.axis());
    return same
            && finding.severity() == Severity.ERROR
            && !finding.code().equals("out-of-bound")
            && !finding.code().startsWith("baseline-")
        ? new Finding(
            finding.code(), Severity.WARNING, finding.axis(), finding.message(), finding.advice())
        : finding;
  }

  private static Finding finding(Change change) {
    String message =
        switch (change.kind()) {
          case NEW -> "New since the baseline: ";
          case KNOWN -> "Known to the baseline: ";
          case FIXED -> "Fixed since the baseline: ";
          case GONE -> "Gone since the baseline: ";
          case CHANGED, TIME -> "Changed since the baseline: ";
        };
    Severity severity =
        change.regression()
            ? Severity.ERROR
            : change.kind() == Change.Kind.GONE ? Severity.WARNING : Severity.NOTE;
    return new Finding(
        "baseline-" + change.kind().label(),
        severity,
        change.axis() == null ? null : Axis.parse(change.axis()).orElse(null),
        message
            + (change.axis() == null ? "" : "along " + change.axis() + ", ")
            + change.message()
            + ".",
        change.regression()
            ? "If that is meant, write the baseline anew: gradaudit baseline write."
            : change.kind() == Change.Kind.FIXED
                ? "Write the baseline anew, so that it cannot come back unnoticed."
                : "");
  }

  /** Writes the file; the same bytes for the same results. */
  public void write(Writer out) throws IOException {
    JsonMapper json = JsonMapper.shared();
    out.write("{\n  \"schema\": " + json.writeValueAsString(SCHEMA) + ",\n");
    out.write("  \"tool_version\": " + json.writeValueAsString(audit.toolVersion()) + ",\n");
    out.write("  \"machine\": " + json.writeValueAsString(audit.machine()) + ",\n");
    out.write("  \"arguments\": " + json.writeValueAsString(arguments) + ",\n");
    out.write("  \"scenarios\": [");
    String separator = "\n";
    for (Entry entry : audit.scenarios()) {
      out.write(separator);
      write(entry, out);
      separator = ",\n";
    }
    out.write("\n  ]\n}\n");
    out.flush();
  }

  private static void write(Entry entry, Writer out) throws IOException {
    JsonMapper json = JsonMapper.shared();
    out.write("    {\n      \"name\": " + json.writeValueAsString(entry.name()) + ",\n");
    out.write("      \"file\": " + json.writeValueAsString(entry.file()) + ",\n");
    out.write("      \"sha256\": " + json.writeValueAsString(entry.sha256()) + ",\n");
    out.write("      \"engine\": " + json.writeValueAsString(entry.engine()) + ",\n");
    Map<String, Object> verdicts = new LinkedHashMap<>();
    entry
        .verdicts()
        .forEach(
            (axis, outcome) -> {
              Map<String, Object> line = new LinkedHashMap<>();
              line.put("verdict", outcome.verdict().name());
              line.put("holds", outcome.holds());
              line.put("max_ulp", Long.toUnsignedString(outcome.maxUlp()));
              verdicts.put(axis, line);
            });
    lines("verdicts", verdicts, out);
    out.write(",\n");
    lines("results", entry.results(), out);
    if (!entry.gradients().isEmpty()) {
      out.write(",\n");
      Map<String, Object> gradients = new LinkedHashMap<>();
      for (Map.Entry<String, Tensor> gradient : entry.gradients().entrySet()) {
        gradients.put(gradient.getKey(), tensor(gradient.getValue()));
      }
      lines("gradients", gradients, out);
    }
    out.write("\n    }");
  }

  private static void lines(String name, Map<String, ?> members, Writer out) throws IOException {
    JsonMapper json = JsonMapper.shared();
    out.write("      \"" + name + "\": {");
    Iterator<? extends Map.Entry<String, ?>> each = members.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<String, ?> member = each.next();
      out.write("\n        " + json.writeValueAsString(member.getKey()) + ": ");
      out.write(json.writeValueAsString(member.getValue()));
      out.write(each.hasNext() ? "," : "\n      ");
    }
    out.write("}");
  }

  private static Map<String, Object> tensor(Tensor tensor) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (WritableByteChannel channel = Channels.newChannel(bytes)) {
      Tensors.writeBytes(tensor, channel::write);
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("dtype", tensor.dtype().label());
    line.put("shape", tensor.shape().extents());
    line.put("data", Base64.getEncoder().encodeToString(bytes.toByteArray()));
    return line;
  }

  /** Reads a baseline. */
  public static Baseline read(Path file) throws IOException, RecordException {
    try {
      JsonNode root = JsonMapper.shared().readTree(Files.readString(file));
      String schema = root.path("schema").asString("");
      if (!schema.equals(SCHEMA)) {
        throw new RecordException(
            "'"
                + file
                + "' is no baseline"
                + (schema.startsWith("gradaudit.baseline/")
                    ? " that this version of gradaudit reads; write it anew"
                    : "; write one with 'gradaudit baseline write'"));
      }
      List<String> arguments = new ArrayList<>();
      root.path("arguments").forEach(each -> arguments.add(each.asString("")));
      List<Entry> entries = new ArrayList<>();
      root.path("scenarios").forEach(each -> entries.add(entry(each)));
      return new Baseline(
          arguments,
          new RecordedAudit(
              root.path("tool_version").asString(""),
              root.path("machine").asString(""),
              true,
              entries));
    } catch (JacksonException | IllegalArgumentException | BufferUnderflowException e) {
      throw new RecordException(
          "'"
              + file
              + "' is damaged, or no baseline; write it anew with 'gradaudit baseline write'");
    }
  }

  private static Entry entry(JsonNode node) {
    Map<String, Outcome> verdicts = new LinkedHashMap<>();
    node.path("verdicts")
        .properties()
        .forEach(
            each ->
                verdicts.put(
                    each.getKey(),
                    new Outcome(
                        Verdict.valueOf(each.getValue().path("verdict").asString("")),
                        each.getValue().path("holds").asBoolean(false),
                        Long.parseUnsignedLong(each.getValue().path("max_ulp").asString("")))));
    Map<String, Map<String, String>> results = new LinkedHashMap<>();
    node.path("results")
        .properties()
        .forEach(
            each -> {
              Map<String, String> fingerprints = new LinkedHashMap<>();
              each.getValue()
                  .properties()
                  .forEach(one -> fingerprints.put(one.getKey(), one.getValue().asString("")));
              results.put(each.getKey(), fingerprints);
            });
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    node.path("gradients")
        .properties()
        .forEach(each -> gradients.put(each.getKey(), tensor(each.getValue())));
    return new Entry(
        node.path("name").asString(""),
        node.path("file").asString(""),
        node.path("sha256").asString(""),
        node.path("engine").asString(""),
        verdicts,
        results,
        gradients,
        Double.NaN);
  }

  private static Tensor tensor(JsonNode node) {
    @Nullable DType dtype = DType.parse(node.path("dtype").asString("")).orElse(null);
    if (dtype == null) {
      throw new IllegalArgumentException("no dtype");
    }
    int[] extents = new int[node.path("shape").size()];
    for (int dim = 0; dim < extents.length; dim++) {
      extents[dim] = node.path("shape").get(dim).asInt();
    }
    byte[] bytes = Base64.getDecoder().decode(node.path("data").asString(""));
    return Tensors.ofBytes(dtype, Shape.of(extents), ByteBuffer.wrap(bytes));
  }
}
