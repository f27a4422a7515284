package dev.gradaudit.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultRendererTest {
  private static String render(String line, int column, int length, int width) {
    Location at = new Location("a.json", 12, column, length, line);
    return FaultRenderer.render(new Fault(at, "wrong", "better"), width);
  }

  @Test
  void aFaultIsPlaceMessageLineMarkAndAdvice() {
    assertThat(render("y = sofmax(x)", 5, 6, 80))
        .isEqualTo(
            """
            a.json:12:5: error: wrong
              12 | y = sofmax(x)
                 |     ^~~~~~
              = better
            """);
  }

  @Test
  void aMarkMayStandBehindTheLine() {
    assertThat(render("y =", 4, 1, 80)).contains("  12 | y =\n     |    ^\n");
    assertThat(render("y =", 40, 9, 80)).contains("  12 | y =\n     |    ^\n");
  }

  @Test
  void tabsAndWideCharactersKeepTheMarkInPlace() {
    assertThat(render("\ty", 2, 1, 80)).contains("  12 |     y\n     |     ^\n");
    assertThat(render("漢字 = q", 6, 1, 80)).contains("  12 | 漢字 = q\n     |        ^\n");
    assertThat(render("漢字", 1, 2, 80)).contains("     | ^~~~\n");
    assertThat(render("e\u0301 = q", 6, 1, 80)).contains("     |     ^\n");
  }

  @Test
  void nothingReachesTheTerminalThatItWouldObey() {
    Location at = new Location("a\u001B.json", 1, 1, 1, "\u001B[31m \u202E \r \u0085");
    String text = FaultRenderer.render(new Fault(at, "\u0007bell", "\u009B31m\n"));
    assertThat(text.replace("\n", "")).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}\u0080-\u009F]");
    assertThat(text.lines()).hasSize(4);
  }

  @Test
  void aBlankLineIsNotShown() {
    assertThat(render("  ", 1, 1, 80)).isEqualTo("a.json:12:1: error: wrong\n  = better\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "漢", "\t", "e\u0301", "😀"})
  void longLinesAreCutAroundTheMarkAndFitTheWidth(String unit) {
    String line = unit.repeat(300) + "MARK" + unit.repeat(300);
    String[] shown = render(line, 300 * unit.length() + 1, 4, 60).split("\n");
    int gutter = "  12 | ".length();
    assertThat(columns(shown[1])).isLessThanOrEqualTo(60);
    assertThat(shown[1].substring(gutter)).startsWith("…").endsWith("…").contains("MARK");
    int before = columns(shown[1].substring(0, shown[1].indexOf("MARK")));
    assertThat(shown[2].indexOf('^')).isEqualTo(before);
    assertThat(shown[2]).endsWith("^~~~");
  }

  @Test
  void aMarkLongerThanTheWidthIsCutToo() {
    String[] shown = render("ab" + "c".repeat(500), 3, 500, 60).split("\n");
    assertThat(shown[1]).hasSizeLessThanOrEqualTo(60);
    assertThat(shown[2]).hasSizeLessThanOrEqualTo(60).startsWith("     |   ^~~~");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "漢", "\t", "😀", "\u0301"})
  void noMoreOfALineIsLookedAtThanCanBeShown(String unit) {
    String near = unit.repeat(2_000);
    String far = unit.repeat(4_000_000);
    String shown = render(near + "MARK" + near, near.length() + 1, 4, 60);
    assertThat(render(far + "MARK" + far, far.length() + 1, 4, 60).lines().skip(1))
        .containsExactlyElementsOf(shown.lines().skip(1).toList());
    assertThat(shown).hasSizeLessThan(2_000).contains("MARK");
  }

  @Test
  void aMarkOfMegabytesIsCutWhereTheWidthEnds() {
    String[] shown = render("ab" + "c".repeat(16_000_000), 3, 16_000_000, 60).split("\n");
    assertThat(shown[1]).hasSize(60).endsWith("c…");
    assertThat(shown[2]).hasSize(60).startsWith("     |   ^~~~");
    String[] marks = render("ab" + "\u0301".repeat(16_000_000), 3, 16_000_000, 60).split("\n");
    assertThat(marks[1]).hasSizeLessThan(1_000).endsWith("\u0301…");
  }

  /** For the characters of these tests only. */
  private static int columns(String text) {
    return text.codePoints().map(c -> c == 0x301 ? 0 : c == '漢' || c == 0x1F600 ? 2 : 1).sum();
  }
}
