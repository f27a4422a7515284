package dev.gradaudit.statistics;

/** Checks of what callers ask for. */
final class Probabilities {
  private Probabilities() {}

  /** The probability, which must be above 0 and below 1. */
  static double requireProper(String name, double probability) {
    // Fails for NaN too.
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException(name + " must be above 0 and below 1, not " + probability);
    }
    return probability;
  }

  /** The number, which must be at least 1. */
  static long requireRuns(long runs) {
    if (runs < 1) {
      throw new IllegalArgumentException("at least one run is needed, not " + runs);
    }
    return runs;
  }
}
