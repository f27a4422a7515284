package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private long millis;

  @Test
  void aShortAuditShowsNothing() {
    ProgressLine line = line(1, 4, 80);
    for (int run = 1; run <= 4; run++) {
      millis += 100;
      line.progressed("a", run, 4);
    }
    line.clear();
    assertThat(shown()).isEmpty();
  }

  @Test
  void aLongOneSaysHowFarItIsAndHowLongItWillTake() {
    ProgressLine line = line(2, 300, 80);
    millis = 1000;
    line.progressed("first", 10, 100);
    assertThat(shown()).isEqualTo("\r\u001b[K[1/2] first  run 10 of 100, about 29 s left");
    millis = 1050;
    line.progressed("first", 11, 100);
    millis = 10_000;
    line.progressed("first", 100, 100);
    millis = 11_000;
    line.progressed("second", 10, 200);
    assertThat(shown()).endsWith("\r\u001b[K[2/2] second  run 10 of 200, about 19 s left");
    assertThat(shown()).doesNotContain("run 11");
  }

  @Test
  void theLineIsTakenAwayBeforeAnythingElseIsWritten() {
    ProgressLine line = line(1, 100, 80);
    millis = 1000;
    line.progressed("a", 10, 100);
    line.clear();
    assertThat(shown()).endsWith("left\r\u001b[K");
  }

  @Test
  void theLineNeverWrapsAndNamesAreHarmless() {
    ProgressLine line = line(1, 100, 20);
    millis = 1000;
    line.progressed("\u001b[2Jnasty".repeat(9), 10, 100);
    assertThat(shown()).startsWith("\r\u001b[K\\x1b[2Jnasty");
    assertThat(shown()).hasSize("\r\u001b[K".length() + 19);
  }

  @ParameterizedTest
  @CsvSource({"0.2, 1 s", "59, 59 s", "59.5, 1 min 0 s", "3599, 59 min 59 s", "7500, 2 h 5 min"})
  void durationsAreRoundedUp(double seconds, String text) {
    assertThat(ProgressLine.duration(seconds)).isEqualTo(text);
  }

  private ProgressLine line(int scenarios, long runs, int columns) {
    Console console =
        new Console(err, err, Map.of(), StandardCharsets.UTF_8, false, true, 80, columns);
    return new ProgressLine(console, scenarios, runs, () -> millis * 1_000_000);
  }

  private String shown() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
