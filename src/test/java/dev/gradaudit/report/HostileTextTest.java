package dev.gradaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.ScenarioReport;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Names and texts of scenarios are somebody else's: in no format do they become more than text. */
final class HostileTextTest {
  private static final List<String> HOSTILE =
      List.of(
          "</testcase>]]><b onclick=\"x\">&amp;&lt;",
          "<script>alert(1)</script><!-- --><svg onload='x'>",
          "</summary></details></code>",
          "::error file=x,line=1::pwned",
          "a\n::stop-commands::b\r\n##[error]c\r::add-mask::d",
          "%0A::error::pwned%0D%25",
          "| a | b |\n|---|---|",
          "`code` ``` ~~~ **bold** _it_ ~~no~~",
          "===",
          "---",
          "    indented",
          "- item",
          "1. item",
          "2) item",
          ":-:",
          "# heading",
          "> quote",
          "[c](http://evil.example) ![i](http://evil.example/i.png) [r]: x",
          "{0} {1} }{",
          "${{ secrets.TOKEN }} $x^2$",
          "=HYPERLINK(\"http://evil.example\")",
          "\u0000\u0008\u001b[2J\u009b31m\u202egnp\ud800\uffff\u2028end",
          "ends with a backslash \\");

  private final Locale locale = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(locale);
  }

  static Stream<Arguments> hostile() {
    List<String> all = new ArrayList<>(HOSTILE);
    all.add(String.join(" ", HOSTILE));
    return all.stream()
        .flatMap(
            text ->
                Stream.of("tr-TR", "de-DE", "ar-EG-u-nu-arab").map(tag -> Arguments.of(text, tag)));
  }

  private static String render(ReportFormat format, AuditReport report) throws IOException {
    return GoldenReportsTest.render(format, report, RenderOptions.plain("1.2.3"));
  }

  /** As a parser of XML gives it back: without what it cannot hold, and with one kind of line. */
  private static String inXml(String text) {
    return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD]", "")
        .replaceAll("\r\n?", "\n");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void junitHasTheTextInFull(String evil, String tag)
      throws IOException, SAXException, ParserConfigurationException {
    Locale.setDefault(Locale.forLanguageTag(tag));
    String xml = render(ReportFormat.JUNIT, SampleReports.failingWith(evil));
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(HostileTextTest.class.getResource("/schema/junit.xsd"))
        .newValidator()
        .validate(new StreamSource(new StringReader(xml)));
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)));
    NodeList suites = document.getElementsByTagName("testsuite");
    assertThat(suites.getLength()).isEqualTo(3);
    assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(4);
    assertThat(document.getElementsByTagName("failure").getLength()).isEqualTo(1);
    assertThat(document.getElementsByTagName("error").getLength()).isEqualTo(1);
    assertThat(document.getElementsByTagName("error").item(0).getTextContent())
        .isEqualTo(inXml(evil + "\n" + evil));
    assertThat(withoutSpace(((Element) suites.item(0)).getAttribute("name")))
        .isEqualTo(withoutSpace(inXml(evil)));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void sarifHasPlainMessagesAndTellsResultsApart(String evil, String tag) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(tag));
    JsonNode results =
        JsonMapper.shared()
            .readTree(render(ReportFormat.SARIF, SampleReports.failingWith(evil)))
            .at("/runs/0/results");
    assertThat(results.size()).isEqualTo(3);
    Set<String> fingerprints = new HashSet<>();
    for (JsonNode result : results) {
      fingerprints.add(result.at("/partialFingerprints/finding~1v1").asString());
      String text = result.at("/message/text").asString();
      // What a reader of SARIF shows, who knows of no argument to put into braces.
      assertThat(text).doesNotContain("](");
      String shown = text.replace("{{", "\u0001").replace("}}", "\u0002");
      assertThat(shown).doesNotContain("{", "}");
      String plain = Printable.of(evil, true);
      assertThat(shown.replace('\u0001', '{').replace('\u0002', '}').replace("] (", "]("))
          .isEqualTo(plain + ": " + plain + " " + plain);
      assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri").asString())
          .matches("([A-Za-z0-9/._~-]|%[0-9A-F]{2})+");
    }
    assertThat(fingerprints).hasSize(3);
  }

  /** As GitHub's runner takes a line apart. */
  @ParameterizedTest
  @MethodSource("hostile")
  void anAnnotationSaysItAndNothingElse(String evil, String tag) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(tag));
    AuditReport report = SampleReports.failingWith(evil);
    List<String> lines = List.of(render(ReportFormat.GITHUB, report).split("\n", -1));
    assertThat(lines).hasSize(4).last().isEqualTo("");
    Pattern form =
        Pattern.compile("::(error|warning) file=([^,:]*),line=([0-9]+),title=([^,:]*)::(.*)");
    for (String line : lines.subList(0, 3)) {
      Matcher parts = form.matcher(line);
      assertThat(parts.matches()).as(line).isTrue();
      String lineByLine =
          String.join("\n", evil.lines().map(each -> Printable.of(each, true)).toList());
      assertThat(decoded(parts.group(4))).isEqualTo(lineByLine + ": evil");
      assertThat(decoded(parts.group(5))).isEqualTo(lineByLine + "\n" + lineByLine);
    }
  }

  private static String decoded(String text) {
    return text.replace("%0D", "\r")
        .replace("%0A", "\n")
        .replace("%3A", ":")
        .replace("%2C", ",")
        .replace("%25", "%");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void markdownHasOurMarkupOnly(String evil, String tag) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(tag));
    Shape harmless = Shape.of(render(ReportFormat.MARKDOWN, SampleReports.failingWith("word")));
    String text = render(ReportFormat.MARKDOWN, SampleReports.failingWith(evil));
    Shape shape = Shape.of(text);
    assertThat(shape.nodes).as(text).isEqualTo(harmless.nodes);
    assertThat(shape.html).as(text).isSubsetOf("<code>", "</code>", "</details>");
    assertThat(withoutSpace(shape.text)).contains(withoutSpace(Printable.of(evil, true)));
  }

  /** What a parser of Markdown sees. */
  private static final class Shape {
    private final List<String> nodes = new ArrayList<>();
    private final List<String> html = new ArrayList<>();
    private String text = "";

    static Shape of(String markdown) {
      Node document =
          Parser.builder().extensions(List.of(TablesExtension.create())).build().parse(markdown);
      Shape shape = new Shape();
      shape.walk(document);
      return shape;
    }

    private void walk(Node node) {
      // Words apart: how many pieces a text is in says nothing.
      if (node instanceof Text words) {
        text += words.getLiteral();
      } else if (node instanceof Heading heading) {
        nodes.add("Heading " + heading.getLevel());
      } else {
        nodes.add(node.getClass().getSimpleName());
      }
      if (node instanceof HtmlInline inline) {
        html.add(inline.getLiteral());
      } else if (node instanceof HtmlBlock block) {
        // A name within the summary is escaped: it has no tag of its own.
        String summary = "<details><summary>([^<]*)</summary>";
        html.add(block.getLiteral().strip().replaceFirst(summary, "</details>"));
      }
      for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
        walk(child);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void aRowOfCsvIsALineAndNoFormula(String evil, String tag) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(tag));
    AuditReport report = SampleReports.failingWith(evil);
    String csv = render(ReportFormat.CSV, report);
    assertThat(csv.lines().count()).isEqualTo(4);
    String name = Printable.of(evil, true);
    for (String line : csv.lines().skip(1).toList()) {
      String cell = line.startsWith("\"") ? line.substring(1) : line;
      assertThat(cell).doesNotStartWith("=").doesNotStartWith("-").doesNotStartWith("@");
      assertThat(cell.replaceFirst("^'", "")).startsWith(name.replace("\"", "\"\""));
    }
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void jsonGivesItBack(String evil, String tag) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(tag));
    AuditReport report = SampleReports.failingWith(evil);
    JsonNode scenarios =
        JsonMapper.shared().readTree(render(ReportFormat.JSON, report)).get("scenarios");
    for (ScenarioReport scenario : report.scenarios()) {
      // Half a character cannot be written in UTF-8.
      assertThat(scenarios.get(0).get("name").asString())
          .isEqualTo(scenario.name().replace('\ud800', '?'));
    }
  }

  private static String withoutSpace(String text) {
    return text.replaceAll("\\s+", "");
  }
}
