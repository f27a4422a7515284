package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.Ulps;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sums whose results are known from elsewhere. */
final class HarmonicSumsTest {
  private static double sum(String order, double[] terms) throws OrderSyntaxException {
    Summation summation = new Summation(Orders.parse(order), 1, 0);
    return summation.sumBlock(Sites.sums(DType.FLOAT64, terms.length, 1), terms)[0];
  }

  @Test
  void aThousandReciprocalsFallShortByTwoUlpsAndReversedByFive() throws OrderSyntaxException {
    double[] terms = IntStream.rangeClosed(1, 1000).mapToDouble(k -> 1.0 / k).toArray();
    double exact = sum("exact", terms);
    assertThat(Ulps.ordinal(sum("sequential", terms)) - Ulps.ordinal(exact)).isEqualTo(-2);
    assertThat(Ulps.ordinal(sum("reversed", terms)) - Ulps.ordinal(exact)).isEqualTo(-5);
  }

  @Test
  void aThousandTenthsFallShortByNinetyNineUlps() throws OrderSyntaxException {
    double[] terms = DoubleStream.generate(() -> 0.1).limit(1000).toArray();
    assertThat(sum("sequential", terms)).isEqualTo(0x1.8ffffffffff9dp+6);
    assertThat(Ulps.ordinal(sum("sequential", terms)) - Ulps.ordinal(100.0)).isEqualTo(-99);
  }

  @Test
  void aLongFloat32SeriesStagnates() throws OrderSyntaxException {
    int terms = 2_097_152 + 1000;
    float[] series = new float[terms];
    for (int i = 0; i < terms; i++) {
      series[i] = 1f / (i + 1);
    }
    Summation summation = new Summation(Orders.parse("sequential"), 1, 0);
    float[] sums = summation.sumBlock(Sites.sums(DType.FLOAT32, terms, 1), series);
    assertThat((double) sums[0]).isEqualTo(15.403682708740234);
  }
}
