package dev.gradaudit.reduction;

import dev.gradaudit.numeric.Bits16;
import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.ErrorFree;

/**
 * Rounds a sum of two numbers to one of its two neighbours in the dtype, to each with a probability
 * that falls linearly with its distance, so that the mean is the exact sum (Croci et al.,
 * "Stochastic rounding: implementation, error analysis and applications", 2022).
 *
 * <p>The choice is a function of the key, of both operands in either sequence, and of the number of
 * terms in the sum that they make: it does not depend on threads. With that number, the choices
 * along a sum are independent although operands may repeat, and so the mean of the whole sum is
 * exact too. A sum of two numbers that is exact is itself, one that is not finite follows IEEE, and
 * a finite one never becomes infinite by being rounded away from nearest.
 */
final class StochasticRounding {
  /** Odd, so that no factor is lost. */
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private final CounterRandom random;

  StochasticRounding(CounterRandom random) {
    this.random = random;
  }

  /**
   * @param terms in the sum that a and b make
   */
  float sum(float a, float b, int terms) {
    float sum = a + b;
    float error = ErrorFree.sumError(a, b);
    return error == 0 || !Float.isFinite(error)
        ? sum
        : (float) choose(DType.FLOAT32, sum, error, uniform(a, b, terms));
  }

  /** The same in float64. */
  double sum(double a, double b, int terms) {
    double sum = a + b;
    double error = ErrorFree.sumError(a, b);
    return error == 0 || !Double.isFinite(error)
        ? sum
        : choose(DType.FLOAT64, sum, error, uniform(a, b, terms));
  }

  /** In a narrow dtype. */
  float sum(DType dtype, float a, float b, int terms) {
    double exact = (double) a + b;
    float sum = Bits16.round(dtype, (float) exact);
    double error = exact - sum + ErrorFree.sumError((double) a, (double) b);
    return error == 0 || !Double.isFinite(error)
        ? sum
        : (float) choose(dtype, sum, error, uniform(a, b, terms));
  }

  /** In any floating dtype. */
  double sum(DType dtype, double a, double b, int terms) {
    return switch (dtype) {
      case FLOAT64 -> sum(a, b, terms);
      case FLOAT32 -> sum((float) a, (float) b, terms);
      default -> sum(dtype, (float) a, (float) b, terms);
    };
  }

  /**
   * @param sum the nearest number
   * @param error what it lacks, not 0
   * @param uniform a number in [0, 1)
   */
  private double choose(DType dtype, double sum, double error, double uniform) {
    double other = error > 0 ? dtype.nextUp(sum) : -dtype.nextUp(-sum);
    boolean taken = Double.isFinite(other) && uniform < error / (other - sum);
    return taken ? other : sum;
  }

  /** In [0, 1), from both operands in either sequence and the number of terms. */
  double uniform(double a, double b, int terms) {
    long first = Double.doubleToRawLongBits(a);
    long second = Double.doubleToRawLongBits(b);
    long operands = Math.min(first, second) * SPREAD + Math.max(first, second);
    return random.unit((operands ^ operands >>> 32) * SPREAD + terms);
  }
}
