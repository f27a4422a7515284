package dev.gradaudit.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.program.Location;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTextTest {
  private static ProgramText program(String text, boolean yaml) {
    SourceText source = new SourceText("t", text);
    FaultLog faults = new FaultLog(source);
    ObjectNode root =
        (ObjectNode)
            DocumentReader.read(faults, yaml ? new YamlNotation(source) : new JsonNotation())
                .orElseThrow();
    return new ProgramText(source, (StringNode) requireNonNull(root.get("p")));
  }

  private static void assertEveryLetterIsFound(ProgramText program) {
    for (int i = 0; i < program.text().length(); i++) {
      char c = program.text().charAt(i);
      if (Character.isLetterOrDigit(c)) {
        Location location = program.locate(i, 1);
        assertThat(location.sourceLine().charAt(location.column() - 1)).as("at %d", i).isEqualTo(c);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p: abc def = ghi",
        "p: abc\n  def = (ghi)\n\n  jkl\nq: 1",
        "p: 'a''b''''c d\n   e\n\n   f'",
        "p: |\n  ab = c\n    de\n\n  f g\n",
        "p: |2-  # comment\n    ab = c\n   de\n",
        "p: >\n  ab = c\n  de\n\n\n  f\n    g h\n  i\n",
        "p: >+\n\n  ab\n   c\n  d\n\n",
        "p: \"ab c\n   d\n\n   e f \\\n    g  h\"",
        "p: \"😀 ab 😀 c\"",
        "p: |\r\n  ab = c\r\n    de\r\n"
      })
  void findsEveryLetterOfEveryKindOfYamlText(String text) {
    assertEveryLetterIsFound(program(text, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"p\": \"ab = c\\nd \\\"e\\\\ f\\tg\"}",
        "{\"p\":\n \"\\u0020a\\ud83d\\ude00b\\/c\"}",
        "{\"p\": \"a\"}"
      })
  void findsEveryLetterOfJsonText(String text) {
    assertEveryLetterIsFound(program(text, false));
  }

  @Test
  void marksAnEscapeAsAWhole() {
    Location location = program("{\"p\": \"a \\u0041 b\"}", false).locate(2, 1);
    assertThat(location.column()).isEqualTo(10);
    assertThat(location.length()).isEqualTo(6);
    Location yaml = program("p: \"a \\x41 \\U0001F600 b\"", true).locate(2, 4);
    assertThat(yaml.column()).isEqualTo(7);
    assertThat(yaml.length()).isEqualTo(15);
  }

  @Test
  void placesTheEndOfTheTextBehindItsLastCharacter() {
    Location location = program("{\"p\": \"ab\"}", false).locate(2, 1);
    assertThat(location.column()).isEqualTo(10);
    assertThat(program("{\"p\": \"ab\"}", false).locate(1000, 5).column()).isEqualTo(10);
    assertThat(program("{\"p\": \"\"}", false).locate(0, 1).column()).isEqualTo(8);
  }
}
