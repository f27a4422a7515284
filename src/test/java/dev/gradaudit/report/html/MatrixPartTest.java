package dev.gradaudit.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.report.SampleReports;
import dev.gradaudit.scenario.MatrixValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Distances against the variables of a matrix. */
final class MatrixPartTest {
  private static final String HOSTILE = "<script>alert(1)</script>";

  private static ScenarioReport with(ScenarioReport report, Map<String, MatrixValue> matrix) {
    return new ScenarioReport(
        report.name() + matrix,
        report.description(),
        report.file(),
        report.sha256(),
        report.statements(),
        report.complete(),
        report.status(),
        report.plan(),
        report.verdicts(),
        report.configurations(),
        report.comparisons(),
        report.certificates(),
        report.dataflow(),
        report.findings(),
        report.probes(),
        report.races(),
        report.loss(),
        report.gradients(),
        report.seconds(),
        matrix);
  }

  private static AuditReport report(List<String> values) {
    AuditReport sample = SampleReports.named("differs");
    List<ScenarioReport> scenarios = new ArrayList<>();
    for (String value : values) {
      for (String dtype : List.of("float32", "float64")) {
        Map<String, MatrixValue> matrix = new LinkedHashMap<>();
        matrix.put("n", new MatrixValue(MatrixValue.Kind.NUMBER, value));
        matrix.put("dtype", new MatrixValue(MatrixValue.Kind.STRING, dtype));
        scenarios.add(with(sample.scenarios().get(0), matrix));
      }
    }
    return new AuditReport(true, sample.environment(), sample.timing(), scenarios);
  }

  private static String written(AuditReport report) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Element section : MatrixPart.all(report)) {
      section.write(text);
    }
    return text.toString();
  }

  @Test
  void thereIsAPictureForEachVariableWithSeveralValues() throws IOException {
    String both = written(report(List.of("10", "100")));
    assertThat(both.split("<figure", -1)).hasSize(3);
    assertThat(both).contains("ULPs against n", "ULPs against dtype", "class=\"series\"");
    // Every scenario is a row of the table behind it.
    assertThat(both.split("<tr>", -1)).hasSize(1 + 1 + 4);
    String one = written(report(List.of("10")));
    assertThat(one.split("<figure", -1)).hasSize(2);
  }

  @Test
  void withoutAMatrixThereIsNothing() throws IOException {
    assertThat(written(SampleReports.named("several"))).isEmpty();
  }

  @Test
  void valuesAreNoMarkup() throws IOException {
    assertThat(written(report(List.of(HOSTILE, "\"'&")))).doesNotContain("<script");
  }
}
