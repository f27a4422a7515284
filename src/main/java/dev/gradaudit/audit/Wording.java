package dev.gradaudit.audit;

import dev.gradaudit.compare.Difference;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import java.util.List;

/** Phrases of which the sentences for users are made. */
final class Wording {
  private Wording() {}

  /** {@code 1 run}, {@code 5 runs}. */
  static String count(long count, String singular) {
    return Long.toUnsignedString(count) + " " + (count == 1 ? singular : plural(singular));
  }

  static String plural(String singular) {
    return singular + "s";
  }

  /** What an axis takes several of: {@code order}, {@code thread count}. */
  static String valueOf(Axis axis) {
    return switch (axis) {
      case REPEAT -> "run";
      case SEED -> "seed";
      case THREADS -> "thread count";
      case ORDER -> "order";
    };
  }

  /** {@code seed 0, threads 1, order sequential}. */
  static String configuration(Configuration configuration) {
    return seed(configuration) + ", " + threads(configuration) + ", " + order(configuration);
  }

  private static String seed(Configuration configuration) {
    return "seed " + configuration.seed();
  }

  private static String threads(Configuration configuration) {
    return "threads " + configuration.threads();
  }

  private static String order(Configuration configuration) {
    return "order " + configuration.order().name();
  }

  /** {@code weight[0, 3]}; just the name for a scalar. */
  static String element(String gradient, List<Integer> index) {
    return index.isEmpty() ? gradient : gradient + index;
  }

  /** The worst element of a comparison that differs. */
  static String element(Comparison comparison) {
    return element(comparison.gradient(), worst(comparison.difference()).index());
  }

  /** {@code 12 ULPs apart}, or what takes the place of a distance that does not exist. */
  static String apart(Difference difference) {
    Difference.Worst worst = worst(difference);
    boolean nan = Double.isNaN(worst.from()) || Double.isNaN(worst.to());
    if (nan) {
      return Double.isNaN(worst.from()) && Double.isNaN(worst.to())
          ? "NaNs with other payloads"
          : "NaN against a number";
    }
    if (Double.isInfinite(worst.from()) || Double.isInfinite(worst.to())) {
      return Double.isInfinite(worst.from()) && Double.isInfinite(worst.to())
          ? "opposite infinities"
          : "infinity against a finite number";
    }
    if (difference.maxUlp() == 0) {
      return "zeros of other signs";
    }
    return count(difference.maxUlp(), "ULP") + " apart";
  }

  /** {@code order sequential and order pairwise (seed 0, threads 1)}. */
  static String sides(Comparison comparison) {
    Configuration from = comparison.from();
    Configuration to = comparison.to();
    return switch (comparison.axis()) {
      case REPEAT ->
          "run 1 and run " + (comparison.toRepeat() + 1) + " (" + configuration(from) + ")";
      case SEED ->
          seed(from) + " and " + seed(to) + " (" + threads(from) + ", " + order(from) + ")";
      case THREADS ->
          threads(from) + " and " + threads(to) + " (" + seed(from) + ", " + order(from) + ")";
      case ORDER ->
          order(from) + " and " + order(to) + " (" + seed(from) + ", " + threads(from) + ")";
    };
  }

  private static Difference.Worst worst(Difference difference) {
    Difference.Worst worst = difference.worst();
    if (worst == null) {
      throw new IllegalArgumentException("nothing differs");
    }
    return worst;
  }
}
