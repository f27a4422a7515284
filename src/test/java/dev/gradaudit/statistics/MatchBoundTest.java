package dev.gradaudit.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

final class MatchBoundTest {
  @Test
  void theBoundIsTheRootOfWhatConfidenceLeaves() {
    assertThat(MatchBound.probability(10, 0.95)).isCloseTo(0.74113444910694772, within(1e-15));
    assertThat(MatchBound.probability(30, 0.95)).isCloseTo(0.90496614714469586, within(1e-15));
    assertThat(MatchBound.probability(1, 0.95)).isEqualTo(0.05);
    assertThat(MatchBound.probability(2, 0.75)).isEqualTo(0.5);
    assertThat(MatchBound.probability(Long.MAX_VALUE, 0.95)).isEqualTo(1);
  }

  @Test
  void theNumberOfRunsIsThatOfTheLiterature() {
    assertThat(MatchBound.runsNeeded(0.1, 0.95)).isEqualTo(29);
    assertThat(MatchBound.runsNeeded(0.05, 0.95)).isEqualTo(59);
    assertThat(MatchBound.runsNeeded(0.01, 0.95)).isEqualTo(299);
    assertThat(MatchBound.runsNeeded(0.001, 0.95)).isEqualTo(2995);
  }

  @Test
  void theNumberOfRunsIsTheLeastThatSuffices() {
    for (int d = 1; d < 100; d++) {
      for (int c = 1; c < 100; c++) {
        BigDecimal miss = BigDecimal.ONE.subtract(BigDecimal.valueOf(d, 2));
        BigDecimal alpha = BigDecimal.ONE.subtract(BigDecimal.valueOf(c, 2));
        int n = 1;
        for (BigDecimal chance = miss; chance.compareTo(alpha) > 0; n++) {
          chance = chance.multiply(miss);
        }
        assertThat(MatchBound.runsNeeded(d / 100.0, c / 100.0))
            .as("detect 0.%02d, confidence 0.%02d", d, c)
            .isEqualTo(n);
      }
    }
  }

  @Test
  void powersThatMeetTheBoundExactlyAreEnough() {
    assertThat(MatchBound.runsNeeded(0.9, 0.99)).isEqualTo(2);
    assertThat(MatchBound.runsNeeded(0.9, 0.99999)).isEqualTo(5);
    assertThat(MatchBound.runsNeeded(0.5, 0.9990234375)).isEqualTo(10);
    assertThat(MatchBound.runsNeeded(0.1, 0.271)).isEqualTo(3);
    assertThat(MatchBound.runsNeeded(0.1, 0.2710000000000001)).isEqualTo(4);
    assertThat(MatchBound.runsNeeded(0.1, 0.2709999999999999)).isEqualTo(3);
  }

  @Test
  void extremesNeitherOverflowNorEndEarly() {
    assertThat(MatchBound.runsNeeded(0.999, 1e-9)).isEqualTo(1);
    assertThat(MatchBound.runsNeeded(1e-12, 0.95))
        .isBetween(2_995_732_273_500L, 2_995_732_273_600L);
    assertThat(MatchBound.runsNeeded(Double.MIN_VALUE, 0.95)).isEqualTo(Long.MAX_VALUE);
    assertThat(MatchBound.runsNeeded(Math.nextDown(1.0), Math.nextDown(1.0))).isEqualTo(1);
  }

  @Test
  void whatIsNoProbabilityIsRefused() {
    for (double improper : new double[] {0, 1, -0.1, 1.5, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> MatchBound.probability(10, improper))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("confidence")
          .hasMessageContaining(String.valueOf(improper));
      assertThatThrownBy(() -> MatchBound.runsNeeded(improper, 0.95))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("detect");
      assertThatThrownBy(() -> MatchBound.runsNeeded(0.1, improper))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("confidence");
    }
    assertThatThrownBy(() -> MatchBound.probability(0, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 0");
  }
}
