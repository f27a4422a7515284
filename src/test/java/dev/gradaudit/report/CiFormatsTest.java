package dev.gradaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.Comparison;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Formats that other programs read: held to their schemas and limits, in several locales. */
final class CiFormatsTest {
  private final Locale locale = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(locale);
  }

  static Stream<Arguments> samples() {
    return SampleReports.all().keySet().stream()
        .flatMap(
            name ->
                Stream.of("tr-TR", "de-DE", "ar-EG-u-nu-arab").map(tag -> Arguments.of(name, tag)));
  }

  private static String render(ReportFormat format, AuditReport report) throws IOException {
    return GoldenReportsTest.render(format, report, RenderOptions.plain("1.2.3"));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void junitIsValidAndItsCountsAreRight(String name, String tag)
      throws IOException, SAXException, ParserConfigurationException {
    Locale.setDefault(Locale.forLanguageTag(tag));
    String xml = render(ReportFormat.JUNIT, SampleReports.named(name));
    Validator validator =
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
            .newSchema(CiFormatsTest.class.getResource("/schema/junit.xsd"))
            .newValidator();
    validator.validate(new StreamSource(new StringReader(xml)));
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)));
    NodeList suites = document.getElementsByTagName("testsuite");
    assertThat(suites.getLength()).isEqualTo(SampleReports.named(name).scenarios().size());
    for (int i = 0; i < suites.getLength(); i++) {
      Element suite = (Element) suites.item(i);
      assertThat(suite.getElementsByTagName("testcase").getLength())
          .isEqualTo(Integer.parseInt(suite.getAttribute("tests")));
      NodeList failures = suite.getElementsByTagName("failure");
      assertThat(failures.getLength()).isEqualTo(Integer.parseInt(suite.getAttribute("failures")));
      for (int j = 0; j < failures.getLength(); j++) {
        assertThat(failures.item(j).getTextContent()).contains("expected:");
      }
    }
  }

  @Test
  void noTwoTestsOfJunitAreTheSame()
      throws IOException, SAXException, ParserConfigurationException {
    List<String> names =
        List.of("a.b", "a_b", "a.b", "a_b", "a_b (scenarios/a_b_json)", "a\u0001_b");
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(
                new InputSource(
                    new StringReader(render(ReportFormat.JUNIT, SampleReports.named(names)))));
    NodeList cases = document.getElementsByTagName("testcase");
    Set<String> known = new HashSet<>();
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      assertThat(known.add(test.getAttribute("classname") + "/" + test.getAttribute("name")))
          .as(test.getAttribute("classname"))
          .isTrue();
    }
    assertThat(known).hasSize(names.size());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void sarifIsValid(String name, String tag) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(tag));
    String json = render(ReportFormat.SARIF, SampleReports.named(name));
    Collection<?> faults;
    try (InputStream text =
        Objects.requireNonNull(
            CiFormatsTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json"))) {
      Schema schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
              .getSchema(new String(text.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
      faults = schema.validate(json, InputFormat.JSON);
      assertThat(schema.validate(json.replace("2.1.0\"", "2.2\""), InputFormat.JSON)).isNotEmpty();
    }
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void annotationsAreOneLineEach(String name, String tag) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(tag));
    String text = render(ReportFormat.GITHUB, SampleReports.named(name));
    Pattern line =
        Pattern.compile("::(error|warning|notice) (file=[^,:]*,line=[0-9]+,)?title=[^,:]*::.*");
    assertThat(text.lines()).allMatch(each -> line.matcher(each).matches());
    assertThat(text).doesNotContain("\r").doesNotContain("\u001b");
  }

  @Test
  void thereAreTenAnnotationsOfAKindAtMost() throws IOException {
    String text = render(ReportFormat.GITHUB, SampleReports.large(50, 3));
    for (String kind : List.of("error", "warning", "notice")) {
      long count = text.lines().filter(line -> line.startsWith("::" + kind + " ")).count();
      assertThat(count).as(kind).isLessThanOrEqualTo(10);
    }
    assertThat(text).contains(" more of this kind");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void markdownHoldsNobodysMarkup(String name, String tag) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(tag));
    String text = render(ReportFormat.MARKDOWN, SampleReports.named(name));
    String ours = text.replaceAll("</?(details|summary|code)>", "");
    assertThat(ours).doesNotContain("<").doesNotContain("\u001b");
    // Every row of the table of scenarios has as many cells as its head.
    List<String> rows = text.lines().filter(row -> row.startsWith("|")).toList();
    for (String row : rows) {
      assertThat(cells(row)).isIn(5L, cells(rows.get(0)));
    }
  }

  /** Read by the letter of RFC 4180, by nothing that wrote it. */
  @ParameterizedTest
  @MethodSource("samples")
  void csvIsReadBackByAnotherParser(String name, String tag) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(tag));
    AuditReport report = SampleReports.named(name);
    List<List<String>> rows = rows(render(ReportFormat.CSV, report));
    List<Comparison> pairs =
        report.scenarios().stream().flatMap(each -> each.comparisons().stream()).toList();
    assertThat(rows).hasSize(1 + pairs.size());
    List<String> header = rows.get(0);
    for (int i = 0; i < pairs.size(); i++) {
      List<String> row = rows.get(i + 1);
      assertThat(row).hasSameSizeAs(header);
      assertThat(row.get(header.indexOf("max_ulp")))
          .isEqualTo(Long.toUnsignedString(pairs.get(i).difference().maxUlp()));
      double relative =
          Double.parseDouble(
              row.get(header.indexOf("max_rel")).replace("inf", "Infinity").replace("nan", "NaN"));
      assertThat(relative).isEqualTo(pairs.get(i).difference().maxRel());
      assertThat(row.get(header.indexOf("axis"))).isEqualTo(pairs.get(i).axis().label());
    }
  }

  private static List<List<String>> rows(String csv) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\n')) {
        row.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      } else if (quoted || c != '\r') {
        cell.append(c);
      }
    }
    assertThat(row).isEmpty();
    return rows;
  }

  private static long cells(String row) {
    return row.replace("\\|", "").chars().filter(each -> each == '|').count();
  }

  @Test
  void markdownStaysBelowAMegabyteAndSaysWhatIsMissing() throws IOException {
    String text = render(ReportFormat.MARKDOWN, SampleReports.large(3000, 4));
    assertThat(text.getBytes(StandardCharsets.UTF_8).length).isLessThan(1 << 20);
    assertThat(text).contains("more scenarios.").contains("left out to stay within");
  }
}
