package dev.gradaudit.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

/** The expected values were computed with forty digits by other software. */
final class QuantilesTest {
  @Test
  void studentsQuantiles() {
    double[][] values = {
      // degrees, then for the confidences 0.5, 0.95, 0.99, 0.999999
      {1, 1, 12.706204736174704646, 63.656741162871580995, 636619.7723670577443},
      {
        2,
        0.81649658092772603273,
        4.3026527297494638523,
        9.9248432009182931147,
        999.99924999984374995
      },
      {
        9,
        0.70272214675132636718,
        2.2621571627982055426,
        3.2498355415921262756,
        11.63678202732888998
      },
      {
        29,
        0.68304386082161315009,
        2.0452296421327042982,
        2.7563859036706054886,
        6.1700561014188311614
      },
      {
        999,
        0.67473541034671903029,
        1.9623414611334499787,
        2.5807596372676368372,
        4.9223203723665488813
      },
      {
        100000,
        0.67449220355329220583,
        1.9599877075346096386,
        2.5758784699083753035,
        4.8919433407151111967
      },
    };
    double[] tails = {0.5, 0.05, 0.01, 0.000001};
    for (double[] row : values) {
      for (int i = 0; i < tails.length; i++) {
        assertThat(Quantiles.studentTwoSided(tails[i], (long) row[0]))
            .as("%s degrees, tail %s", row[0], tails[i])
            .isCloseTo(row[i + 1], withinPercentage(row[0] > 50000 ? 1e-8 : 1e-10));
      }
    }
  }

  @Test
  void quantilesOfChiSquared() {
    double[][] values = {
      {0.025, 1, 0.00098206911717525591234},
      {0.025, 2, 0.050635615968579750807},
      {0.025, 9, 2.7003894999803579164},
      {0.025, 29, 16.04707169536488549},
      {0.025, 99, 73.361080191283667797},
      {0.025, 999, 913.30099830211336827},
      {0.005, 3, 0.071721774586491976495},
      {0.005, 10, 2.1558564813046389533},
      {0.005, 50, 27.990748866373331268},
    };
    for (double[] row : values) {
      assertThat(Quantiles.chiSquared(row[0], (long) row[1]))
          .as("%s, %s degrees", row[0], row[1])
          .isCloseTo(row[2], withinPercentage(1e-10));
    }
  }

  @Test
  void quantilesAndTailsOfTheNormalDistribution() {
    assertThat(Quantiles.normalTwoSided(0.5)).isCloseTo(0.6744897501960817432, within(1e-15));
    assertThat(Quantiles.normalTwoSided(0.9)).isCloseTo(1.6448536269514727149, within(2e-15));
    assertThat(Quantiles.normalTwoSided(0.99)).isCloseTo(2.575829303548900761, within(4e-15));
    assertThat(Quantiles.normalTwoSided(0.999999)).isCloseTo(4.8916384756985903862, within(1e-10));
    assertThat(Quantiles.normal(0.95)).isCloseTo(1.6448536269514727149, within(4e-15));
    assertThat(Quantiles.normal(0.05)).isCloseTo(-1.6448536269514727149, within(4e-15));
    assertThat(Quantiles.normal(0.5)).isZero();
    assertThat(Quantiles.normalUpperTail(1.6448536269514727149)).isCloseTo(0.05, within(1e-16));
    assertThat(Quantiles.normalUpperTail(-1.6448536269514727149)).isCloseTo(0.95, within(1e-15));
    assertThat(Quantiles.normalUpperTail(10))
        .isCloseTo(7.6198530241605e-24, withinPercentage(1e-9));
  }
}
