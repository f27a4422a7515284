package dev.gradaudit.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.plan.Expectation.Bitwise;
import dev.gradaudit.plan.Expectation.MaxUlp;
import dev.gradaudit.plan.Expectation.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExpectationTest {
  @Test
  void readsWordsAndNumbersOfUlps() {
    assertThat(Expectation.parse("bitwise")).contains(new Bitwise());
    assertThat(Expectation.parse("report")).contains(new Report());
    assertThat(Expectation.parse("0")).contains(new MaxUlp(0));
    assertThat(Expectation.parse("2")).contains(new MaxUlp(2));
    assertThat(Expectation.parse("9223372036854775807")).contains(new MaxUlp(Long.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Bitwise",
        "-1",
        "+1",
        "1.0",
        "1e3",
        "0x1",
        "٣",
        "2 ",
        "9223372036854775808",
        "18446744073709551615"
      })
  void anythingElseIsNoExpectation(String text) {
    assertThat(Expectation.parse(text)).isEmpty();
  }

  @Test
  void onlyEqualRunsMustBeEqualByDefault() {
    assertThat(Expectation.defaultFor(Axis.REPEAT)).isEqualTo(new Bitwise());
    assertThat(Expectation.defaultFor(Axis.SEED)).isEqualTo(new Report());
    assertThat(Expectation.defaultFor(Axis.THREADS)).isEqualTo(new Report());
    assertThat(Expectation.defaultFor(Axis.ORDER)).isEqualTo(new Report());
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "one-at-a-time"})
  void planModesAreReadByTheirLabel(String label) {
    assertThat(PlanMode.parse(label).orElseThrow().label()).isEqualTo(label);
    assertThat(PlanMode.parse(label + "x")).isEmpty();
  }
}
