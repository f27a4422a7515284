package dev.gradaudit.report.html;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.report.SampleReports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The page as a person has it: in a browser, from a file. Screenshots are in target/browser. */
@Tag("browser")
@EnabledIfSystemProperty(
    named = "gradaudit.browser",
    matches = ".+",
    disabledReason = "no browser was named: run 'mvn -B -ntp -Pbrowser verify' with Chromium")
class HtmlInBrowserTest {
  private static final Path FOLDER = Path.of("target", "browser");
  private static final List<String> LONG =
      List.of("a value too long to stand below a line", "another one of them", "and a third");
  private static Chromium browser;

  @BeforeAll
  static void start() throws IOException {
    Files.createDirectories(FOLDER);
    browser = Chromium.start(System.getProperty("gradaudit.browser", ""));
  }

  @AfterAll
  static void stop() throws IOException {
    browser.close();
  }

  /** Errors, warnings, refusals of the page's own policy, and requests. */
  @AfterEach
  void noPageComplained() {
    assertThat(browser.complaints()).isEmpty();
  }

  private static Chromium.Page open(String name, AuditReport report, int width) throws IOException {
    Path file = FOLDER.toAbsolutePath().resolve(name + ".html");
    Files.writeString(file, HtmlMarkupTest.render(report), UTF_8);
    return browser.open(file, width, 900);
  }

  private static void save(Chromium.Page page, String name) throws IOException {
    Files.write(FOLDER.resolve(name + ".png"), page.screenshot());
  }

