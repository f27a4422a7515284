package dev.gradaudit.statistics;

/**
 * The moments of one number over several runs.
 *
 * @param runs how many there were; with 0 everything else but {@code squares} is NaN
 * @param mean rounded to the nearest double; NaN when some value was not finite
 * @param squares Σ(x − x̄)² about the unrounded mean, at least 0; NaN when some value was not
 *     finite
 * @param min the least value, −0 below +0; NaN when some value was NaN
 * @param max the greatest value, as min
 */
public record Moments(long runs, double mean, double squares, double min, double max) {
  /** The moments of a sample, in its sequence. */
  public static Moments of(double... sample) {
    ElementMoments moments = new ElementMoments(1);
    for (double value : sample) {
      moments.add(new double[] {value});
    }
    return moments.at(0);
  }

  /**
   * Whether there is no spread: all values are equal as numbers. False when one is NaN. Zeros of
   * both signs are equal here; their bits are not.
   */
  public boolean isConstant() {
    return min == max;
  }

  /** √(Σ(x − x̄)² / (n − 1)); NaN with fewer than two runs. 0 for a constant sample. */
  public double standardDeviation() {
    return runs < 2 ? Double.NaN : Math.sqrt(squares / (runs - 1));
  }

  /** √(Σ(x − x̄)² / n), that of the runs themselves; NaN without runs. */
  public double populationDeviation() {
    return runs < 1 ? Double.NaN : Math.sqrt(squares / runs);
  }
}
