package dev.gradaudit.report.html;

import dev.gradaudit.audit.Comparison;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.LibraryOrder;
import dev.gradaudit.report.Figures;
import dev.gradaudit.report.NumberText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What tells the two runs of a comparison apart, what they share, and how far apart they are. */
final class Pairs {
  /** Without a distance first, then by ULPs, then by the number of elements that differ. */
  static final Comparator<Comparison> FURTHEST_FIRST =
      Comparator.comparing((Comparison pair) -> pair.difference().nonFiniteTotal() == 0)
          .thenComparing(pair -> pair.difference().maxUlp(), (a, b) -> Long.compareUnsigned(b, a))
          .thenComparing(pair -> -pair.difference().differing());

  private Pairs() {}

  static String from(Comparison pair) {
    return value(pair.axis(), pair.from(), pair.fromRepeat());
  }

  static String to(Comparison pair) {
    return value(pair.axis(), pair.to(), pair.toRepeat());
  }

  /** The values of the other axes, the same for both: {@code sequential, seed 0}. */
  static String shared(Comparison pair) {
    List<String> values = new ArrayList<>();
    for (Axis axis : List.of(Axis.ORDER, Axis.THREADS, Axis.SEED, Axis.CAPABILITY)) {
      boolean library = axis == Axis.ORDER && pair.from().order() instanceof LibraryOrder;
      String value = value(axis, pair.from(), 0);
      if (axis != pair.axis() && !value.isEmpty() && !library) {
        values.add(value);
      }
    }
    return String.join(", ", values);
  }

  private static String value(Axis axis, Configuration configuration, int repeat) {
    return switch (axis) {
      case REPEAT -> "run " + (repeat + 1);
      case SEED -> "seed " + configuration.seed();
      case THREADS -> Figures.count(configuration.threads(), "thread");
      case ORDER -> configuration.order().name();
      case CAPABILITY -> configuration.capability();
      case ENGINE -> configuration.engine();
      case HOST -> configuration.host();
    };
  }

  /** {@code 12}, or what takes the place of a distance that does not exist. */
  static String ulps(Difference difference) {
    return difference.nonFiniteTotal() > 0
        ? "nan or inf"
        : Figures.ulps(difference.maxUlp()).replaceFirst(" ULPs?$", "");
  }

  /** For sorting: larger than every distance where there is none. */
  static String sortable(Difference difference) {
    return difference.nonFiniteTotal() > 0
        ? "99999999999999999999"
        : NumberText.ofUnsigned(difference.maxUlp());
  }
}
