package dev.gradaudit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.scenario.MatrixValue.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of matrix variables as numbers, and as a user names them. */
final class MatrixValueTest {
  @ParameterizedTest
  @CsvSource({
    "10, 10, 10",
    "-0.50, -0.5, -0.50",
    "1e3, 1000, 1e3",
    "12345678901234567890, 1.2345678901234567e19, 12345678901234567890",
    "0x10, 16, 16",
    "0o17, 15, 15",
    "+3, 3, 3",
    ".5, 0.5, 0.5",
    "7., 7, 7"
  })
  void numbersAreWrittenInTheNotationOfJson(String text, double number, String decimal) {
    MatrixValue value = new MatrixValue(Kind.NUMBER, text);
    assertThat(value.number()).isEqualTo(number);
    assertThat(value.decimal()).isEqualTo(decimal);
  }

  @ParameterizedTest
  @CsvSource({
    "NUMBER, 1e3, 1e3, true",
    "NUMBER, 1e3, 1000, true",
    "NUMBER, 1e3, 1000.0, true",
    "NUMBER, 1e3, 1001, false",
    "NUMBER, 1e3, x, false",
    "NUMBER, 1e999, 1e999, true",
    "NUMBER, 1e999, 1e9999, false",
    "NUMBER, 1e3, 1e99999999999, false",
    "NUMBER, 1e3, 1e-999999999, false",
    "NUMBER, 1e-99999999999, 1e-99999999999, true",
    "NUMBER, 1e-99999999999, 0, false",
    "STRING, 1e3, 1000, false",
    "STRING, a, a, true",
    "STRING, a, A, false",
    "BOOLEAN, true, true, true",
    "BOOLEAN, true, 1, false"
  })
  void aTextMeansItsValueAndAnEqualNumber(Kind kind, String text, String given, boolean meant) {
    assertThat(new MatrixValue(kind, text).matches(given)).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({"STRING, 10", "BOOLEAN, true", "NUMBER, 1e999"})
  void whatIsNoFiniteNumberIsNaN(Kind kind, String text) {
    assertThat(new MatrixValue(kind, text).number()).isNaN();
  }
}
