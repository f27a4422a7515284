package dev.gradaudit.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.report.SampleReports;
import dev.gradaudit.scenario.MatrixValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Distances against the variables of a matrix. */
final class MatrixPartTest {
  private static final String HOSTILE = "<script>alert(1)</script>";

  private static String written(AuditReport report) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Element section : MatrixPart.all(report)) {
      section.write(text);
    }
    return text.toString();
  }

  /** Each variable along each axis with differences: two variables, three axes. */
  @Test
  void thereIsAPictureForEachVariableAlongEachAxisThatDiffers() throws IOException {
    String both = written(SampleReports.matrix(List.of("10", "100")));
    assertThat(titles(both))
        .containsExactly(
            "Largest distance along threads against n",
            "Largest distance along order against n",
            "Largest distance along threads against dtype",
            "Largest distance along order against dtype");
    assertThat(both)
        .contains("1\u00a0dtype=float32; 2\u00a0dtype=float64. Both scales are logarithmic.")
        .contains("1\u00a0n=10; 2\u00a0n=100.</figcaption>")
        .contains("class=\"series s2\"");
    // Every scenario is a row of the table behind it, which can be reached and read aloud.
    assertThat(both.split("<tr><th scope=\"row\">", -1)).hasSize(1 + 4);
    assertThat(both).contains("<caption>Distances by the variables of ", "tabindex=\"0\"");
    assertThat(titles(written(SampleReports.matrix(List.of("10")))))
        .containsExactly(
            "Largest distance along threads against dtype",
            "Largest distance along order against dtype");
  }

  private static List<String> titles(String html) {
    return Pattern.compile("<title>([^<]*)</title>")
        .matcher(html)
        .results()
        .map(result -> result.group(1))
        .toList();
  }

  /**
   * A line has its points from the least to the largest number, whatever their order in the file.
   */
  @Test
  void pointsOfNumbersStandInTheirOrderAndByTheirLogarithms() throws IOException {
    String html = written(SampleReports.matrix(List.of("1000", "10", "1e2")));
    String first = html.substring(html.indexOf("<svg"), html.indexOf("</svg>"));
    List<Double> places =
        Pattern.compile("<circle class=\"point\" cx=\"([^\"]*)\"")
            .matcher(first)
            .results()
            .map(result -> Double.parseDouble(result.group(1)))
            .limit(3)
            .toList();
    assertThat(places).containsExactly(66.0, 184.0, 302.0);
    assertThat(first.indexOf(">10</text>")).isLessThan(first.indexOf(">1e2</text>"));
    assertThat(first.indexOf(">1e2</text>")).isLessThan(first.indexOf(">1000</text>"));
  }

  @Test
  void moreLinesThanCanBeToldApartAreCounted() throws IOException {
    List<String> many = IntStream.range(1, 10).mapToObj(Integer::toString).toList();
    String html = written(SampleReports.matrix(many));
    assertThat(html).contains("Not drawn: 3 lines with smaller or equal distances.");
    assertThat(html).contains("series s6").doesNotContain("series s7");
  }

  @Test
  void withoutAMatrixThereIsNothing() throws IOException {
    assertThat(written(SampleReports.named("several"))).isEmpty();
  }

  @Test
  void whereNothingDiffersThePageSaysSo() throws IOException {
    AuditReport sample = SampleReports.named("proven");
    ScenarioReport scenario = sample.scenarios().get(0);
    List<ScenarioReport> scenarios = new ArrayList<>();
    for (String value : List.of("1", "2")) {
      MatrixValue number = new MatrixValue(MatrixValue.Kind.NUMBER, value);
      scenarios.add(SampleReports.inMatrix(scenario, "a.json", Map.of("n", number)));
    }
    String html = written(new AuditReport(true, sample.environment(), sample.timing(), scenarios));
    assertThat(html).contains("No distance that is not 0 was observed").doesNotContain("<svg");
    String one =
        written(
            new AuditReport(true, sample.environment(), sample.timing(), scenarios.subList(0, 1)));
    assertThat(one).contains("A picture needs a variable with two values or more.");
  }

  @Test
  void valuesAreNoMarkup() throws IOException {
    assertThat(written(SampleReports.matrix(List.of(HOSTILE, "\"'&")))).doesNotContain("<script");
  }
}
