package dev.gradaudit.audit;

import dev.gradaudit.compare.Difference;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Expectation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The verdict along an axis that is no part of a plan: runs of the same configuration somewhere
 * else, each compared with the one here.
 *
 * @param rows a comparison for each pair of gradients
 */
record PairedVerdict(Axis axis, Expectation expectation, List<Comparison> rows) {
  /**
   * @param runs how many were compared
   * @param distinct how many different results there are, at most one for each place
   * @param varying how many elements differ somewhere
   * @param obstacle why some could not be compared; null when all were
   * @param same the reason for {@code IDENTICAL}
   * @param different the reason for {@code DIFFERS}
   */
  AxisVerdict of(
      int runs,
      int distinct,
      int varying,
      @Nullable String obstacle,
      String same,
      String different) {
    Comparison worst = null;
    long maxUlp = 0;
    double meanUlp = 0;
    long nonFinite = 0;
    for (Comparison row : rows) {
      Difference difference = row.difference();
      nonFinite += difference.nonFiniteTotal();
      if (Furthest.isBeyond(difference, worst == null ? null : worst.difference())) {
        worst = row;
      }
      if (Long.compareUnsigned(difference.maxUlp(), maxUlp) > 0) {
        maxUlp = difference.maxUlp();
        meanUlp = difference.meanUlp();
      }
    }
    Verdict verdict =
        worst != null
            ? Verdict.DIFFERS
            : obstacle != null || rows.isEmpty() ? Verdict.INCONCLUSIVE : Verdict.IDENTICAL;
    Map<String, Long> sizes = new HashMap<>();
    rows.forEach(row -> sizes.put(row.gradient(), row.difference().elements()));
    long elements = sizes.values().stream().mapToLong(Long::longValue).sum();
    return new AxisVerdict(
        axis,
        verdict,
        expectation,
        holds(verdict, obstacle, maxUlp, nonFinite),
        reason(verdict, obstacle, same, different),
        false,
        true,
        runs,
        1,
        distinct,
        rows.size(),
        (int) Math.min(elements, Integer.MAX_VALUE),
        varying,
        maxUlp,
        meanUlp,
        (int) Math.min(nonFinite, Integer.MAX_VALUE),
        null,
        null,
        worst);
  }

  private boolean holds(Verdict verdict, @Nullable String obstacle, long maxUlp, long nonFinite) {
    if (verdict == Verdict.INCONCLUSIVE || obstacle != null) {
      return false;
    }
    return verdict == Verdict.IDENTICAL
        || expectation instanceof Expectation.Report
        || expectation instanceof Expectation.MaxUlp max
            && nonFinite == 0
            && Long.compareUnsigned(maxUlp, max.ulps()) <= 0;
  }

  private static String reason(
      Verdict verdict, @Nullable String obstacle, String same, String different) {
    if (obstacle != null) {
      return obstacle;
    }
    return switch (verdict) {
      case IDENTICAL -> same;
      case DIFFERS -> different;
      default -> "nothing was compared";
    };
  }
}
