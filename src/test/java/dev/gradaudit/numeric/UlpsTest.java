package dev.gradaudit.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class UlpsTest {
  @Test
  void distancesOfDoublesAreUnsigned() {
    assertThat(Long.toUnsignedString(Ulps.distance(-1.0, 1.0))).isEqualTo("9214364837600034816");
    assertThat(Long.toUnsignedString(Ulps.distance(-3.0, 3.0))).isEqualTo("9227875636482146304");
    assertThat(Long.toUnsignedString(Ulps.distance(3.0, -3.0))).isEqualTo("9227875636482146304");
    assertThat(Ulps.distance(0.1, 0.3)).isEqualTo(7205759403792793L);
    assertThat(Ulps.distance(1.0, 2.0)).isEqualTo(1L << 52);
    assertThat(Ulps.distance(Double.MIN_NORMAL, Double.MIN_VALUE)).isEqualTo(4503599627370495L);
  }

  @Test
  void distancesOfFloatsFitALong() {
    assertThat(Ulps.distance(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY))
        .isEqualTo(4278190080L);
    assertThat(Ulps.distance(1f, 2f)).isEqualTo(1L << 23);
    assertThat(Ulps.distance(2f, 1f)).isEqualTo(1L << 23);
  }

  @Test
  void bothZerosHaveTheSameOrdinal() {
    assertThat(Ulps.ordinal(-0.0)).isZero();
    assertThat(Ulps.ordinal(0.0)).isZero();
    assertThat(Ulps.ordinal(-0f)).isZero();
    assertThat(Ulps.ordinal(0f)).isZero();
    assertThat(Ulps.distance(-0.0, 0.0)).isZero();
  }

  @Test
  void neighboursDifferByOneAcrossTheWholeRange() {
    for (float value = Float.NEGATIVE_INFINITY; value < Float.MAX_VALUE; value = step(value)) {
      assertThat(Ulps.ordinal(Math.nextUp(value)) - Ulps.ordinal(value)).isEqualTo(1);
    }
    double[] doubles = {-Double.MAX_VALUE, -1, -Double.MIN_VALUE, 0, 0.1, 1e300};
    for (double value : doubles) {
      assertThat(Ulps.ordinal(Math.nextUp(value)) - Ulps.ordinal(value)).isEqualTo(1);
    }
  }

  private static float step(float value) {
    float next = Math.nextUp(value);
    return next < -1e-44f ? next * 0.7f : next > 1e-44f ? next * 1.3f : next;
  }

  @Test
  void bitsOfErrorAreTheLogarithmOfOneMore() {
    assertThat(Ulps.bitsOfError(0)).isZero();
    assertThat(Ulps.bitsOfError(1)).isEqualTo(1);
    assertThat(Ulps.bitsOfError(396)).isCloseTo(8.632995197142959, within(2e-15));
    assertThat(Ulps.bitsOfError((1L << 40) - 1)).isCloseTo(40, within(1e-14));
    assertThat(Ulps.bitsOfError(-1)).isCloseTo(64, within(1e-14));
  }
}
