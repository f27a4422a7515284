package dev.gradaudit.history;

import dev.gradaudit.audit.Verdict;
import dev.gradaudit.history.RecordedAudit.Entry;
import dev.gradaudit.history.RecordedAudit.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON reports for what there is to compare in them. */
public final class ReportReader {
  private static final String SCHEMA = "gradaudit.report/1";
  private static final int HEAD_BYTES = 200;

  private ReportReader() {}

  /** Whether a file begins as a JSON report does. */
  public static boolean isReport(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
      return head.strip().startsWith("{") && head.contains("\"gradaudit.report/");
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads a report. */
  public static RecordedAudit read(Path file) throws IOException, RecordException {
    try {
      JsonNode root = JsonMapper.shared().readTree(Files.readString(file));
      if (!root.path("schema").asString("").equals(SCHEMA)) {
        throw new RecordException("'" + file + "' is no JSON report of gradaudit (" + SCHEMA + ")");
      }
      JsonNode seconds = root.path("timing").path("scenario_seconds");
      List<Entry> scenarios = new ArrayList<>();
      for (JsonNode scenario : root.path("scenarios")) {
        double taken = seconds.path(scenarios.size()).asDouble(Double.NaN);
        scenarios.add(entry(scenario, taken));
      }
      return new RecordedAudit(
          root.path("tool").path("version").asString(""),
          "",
          root.path("complete").asBoolean(false),
          scenarios);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new RecordException("'" + file + "' is damaged, or no report; write it again");
    }
  }

  private static Entry entry(JsonNode scenario, double seconds) {
    Map<String, Outcome> verdicts = new LinkedHashMap<>();
    scenario
        .path("verdicts")
        .properties()
        .forEach(
            verdict ->
                verdicts.put(
                    verdict.getKey(),
                    new Outcome(
                        Verdict.valueOf(verdict.getValue().path("verdict").asString("")),
                        verdict.getValue().path("holds").asBoolean(false),
                        Long.parseUnsignedLong(verdict.getValue().path("max_ulp").asString("0")))));
    Map<String, Map<String, String>> results = new LinkedHashMap<>();
    for (JsonNode configuration : scenario.path("configurations")) {
      Map<String, String> fingerprints = new LinkedHashMap<>();
      configuration
          .path("fingerprints")
          .properties()
          .forEach(
              each ->
                  fingerprints.put(
                      each.getKey(),
                      RecordedAudit.shortened(
                          each.getValue().isNull() ? null : each.getValue().asString(""))));
      results.put(
          RecordedAudit.key(
              configuration.path("seed").asLong(),
              configuration.path("threads").asInt(),
              configuration.path("order").asString(""),
              configuration.path("capability").asString("")),
          fingerprints);
    }
    return new Entry(
        scenario.path("name").asString(""),
        scenario.path("file").asString(""),
        scenario.path("sha256").asString(""),
        scenario.path("plan").path("engine").asString("builtin"),
        verdicts,
        results,
        Map.of(),
        seconds);
  }
}
