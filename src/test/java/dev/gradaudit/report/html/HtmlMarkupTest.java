package dev.gradaudit.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.report.Printable;
import dev.gradaudit.report.RenderOptions;
import dev.gradaudit.report.SampleReports;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page as text: nothing of a scenario becomes markup, and nothing but the clock changes it. */
class HtmlMarkupTest {
  static final String EVIL =
      "</script><script>window.pwned=1</script><img src=x onerror=\"window.pwned=2\">"
          + "<!--<svg onload='window.pwned=3'>]]>&amp;&lt;\u2028\u2029\u202eevil\u2066\u0000\u001b[2J"
          + "</title></style></textarea>{{script}}\ud800 \ud83d\ude80 勾配";

  static String render(AuditReport report) throws IOException {
    StringWriter out = new StringWriter();
    new HtmlRenderer().render(report, RenderOptions.plain("1.2.3"), out);
    return new String(out.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Test
  void noTextOfAScenarioIsMarkup() throws IOException {
    String page = render(SampleReports.saying(EVIL));
    String plain = render(SampleReports.saying("harmless"));
    // Every tag that there is, is there without the evil text too.
    Pattern tag = Pattern.compile("<[a-zA-Z/!][^>]*");
    assertThat(tag.matcher(body(page)).results().map(HtmlMarkupTest::name).toList())
        .isEqualTo(tag.matcher(body(plain)).results().map(HtmlMarkupTest::name).toList());
    assertThat(page.split("<script", -1)).hasSize(3);
    assertThat(page).doesNotContain("onerror=\"", "<img", "<!--");
    assertThat(page.chars().filter(c -> c != '\n' && !Printable.isVisible(c)).boxed())
        .as("characters that nobody sees")
        .allMatch(c -> Character.isSurrogate((char) (int) c));
  }

  private static String name(MatchResult tag) {
    return tag.group().split(" ", 2)[0];
  }

  @Test
  void whatItShowsOfAHostileTextIsWhatTheTableShows() throws Exception {
    Document main = main(render(SampleReports.saying(EVIL)));
    assertThat(main.getDocumentElement().getTextContent()).contains(Printable.of(EVIL, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"script", "style", "img", "iframe", "object", "base", "link", "form"})
  void elementsThatLoadOrRunAreRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> Element.of(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"onclick", "style", "href", "src", "srcdoc", "xlink:href", "data-a b", "x\""})
  void attributesThatLoadOrRunAreRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> Element.of("a").with(name, "x"));
  }

  @Test
  void attributesCannotBeLeft() throws IOException {
    StringBuilder out = new StringBuilder();
    Element.of("td").with("title", "\" onclick=\"x' <b>&\u202e").write(out);
    assertThat(out.toString())
        .isEqualTo("<td title=\"&quot; onclick=&quot;x&#39; &lt;b&gt;&amp;\\u202e\"></td>");
  }

  @Test
  void theDataIsTheJsonThatWasMeant() throws IOException {
    for (Map.Entry<String, AuditReport> sample : SampleReports.all().entrySet()) {
      JsonNode data = data(render(sample.getValue()));
      assertThat(data.get("scenarios").size()).isEqualTo(sample.getValue().scenarios().size());
      for (int i = 0; i < data.get("scenarios").size(); i++) {
        JsonNode scenario = data.get("scenarios").get(i);
        assertThat(scenario.get("comparisons").size())
            .isEqualTo(sample.getValue().scenarios().get(i).comparisons().size());
      }
    }
    JsonNode evil = data(render(SampleReports.saying(EVIL)));
    assertThat(evil.get("scenarios").get(0).get("name").asString()).isEqualTo(EVIL);
  }

  @Test
  void everySampleIsWellFormedWithIdsThatAreUniqueAndLinksThatLead() throws Exception {
    for (Map.Entry<String, AuditReport> sample : SampleReports.all().entrySet()) {
      Document main = main(render(sample.getValue()));
      List<String> ids = attributes(main, "id");
      assertThat(ids).as(sample.getKey()).doesNotHaveDuplicates();
      assertThat(attributes(main, "href")).allMatch(link -> ids.contains(link.substring(1)));
    }
  }

  @Test
  void onlyTheFooterChangesWithTheMachineAndTheClock() throws IOException {
    for (AuditReport report : SampleReports.all().values()) {
      String here = render(report);
      String there = render(SampleReports.elsewhere(report));
      Pattern footer = Pattern.compile("(?s)<footer id=\"environment\">.*?</footer>");
      assertThat(here).isNotEqualTo(there);
      assertThat(footer.matcher(here).replaceFirst(""))
          .isEqualTo(footer.matcher(there).replaceFirst(""));
    }
  }

  @Test
  void fiveHundredScenariosOfAHundredConfigurationsStayBelowFiveMegabytesAndSaySo()
      throws IOException {
    String page = render(SampleReports.large(500, 100));
    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(5_000_000);
    assertThat(page).contains("scenarios only verdicts and findings are in this page");
    assertThat(page.split("<details class=\"scenario\"", -1)).hasSize(501);
    // What failed is shown in full before anything that passed.
    JsonNode scenarios = data(page).get("scenarios");
    for (int i = 0; i < 500; i++) {
      if (scenarios.get(i).get("status").asString().equals("failed")) {
        int start = page.indexOf("id=\"s" + (i + 1) + "\"");
        int end = page.indexOf("<details class=\"scenario\"", start);
        assertThat(page.substring(start, end < 0 ? page.length() : end))
            .as("scenario %d", i)
            .contains("Computation graph:");
      }
    }
  }

  private static String body(String page) {
    return page.substring(page.indexOf("<body>"), page.indexOf("<script>"));
  }

  /** The main part, read by a parser that forgives nothing. */
  private static Document main(String page) throws Exception {
    int end = page.indexOf("</main>") + "</main>".length();
    String main = page.substring(page.indexOf("<main"), end);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(main)));
  }

  private static JsonNode data(String page) {
    String start = "id=\"data\">";
    int from = page.indexOf(start) + start.length();
    return JsonMapper.shared().readTree(page.substring(from, page.indexOf("</script>", from)));
  }

  private static List<String> attributes(Document document, String name) {
    NodeList all = document.getElementsByTagName("*");
    return IntStream.range(0, all.getLength())
        .mapToObj(all::item)
        .map(node -> node.getAttributes().getNamedItem(name))
        .filter(Objects::nonNull)
        .map(Node::getNodeValue)
        .toList();
  }
}
