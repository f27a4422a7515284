package dev.gradaudit.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MeanConfidenceTest {
  @Test
  void theIntervalIsStudents() {
    // Mean 3, deviation √2.5, and t = 2.776445105197793 with four degrees of freedom.
    MeanInterval interval = MeanConfidence.of(5, 0.95).around(Moments.of(1, 2, 3, 4, 5));
    double halfWidth = 2.776445105197793 * Math.sqrt(2.5 / 5);
    assertThat(interval.mean()).isEqualTo(3);
    assertThat(interval.halfWidth()).isCloseTo(halfWidth, within(1e-14));
    assertThat(interval.low()).isCloseTo(3 - halfWidth, within(1e-14));
    assertThat(interval.high()).isCloseTo(3 + halfWidth, within(1e-14));
  }

  @Test
  void itHoldsTheMeanAsOftenAsPromised() {
    SplittableRandom random = new SplittableRandom(6);
    MeanConfidence confidence = MeanConfidence.of(8, 0.9);
    int held = 0;
    for (int trial = 0; trial < 20_000; trial++) {
      double[] sample = new double[8];
      for (int i = 0; i < sample.length; i++) {
        sample[i] = 5 + random.nextGaussian();
      }
      MeanInterval interval = confidence.around(Moments.of(sample));
      held += interval.low() <= 5 && 5 <= interval.high() ? 1 : 0;
    }
    // Five standard deviations of a binomial number.
    assertThat(held / 20_000.0).isCloseTo(0.9, within(0.011));
  }

  @Test
  void aConstantHasNoWidthAndASingleRunNoEnds() {
    assertThat(MeanConfidence.of(4, 0.95).around(Moments.of(2, 2, 2, 2)))
        .isEqualTo(new MeanInterval(2, 0));
    MeanInterval single = MeanConfidence.of(1, 0.95).around(Moments.of(2));
    assertThat(single).isEqualTo(new MeanInterval(2, Double.POSITIVE_INFINITY));
    assertThat(single.low()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(MeanConfidence.of(1, 0.95).quantile()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(MeanConfidence.of(2, 0.95).around(Moments.of(1, Double.NaN)))
        .isEqualTo(new MeanInterval(Double.NaN, Double.NaN));
    assertThat(MeanConfidence.of(1, 0.95).around(Moments.of(Double.NaN)).halfWidth()).isNaN();
  }

  @Test
  void anotherNumberOfRunsIsRefused() {
    assertThatThrownBy(() -> MeanConfidence.of(3, 0.95).around(Moments.of(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("made for 3 runs, but the sample has 2");
    assertThatThrownBy(() -> MeanConfidence.of(0, 0.95))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MeanConfidence.of(3, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
