package dev.gradaudit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void noCharacterOfAnyTextCanSteerATerminal() {
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      for (boolean unicode : new boolean[] {true, false}) {
        String safe = Printable.of(new String(Character.toChars(point)), unicode);
        boolean allSafe =
            safe.codePoints()
                .allMatch(
                    c ->
                        c >= ' ' && c < 0x7f
                            || unicode
                                && c >= 0xa0
                                && Character.getType(c) != Character.FORMAT
                                && Character.getType(c) != Character.SURROGATE
                                && c != 0x2028
                                && c != 0x2029);
        if (!allSafe) {
          fail("U+%04X, unicode %s, became %s", point, unicode, safe);
        }
      }
    }
  }

  @Test
  void escapesSayWhichCharacterItWas() {
    assertThat(Printable.of("a\u001b[31m\u202e\ud800\ndone\r\n", true))
        .isEqualTo("a\\x1b[31m\\u202e\\ud800 done ");
    assertThat(Printable.of("π ≤ 勾 🙂", false)).isEqualTo("\\u03c0 <= \\u52fe \\U0001f642");
    assertThat(Printable.of("π ≤ 勾 🙂", true)).isEqualTo("π ≤ 勾 🙂");
  }

  @Test
  void widthCountsColumns() {
    assertThat(Printable.width("abc")).isEqualTo(3);
    assertThat(Printable.width("勾配")).isEqualTo(4);
    assertThat(Printable.width("e\u0301")).isEqualTo(1);
    assertThat(Printable.width("🙂")).isEqualTo(2);
  }
}
