package dev.gradaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.Comparison;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.numeric.DType;
import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON and CSV read back by parsers that are not ours. */
class MachineFormatsTest {
  private static final RenderOptions PLAIN = RenderOptions.plain("1.2.3");

  @Test
  void jsonHoldsEveryFigureOfEveryComparisonExactly() throws IOException {
    for (Map.Entry<String, AuditReport> sample : SampleReports.all().entrySet()) {
      JsonNode root = json(sample.getValue());
      assertThat(root.get("schema").asString()).isEqualTo("gradaudit.report/1");
      assertThat(root.get("complete").asBoolean()).isEqualTo(sample.getValue().complete());
      int s = 0;
      for (ScenarioReport scenario : sample.getValue().scenarios()) {
        JsonNode node = root.get("scenarios").get(s++);
        assertThat(node.get("verdicts").size()).isEqualTo(scenario.verdicts().size());
        assertThat(node.get("comparisons").size()).isEqualTo(scenario.comparisons().size());
        int c = 0;
        for (Comparison comparison : scenario.comparisons()) {
          JsonNode row = node.get("comparisons").get(c++);
          assertThat(row.get("max_ulp").bigIntegerValue().longValue())
              .isEqualTo(comparison.difference().maxUlp());
          assertThat(row.get("mean_ulp").doubleValue())
              .isEqualTo(comparison.difference().meanUlp());
          assertThat(row.get("worst").get("from").get("bits").asString())
              .hasSize(2 * comparison.difference().dtype().bytes());
        }
      }
    }
  }

  @Test
  void everyScenarioHasTheSameKeysInTheSameOrder() throws IOException {
    List<String> keys =
        List.of(
            "name",
            "description",
            "file",
            "sha256",
            "program",
            "complete",
            "status",
            "plan",
            "loss",
            "verdicts",
            "configurations",
            "comparisons",
            "certificates",
            "findings",
            "control",
            "accuracy",
            "statistics",
            "races",
            "gradients");
    List<String> ofMatrix = new ArrayList<>(keys);
    ofMatrix.add(keys.indexOf("program"), "matrix");
    for (Map.Entry<String, AuditReport> sample : SampleReports.all().entrySet()) {
      for (JsonNode scenario : json(sample.getValue()).get("scenarios")) {
        assertThat(List.copyOf(scenario.propertyNames()))
            .isEqualTo(sample.getKey().equals("matrix") ? ofMatrix : keys);
      }
    }
  }

  @Test
  void jsonHoldsTheValuesOfAMatrixInTheirKinds() throws IOException {
    JsonNode scenario = json(SampleReports.named("matrix")).get("scenarios").get(3);
    assertThat(scenario.get("name").asString()).isEqualTo("growth[n=256, dtype=float64]");
    assertThat(scenario.get("matrix").toString()).isEqualTo("{\"n\":256,\"dtype\":\"float64\"}");
  }

  @Test
  void csvHoldsOneRowPerComparisonWithTheSameFigures() throws IOException {
    for (Map.Entry<String, AuditReport> sample : SampleReports.all().entrySet()) {
      List<CSVRecord> rows = csv(sample.getValue());
      List<Comparison> comparisons =
          sample.getValue().scenarios().stream().flatMap(s -> s.comparisons().stream()).toList();
      assertThat(rows).as(sample.getKey()).hasSameSizeAs(comparisons);
      for (int i = 0; i < rows.size(); i++) {
        CSVRecord row = rows.get(i);
        Comparison comparison = comparisons.get(i);
        assertThat(row.isConsistent()).isTrue();
        assertThat(Long.parseUnsignedLong(row.get("max_ulp")))
            .isEqualTo(comparison.difference().maxUlp());
        assertThat(Double.parseDouble(row.get("mean_ulp")))
            .isEqualTo(comparison.difference().meanUlp());
        assertThat(row.get("to_order")).isEqualTo(comparison.to().order().name());
        DType dtype = comparison.difference().dtype();
        assertThat(row.get("worst_to_bits")).matches("0x[0-9a-f]{" + 2 * dtype.bytes() + "}");
      }
    }
  }

  @Test
  void noTextCellOfACsvIsAFormulaAndNegativeNumbersAreLeftAlone() throws IOException {
    CSVRecord hostile = csv(SampleReports.named("hostile")).get(0);
    assertThat(hostile.get("scenario")).startsWith("'=cmd");
    assertThat(hostile.get("gradient")).startsWith("'@=cmd");
    CSVRecord negative = csv(SampleReports.named("several")).get(2);
    assertThat(negative.get("worst_to")).isEqualTo("-0.0");
  }

  @Test
  void aFailureToWriteReachesTheCaller() {
    for (ReportFormat format : ReportFormat.values()) {
      Writer broken =
          new Writer() {
            @Override
            public void write(char[] characters, int offset, int length) throws IOException {
              throw new IOException("disk full");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
          };
      Assertions.assertThatIOException()
          .as(format.label())
          .isThrownBy(() -> format.renderer().render(SampleReports.named("several"), PLAIN, broken))
          .withMessage("disk full");
    }
  }

  private static JsonNode json(AuditReport report) throws IOException {
    return JsonMapper.shared().readTree(GoldenReportsTest.render(ReportFormat.JSON, report, PLAIN));
  }

  private static List<CSVRecord> csv(AuditReport report) throws IOException {
    String text = GoldenReportsTest.render(ReportFormat.CSV, report, PLAIN);
    return CSVFormat.RFC4180
        .builder()
        .setHeader()
        .setSkipHeaderRecord(true)
        .get()
        .parse(new StringReader(text))
        .getRecords();
  }
}
