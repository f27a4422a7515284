package dev.gradaudit.statistics;

import java.util.Arrays;

/**
 * The test of Shapiro and Wilk for normality, as approximated by Royston for 3 to 5000 values
 * ("Remark AS R94: a remark on algorithm AS 181", Applied Statistics 1995).
 *
 * <p>W = (Σ aᵢ x₍ᵢ₎)² / Σ(xᵢ − x̄)² over the sorted values x₍ᵢ₎. The weights a are those of normal
 * order statistics mᵢ = Φ⁻¹((i − 3/8) / (n + 1/4)), scaled to length 1, with polynomials in 1/√n
 * for the outermost one or two; for n = 3 they are exactly −√½, 0, √½. The p-value comes from log(1
 * − W), which is nearly normal for normal samples, and for n = 3 from the exact distribution.
 *
 * <p>The values are measured from the least and scaled by the range, so that samples that differ in
 * their last bits only are tested as well as any. Equal values are no obstacle, but a sample of two
 * or three different values is soon rejected, and rightly: it is not normal. The test does not see
 * small samples far from normal, nor does acceptance prove anything.
 */
public final class ShapiroWilk {
  /** The least number of values. */
  public static final int LEAST = 3;

  /** The greatest number of values for which the approximation was made. */
  public static final int MOST = 5000;

  // Coefficients of ascending powers, as published.
  private static final double[] OUTERMOST = {
    0, 0.221157, -0.147981, -2.071190, 4.434685, -2.706056
  };
  private static final double[] NEXT = {0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633};
  private static final double[] SMALL_GAMMA = {-2.273, 0.459};
  private static final double[] SMALL_MEAN = {0.5440, -0.39978, 0.025054, -0.0006714};
  private static final double[] SMALL_LOG_DEVIATION = {1.3822, -0.77857, 0.062767, -0.0020322};
  private static final double[] LARGE_MEAN = {-1.5861, -0.31082, -0.083751, 0.0038915};
  private static final double[] LARGE_LOG_DEVIATION = {-0.4803, -0.082676, 0.0030302};

  /** The largest sample for which the coefficients of small samples are meant. */
  private static final int SMALL = 11;

  private ShapiroWilk() {}

  /** Tests a sample, in any sequence; it is left as it is. */
  public static Normality test(double... sample) {
    if (!Arrays.stream(sample).allMatch(Double::isFinite)) {
      return new Normality.Untestable(Normality.Reason.NOT_FINITE);
    }
    if (sample.length < LEAST) {
      return new Normality.Untestable(Normality.Reason.TOO_FEW);
    }
    if (sample.length > MOST) {
      return new Normality.Untestable(Normality.Reason.TOO_MANY);
    }
    double[] sorted = sample.clone();
    Arrays.sort(sorted);
    if (sorted[0] == sorted[sorted.length - 1]) {
      return new Normality.Untestable(Normality.Reason.CONSTANT);
    }
    scale(sorted);
    double missing = missing(sorted, weights(sorted.length));
    double pValue = Math.max(0, Math.min(1, pValue(sorted.length, missing)));
    return new Normality.Tested(1 - missing, pValue);
  }

  /** Moves and scales sorted values to 0 … 1. */
  private static void scale(double[] sorted) {
    double least = sorted[0];
    double range = sorted[sorted.length - 1] - least;
    // A quarter of what could overflow; a multiple of what could be subnormal, exactly.
    double factor = range > 0x1p1000 ? 0.25 : range < 0x1p-1000 ? 0x1p60 : 1;
    double scaledRange = sorted[sorted.length - 1] * factor - least * factor;
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = (sorted[i] * factor - least * factor) / scaledRange;
    }
  }

  /** The upper half of the weights, outermost first; the lower half is its negative. */
  private static double[] weights(int n) {
    int half = n / 2;
    if (n == LEAST) {
      return new double[] {Math.sqrt(0.5)};
    }
    double[] weights = new double[half];
    double squares = 0;
    for (int i = 0; i < half; i++) {
      weights[i] = -Quantiles.normal((i + 1 - 0.375) / (n + 0.25));
      squares += 2 * weights[i] * weights[i];
    }
    double length = Math.sqrt(squares);
    double u = 1 / Math.sqrt((double) n);
    int corrected = n <= 5 ? 1 : 2;
    double[] outer = {
      weights[0] / length + polynomial(OUTERMOST, u),
      corrected == 1 ? 0 : weights[1] / length + polynomial(NEXT, u)
    };
    double rest = squares;
    double restScaled = 1;
    for (int i = 0; i < corrected; i++) {
      rest -= 2 * weights[i] * weights[i];
      restScaled -= 2 * outer[i] * outer[i];
    }
    double scale = Math.sqrt(rest / restScaled);
    for (int i = 0; i < half; i++) {
      weights[i] = i < corrected ? outer[i] : weights[i] / scale;
    }
    return weights;
  }

  /** 1 − W, without the cancellation where W is close to 1. */
  private static double missing(double[] sorted, double[] weights) {
    int n = sorted.length;
    double mean = 0;
    for (double value : sorted) {
      mean += value;
    }
    mean /= n;
    double squares = 0;
    for (double value : sorted) {
      squares += (value - mean) * (value - mean);
    }
    double product = 0;
    double weightSquares = 0;
    for (int i = 0; i < weights.length; i++) {
      product += weights[i] * (sorted[n - 1 - i] - sorted[i]);
      weightSquares += 2 * weights[i] * weights[i];
    }
    // The correlation of values and weights is product / limit.
    double limit = Math.sqrt(weightSquares * squares);
    return Math.max(0, (limit - product) * (limit + product) / (weightSquares * squares));
  }

  private static double pValue(int n, double missing) {
    if (n == LEAST) {
      // W is at least 3/4 here, and asin(√(3/4)) = π/3.
      double angle = StrictMath.asin(Math.sqrt(1 - missing));
      return 6 / Math.PI * (angle - StrictMath.asin(Math.sqrt(0.75)));
    }
    double y = StrictMath.log(missing);
    if (n <= SMALL) {
      double gamma = polynomial(SMALL_GAMMA, n);
      if (y >= gamma) {
        // Beyond what a sample of this size can reach but for the approximation.
        return 0;
      }
      double transformed = -StrictMath.log(gamma - y);
      return upperTail(transformed, polynomial(SMALL_MEAN, n), polynomial(SMALL_LOG_DEVIATION, n));
    }
    double x = StrictMath.log(n);
    return upperTail(y, polynomial(LARGE_MEAN, x), polynomial(LARGE_LOG_DEVIATION, x));
  }

  private static double upperTail(double value, double mean, double logDeviation) {
    return Quantiles.normalUpperTail((value - mean) / StrictMath.exp(logDeviation));
  }

  private static double polynomial(double[] coefficients, double x) {
    double value = 0;
    for (int i = coefficients.length - 1; i >= 0; i--) {
      value = value * x + coefficients[i];
    }
    return value;
  }
}
