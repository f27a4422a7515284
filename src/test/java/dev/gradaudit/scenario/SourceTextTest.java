package dev.gradaudit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.program.Location;
import org.junit.jupiter.api.Test;

class SourceTextTest {
  private static Location locate(String text, int start, int end) {
    return new SourceText("f.json", text).locate(start, end);
  }

  @Test
  void countsLinesAndColumnsFromOne() {
    assertThat(locate("ab\ncde\n", 4, 6)).isEqualTo(new Location("f.json", 2, 2, 2, "cde"));
    assertThat(locate("ab\ncde\n", 0, 1)).isEqualTo(new Location("f.json", 1, 1, 1, "ab"));
  }

  @Test
  void knowsTheLineEndsOfEverySystem() {
    for (String end : new String[] {"\n", "\r\n", "\r"}) {
      String text = "ab" + end + end + "cde" + end + "f";
      int c = text.indexOf('c');
      assertThat(locate(text, c, c + 3)).isEqualTo(new Location("f.json", 3, 1, 3, "cde"));
      int f = text.indexOf('f');
      assertThat(locate(text, f, f + 1)).isEqualTo(new Location("f.json", 4, 1, 1, "f"));
    }
  }

  @Test
  void marksOnlyThePartOnTheFirstLineWithoutBlanksAtItsEnd() {
    assertThat(locate("x: {  \n  y}", 3, 11)).isEqualTo(new Location("f.json", 1, 4, 1, "x: {  "));
  }

  @Test
  void marksOneCharacterBehindTheEndOfTheText() {
    assertThat(locate("ab", 2, 2)).isEqualTo(new Location("f.json", 1, 3, 1, "ab"));
    assertThat(locate("", 0, 1)).isEqualTo(new Location("f.json", 1, 1, 1, ""));
    assertThat(locate("ab\n", 99, 100)).isEqualTo(new Location("f.json", 2, 1, 1, ""));
  }

  @Test
  void findsTheOffsetOfALineAndColumnAndStaysInsideTheText() {
    SourceText source = new SourceText("f", "ab\ncd");
    assertThat(source.offset(2, 2)).isEqualTo(4);
    assertThat(source.offset(9, 9)).isEqualTo(5);
    assertThat(source.offset(0, 0)).isEqualTo(0);
  }
}