  @Test
  void everyPictureIsDrawnAndInsideOfItsFrame() throws IOException {
    Chromium.Page page = open("several", SampleReports.named("several"), 1100);
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))");
    assertThat(page.number("document.querySelectorAll('svg.chart').length")).isPositive();
    assertThat(page.number("document.querySelectorAll('svg.graph').length")).isPositive();
    assertThat(page.number("document.querySelectorAll('.heat td.n').length")).isPositive();
    assertThat(page.number("document.querySelectorAll('path.edge.hot').length")).isPositive();
    assertThat(outside(page)).isEmpty();
    save(page, "several");
  }

  @Test
  void thePicturesOfAMatrixAreDrawnAndInsideOfTheirFrames() throws IOException {
    List<String> extreme = List.of("1", "3", "1e300");
    for (List<String> values : List.of(List.of("16", "256", "4096"), extreme, LONG)) {
      Chromium.Page page = open("matrix", SampleReports.matrix(values), 1100);
      assertThat(page.number("document.querySelectorAll('section.matrix svg.chart').length"))
          .isEqualTo(4);
      assertThat(page.number("document.querySelectorAll('section.matrix line.s2').length"))
          .isPositive();
      assertThat(outside(page)).isEmpty();
      // Names of values do not touch.
      assertThat(strings(page, resource("touching.js"))).isEmpty();
      save(page, "matrix-" + values.get(0).codePointCount(0, values.get(0).length()));
    }
  }

  /** Shapes that are not inside of their picture. */
  private static List<String> outside(Chromium.Page page) throws IOException {
    return strings(
        page,
        """
                [...document.querySelectorAll('svg')].flatMap((svg) => {
                  const frame = svg.getBoundingClientRect();
                  return [...svg.querySelectorAll('rect, circle, text, path')]
                    .map((shape) => [shape.getBoundingClientRect(), shape.outerHTML])
                    .filter(([box]) => box.left < frame.left - 1 || box.right > frame.right + 1 ||
                      box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
                    .map(([, html]) => html);
                })""");
  }

  @Test
  void aColumnIsSortedWithTheKeyboard() throws IOException {
    Chromium.Page page = open("sort", SampleReports.large(30, 4), 1100);
    String names =
        "[...document.querySelectorAll('.overview tbody tr:not([hidden]) th')].map((t) => t.textContent)";
    List<String> before = strings(page, names);
    page.evaluate("document.querySelector('.overview th button').focus()");
    page.press("Enter");
    List<String> numeric = strings(page, names);
    assertThat(page.text("document.querySelector('.overview th').getAttribute('aria-sort')"))
        .isEqualTo("ascending");
    page.press("Enter");
    List<String> reversed = new ArrayList<>(strings(page, names));
    assertThat(page.text("document.querySelector('.overview th').getAttribute('aria-sort')"))
        .isEqualTo("descending");
    Collections.reverse(reversed);
    assertThat(numeric).containsExactlyElementsOf(before).containsExactlyElementsOf(reversed);
    // Ranked by distance, the largest first: as unsigned integers, not as text.
    page.evaluate("[...document.querySelectorAll('.overview th button')].at(-1).click()");
    JsonNode ranks =
        page.evaluate(
            "[...document.querySelectorAll('.overview tbody tr')].map((r) => r.cells[r.cells.length - 1].dataset.value)");
    List<Long> values = new ArrayList<>();
    ranks.forEach(value -> values.add(Long.parseLong(value.asString())));
    assertThat(values).isSortedAccordingTo((a, b) -> Long.compareUnsigned(b, a));
  }

  @Test
  void verdictsAreRankedAsIntegersOfAnySize() throws IOException {
    Chromium.Page page = open("ranks", SampleReports.named("several"), 1100);
    page.evaluate("[...document.querySelectorAll('.overview th button')].at(-1).click()");
    // Unknown, out of bound, apart by so much, proved, not compared.
    assertThat(
            strings(
                page,
                "[...document.querySelectorAll('.overview tbody tr')].map((r) => r.cells[r.cells.length - 1].dataset.value)"))
        .containsExactly("99999999999999999999", "99999999999999999998", "8421", "-2", "-3");
  }

  @Test
  void comparisonsAreSortedByTheirNumbersAndAllOfThemCanBeSeen() throws IOException {
    Chromium.Page page = open("comparisons", SampleReports.large(1, 20), 1100);
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))");
    String rows = "document.querySelectorAll('table[data-scenario] tbody tr:not([hidden])').length";
    assertThat(page.number(rows)).isEqualTo(ComparisonRows.SHOWN);
    page.evaluate(
        "[...document.querySelectorAll('.tools button')].find((b) => b.textContent.startsWith('Show all')).click()");
    assertThat(page.number(rows)).isEqualTo(19 * 3 * 2);
    page.evaluate(
        "document.querySelector('table[data-scenario] th:nth-child(7) button').click();"
            + "document.querySelector('table[data-scenario] th:nth-child(7) button').click()");
    List<Integer> ulps = new ArrayList<>();
    page.evaluate(
            "[...document.querySelectorAll('table[data-scenario] tbody td:nth-child(7)')].map((c) => +c.textContent)")
        .forEach(value -> ulps.add(value.asInt()));
    assertThat(ulps).hasSize(114).isSorted();
    page.evaluate("[...document.querySelectorAll('.tools input')].at(-1).focus()");
    page.type("bias threads");
    assertThat(page.number(rows)).isEqualTo(19);
    assertThat(page.text("[...document.querySelectorAll('.tools .shown')].at(-1).textContent"))
        .isEqualTo("19 of 114 comparisons");
  }

  @Test
  void scenariosAreFilteredByWordAndByOutcome() throws IOException {
    Chromium.Page page = open("filter", SampleReports.large(60, 3), 1100);
    String rows = "document.querySelectorAll('.overview tbody tr:not([hidden])').length";
    assertThat(page.number(rows)).isEqualTo(60);
    page.evaluate(
        "[...document.querySelectorAll('.tools button')].find((b) => b.textContent === 'failed').click()");
    assertThat(page.number(rows)).isEqualTo(2);
    page.evaluate("document.querySelector('.tools input').focus()");
    page.type("SCENARIO_53");
    assertThat(page.number(rows)).isEqualTo(1);
    // What a link leads to is opened.
    page.evaluate("document.querySelector('.overview tbody tr:not([hidden]) a').click()");
    assertThat(
            page.truth(
                "new Promise((done) => requestAnimationFrame(() => done(document.getElementById('s54').open)))"))
        .isTrue();
  }

  @Test
  void nothingOfAHostileScenarioRuns() throws IOException {
    Chromium.Page page = open("hostile", SampleReports.saying(HtmlMarkupTest.EVIL), 1100);
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))");
    page.evaluate(
        "[...document.querySelectorAll('th button, .tools button')].forEach((b) => b.click())");
    assertThat(page.text("typeof window.pwned")).isEqualTo("undefined");
    assertThat(page.number("document.images.length + document.scripts.length")).isEqualTo(2);
    assertThat(page.truth("document.documentElement.outerHTML.includes('\\u202e')")).isFalse();
    save(page, "hostile");
  }

  @Test
  void thePolicyOfThePageLetsNothingElseIn() throws IOException {
    Chromium.Page page = open("policy", SampleReports.named("proven"), 800);
    // Not by the protocol, which is above the policy, but as an injected element would.
    assertThat(
            page.text(
                """
                new Promise((done) => {
                  addEventListener('securitypolicyviolation', (e) => done(e.effectiveDirective));
                  const script = document.createElement('script');
                  script.textContent = 'window.pwned = 4';
                  document.body.append(script);
                })"""))
        .startsWith("script-src");
    assertThat(page.text("typeof window.pwned")).isEqualTo("undefined");
    browser.forgive("Content Security Policy");
  }

  @Test
  void theThemeFollowsTheSystemUntilItIsChosen() throws IOException {
    Chromium.Page page = open("theme", SampleReports.named("differs"), 800);
    String paper = "getComputedStyle(document.body).backgroundColor";
    page.media("light", "screen");
    assertThat(page.text(paper)).isEqualTo("rgb(255, 255, 255)");
    page.media("dark", "screen");
    assertThat(page.text(paper)).isEqualTo("rgb(19, 22, 27)");
    page.evaluate("document.getElementById('theme').click()");
    assertThat(page.text(paper)).isEqualTo("rgb(255, 255, 255)");
    page.media("light", "screen");
    page.evaluate("document.getElementById('theme').click()");
    assertThat(page.text(paper)).isEqualTo("rgb(19, 22, 27)");
    page.evaluate("document.getElementById('theme').click()");
    assertThat(page.text(paper)).isEqualTo("rgb(255, 255, 255)");
    assertThat(page.text("document.getElementById('theme').textContent"))
        .isEqualTo("Theme: system");
  }

  @ParameterizedTest
  @CsvSource({
    "several, light, screen",
    "several, dark, screen",
    "several, light, print",
    "matrix, light, screen",
    "matrix, dark, screen",
    "matrix, light, print"
  })
  void everyTextCanBeReadInBothThemes(String sample, String scheme, String medium)
      throws IOException {
    Chromium.Page page = open("contrast", SampleReports.named(sample), 1100);
    page.media(scheme, medium);
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))");
    assertThat(page.number(resource("contrast.js").replace("RESULT", "checked"))).isPositive();
    assertThat(strings(page, resource("contrast.js").replace("RESULT", "poor"))).isEmpty();
    save(page, sample + "-" + scheme + "-" + medium);
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 768, 1100})
  void nothingIsWiderThanTheScreen(int width) throws IOException {
    for (String sample : List.of("several", "matrix", "hostile", "empty", "interrupted")) {
      Chromium.Page page = open(sample + "-" + width, SampleReports.named(sample), width);
      page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))");
      assertThat(page.number("document.documentElement.scrollWidth"))
          .as("%s at %d", sample, width)
          .isLessThanOrEqualTo(width);
      save(page, sample + "-" + width);
    }
  }

  @Test
  void headingsTablesAndPicturesCanBeReadAloud() throws IOException {
    for (String sample : SampleReports.all().keySet()) {
      Chromium.Page page = open("aloud", SampleReports.named(sample), 1100);
      page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))");
      List<String> headings =
          strings(
              page,
              "[...document.querySelectorAll('h1,h2,h3,h4')].filter((h) => h.checkVisibility()).map((h) => h.tagName)");
      assertThat(headings.get(0)).isEqualTo("H1");
      for (int i = 1; i < headings.size(); i++) {
        int level = headings.get(i).charAt(1) - '0';
        assertThat(level)
            .as("%s: %s", sample, headings)
            .isBetween(2, headings.get(i - 1).charAt(1) - '0' + 1);
      }
      assertThat(
              strings(
                  page,
                  """
                  [
                    ...document.querySelectorAll('table:not(:has(> caption)), th:not([scope])'),
                    ...document.querySelectorAll('svg[role=img]:not(:has(> title + desc))'),
                    ...document.querySelectorAll('svg:not([role])'),
                    ...document.querySelectorAll('button:empty, [role=region]:not([aria-label])'),
                  ].map((e) => e.outerHTML.slice(0, 200))"""))
          .as(sample)
          .isEmpty();
    }
  }

  @Test
  void theFocusIsSeenAndEveryRegionThatScrollsIsReached() throws IOException {
    Chromium.Page page = open("focus", SampleReports.named("several"), 360);
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))");
    int stops =
        page.number("document.querySelectorAll('a,button,input,summary,[tabindex]').length");
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < stops; i++) {
      page.press("Tab");
      assertThat(page.text("getComputedStyle(document.activeElement).outlineStyle"))
          .as(page.text("document.activeElement.outerHTML.slice(0, 120)"))
          .isNotEqualTo("none");
      seen.add(page.text("document.activeElement.getAttribute('aria-label') ?? ''"));
    }
    assertThat(seen).contains("Scenarios", "Verdicts", "Computation graph");
  }

  @Test
  void itIsCompleteWithoutScripts() throws IOException {
    Chromium.Page page = open("plain", SampleReports.named("differs"), 800);
    int rows = page.number("document.querySelectorAll('tbody tr').length");
    page.withoutScripts();
    assertThat(page.number("document.querySelectorAll('tbody tr').length")).isEqualTo(rows);
    assertThat(page.number("document.querySelectorAll('button:not([hidden])').length")).isZero();
    assertThat(page.truth("document.querySelector('svg.graph').checkVisibility()")).isTrue();
  }

  @Test
  void paperHasNoLids() throws IOException {
    Chromium.Page page = open("paper", SampleReports.named("several"), 800);
    page.media("light", "print");
    String verdicts = "document.querySelector('#s1:not([open]) .verdicts')";
    assertThat(page.number(verdicts + ".offsetHeight")).isPositive();
    assertThat(page.truth(verdicts + ".checkVisibility()")).isTrue();
    page.media("light", "screen");
    assertThat(page.number(verdicts + ".offsetHeight * " + verdicts + ".checkVisibility()"))
        .isZero();
    page.media("light", "print");
    Files.write(FOLDER.resolve("paper.pdf"), page.pdf());
  }

  @Test
  void motionIsReducedWhereThatIsAskedFor() throws IOException {
    Chromium.Page page = open("motion", SampleReports.named("proven"), 800);
    page.feature("prefers-reduced-motion", "no-preference");
    assertThat(page.text("getComputedStyle(document.documentElement).scrollBehavior"))
        .isEqualTo("smooth");
    page.feature("prefers-reduced-motion", "reduce");
    assertThat(page.text("getComputedStyle(document.documentElement).scrollBehavior"))
        .isEqualTo("auto");
  }

  @Test
  void aReportOfFiveHundredScenariosOpensWithinTwoSeconds() throws IOException {
    Chromium.Page page = open("large", SampleReports.large(500, 100), 1100);
    double millis =
        page.evaluate(
                "performance.getEntriesByType('navigation')[0].loadEventEnd || performance.now()")
            .asDouble();
    assertThat(millis).isLessThan(2000);
    assertThat(page.number("document.querySelectorAll('.overview tbody tr').length"))
        .isEqualTo(500);
    Files.writeString(FOLDER.resolve("large.txt"), "opened in " + millis + " ms\n");
  }

  private static List<String> strings(Chromium.Page page, String script) throws IOException {
    List<String> strings = new ArrayList<>();
    page.evaluate(script).forEach(value -> strings.add(value.asString()));
    return strings;
  }

  private static String resource(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/browser", name));
  }
}
