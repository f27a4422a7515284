package dev.gradaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void noRoundingMakesAClaimStronger() {
    assertThat(Figures.atLeast(0.96719)).isEqualTo("0.967");
    assertThat(Figures.atLeast(0.9997905)).isEqualTo("0.999790");
    assertThat(Figures.atLeast(0.9999999)).isEqualTo("0.999999");
    assertThat(Figures.bound(31000.4)).isEqualTo("31001");
    assertThat(Figures.bound(2.01)).isEqualTo("2.1");
    assertThat(Figures.bound(123456781)).isEqualTo("1.24e8");
  }

  @Test
  void largeDistancesAreShortenedAndStayUnsigned() {
    assertThat(Figures.ulps(0)).isEqualTo("0 ULPs");
    assertThat(Figures.ulps(1)).isEqualTo("1 ULP");
    assertThat(Figures.ulps(9_999_999)).isEqualTo("9999999 ULPs");
    assertThat(Figures.ulps(10_000_000)).isEqualTo("1.00e7 ULPs");
    assertThat(Figures.ulps(99_999_999)).isEqualTo("1.00e8 ULPs");
    assertThat(Figures.ulps(-1)).isEqualTo("1.85e19 ULPs");
  }

  @Test
  void timesAreShort() {
    assertThat(Figures.seconds(0)).isEqualTo("0.0 s");
    assertThat(Figures.seconds(0.25)).isEqualTo("0.3 s");
    assertThat(Figures.seconds(12.6)).isEqualTo("13 s");
    assertThat(Figures.seconds(59.9)).isEqualTo("60 s");
    assertThat(Figures.seconds(83)).isEqualTo("1 min 23 s");
  }

  @Test
  void magnitudesHaveThreeDigits() {
    assertThat(Figures.magnitude(0.00123456)).isEqualTo("0.00123");
    assertThat(Figures.magnitude(0)).isEqualTo("0.0");
    assertThat(Figures.magnitude(Double.POSITIVE_INFINITY)).isEqualTo("inf");
  }
}
