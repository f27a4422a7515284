package dev.gradaudit.audit;

import dev.gradaudit.compare.Difference;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.LibraryOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
      case CAPABILITY -> "capability";
      case ENGINE -> "engine";
      case HOST -> "host";
    };
  }

  /** {@code seed 0, threads 1, order sequential}. */
  static String configuration(Configuration configuration) {
    return without(null, configuration);
  }

  /** The values of all axes but one; what a library chooses itself is not one. */
  private static String without(@Nullable Axis axis, Configuration configuration) {
    List<String> values = new ArrayList<>();
    if (axis != Axis.SEED) {
      values.add(seed(configuration));
    }
    if (axis != Axis.THREADS) {
      values.add(threads(configuration));
    }
    if (axis != Axis.ORDER && !(configuration.order() instanceof LibraryOrder)) {
      values.add(order(configuration));
    }
    if (axis != Axis.CAPABILITY && !configuration.capability().isEmpty()) {
      values.add(capability(configuration));
    }
    return String.join(", ", values);
  }

  private static String capability(Configuration configuration) {
    return "capability " + configuration.capability();
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
          "run "
              + (comparison.fromRepeat() + 1)
              + " and run "
              + (comparison.toRepeat() + 1)
              + " ("
              + configuration(from)
              + ")";
      case SEED -> seed(from) + " and " + seed(to) + " (" + without(Axis.SEED, from) + ")";
      case THREADS ->
          threads(from) + " and " + threads(to) + " (" + without(Axis.THREADS, from) + ")";
      case ORDER -> order(from) + " and " + order(to) + " (" + without(Axis.ORDER, from) + ")";
      case ENGINE ->
          "engine "
              + from.engine()
              + " and engine "
              + to.engine()
              + " ("
              + without(null, from)
              + ")";
      case HOST ->
          "host " + from.host() + " and host " + to.host() + " (" + without(null, from) + ")";
      case CAPABILITY ->
          capability(from) + " and " + capability(to) + " (" + without(Axis.CAPABILITY, from) + ")";
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
