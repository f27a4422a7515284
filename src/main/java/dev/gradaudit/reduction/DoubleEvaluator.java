package dev.gradaudit.reduction;

import dev.gradaudit.numeric.ExactSum;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sums float64 terms fast: by rows where many sums lie side by side, one by one where they are few
 * or each has a term order of its own. Keeps its workspace from call to call.
 */
final class DoubleEvaluator {
  private final RecordedArrivals arrivals;
  private final Map<Accumulation, DoubleColumnSums> columnSums = new EnumMap<>(Accumulation.class);
  private final Map<Accumulation, DoubleRowSums> rowSums = new EnumMap<>(Accumulation.class);
  private final MagnitudeSort sort = new MagnitudeSort();

  /** The terms of one sum and their factors, as given and then in the sequence of the plan. */
  private double[] given = new double[0];

  private double[] ordered = new double[0];
  private double[] givenLefts = new double[0];
  private double[] givenRights = new double[0];
  private double[] orderedLefts = new double[0];
  private double[] orderedRights = new double[0];

  DoubleEvaluator(Arrivals arrivals) {
    this.arrivals = new RecordedArrivals(arrivals);
  }

  void evaluate(SumPlan plan, DoubleTerms terms, double[] into) {
    reserve(terms);
    boolean whole = plan.segments().size() == 1;
    for (SumPlan.Segment segment : plan.segments()) {
      if (segment.accumulation() == Accumulation.EXACT) {
        sumExactly(segment, terms, into);
      } else if (segment.terms() instanceof TermOrder.ByMagnitude) {
        sumColumns(segment, terms, into);
      } else {
        DoubleRows rows = terms.rows(whole);
        if (rows.width(0) < RowTiles.NARROWEST) {
          sumColumns(segment, terms, into);
        } else {
          sumRows(segment, terms, rows, into);
        }
      }
    }
  }

  private void reserve(DoubleTerms terms) {
    if (given.length < terms.terms()) {
      given = new double[terms.terms()];
      ordered = new double[terms.terms()];
    }
    if (terms.products() && givenLefts.length < terms.terms()) {
      givenLefts = new double[terms.terms()];
      givenRights = new double[terms.terms()];
      orderedLefts = new double[terms.terms()];
      orderedRights = new double[terms.terms()];
    }
  }

  private void sumExactly(SumPlan.Segment segment, DoubleTerms terms, double[] into) {
    ExactSum exact = new ExactSum();
    for (int sum = segment.from(); sum < segment.to(); sum++) {
      terms.column(sum, given);
      exact.reset();
      for (int term = 0; term < terms.terms(); term++) {
        exact.add(given[term]);
      }
      into[sum] = canonical(exact.doubleValue());
    }
  }

  private void sumColumns(SumPlan.Segment segment, DoubleTerms terms, double[] into) {
    Accumulation accumulation = effective(segment, terms);
    for (int sum = segment.from(); sum < segment.to(); sum++) {
      into[sum] =
          settled(sumColumn(segment, accumulation, terms, sum, arrivals), segment, terms, sum);
    }
  }

  private double sumColumn(
      SumPlan.Segment segment,
      Accumulation accumulation,
      DoubleTerms terms,
      int sum,
      Arrivals races) {
    DoubleColumnSums sums = columnSums.computeIfAbsent(accumulation, DoubleColumnSums::of);
    sums.reserve(segment.schedule().registers());
    sums.roundBy(segment.rounding());
    terms.column(sum, given);
    int[] positions = positions(segment.terms(), terms.terms());
    int count = terms.terms();
    sums.terms = inOrder(given, ordered, positions, count);
    if (accumulation == Accumulation.FMA) {
      terms.factors(sum, givenLefts, givenRights);
      sums.lefts = inOrder(givenLefts, orderedLefts, positions, count);
      sums.rights = inOrder(givenRights, orderedRights, positions, count);
    }
    return sums.result(segment.schedule().walk(sums, races));
  }

  private void sumRows(SumPlan.Segment segment, DoubleTerms terms, DoubleRows rows, double[] into) {
    DoubleRowSums sums = rowSums.computeIfAbsent(effective(segment, terms), DoubleRowSums::of);
    sums.reserve(segment.schedule().registers());
    sums.roundBy(segment.rounding());
    int[] positions = positions(segment.terms(), terms.terms());
    // Tile by tile, so that a tile of the right factor of a matrix product stays in cache.
    for (int tile = 0; tile < rows.width(0); tile += RowTiles.WIDTH) {
      for (int group = 0; group < rows.groups(); group++) {
        int first = rows.firstSum(group);
        int low = tile;
        int high = Math.min(tile + RowTiles.WIDTH, rows.width(group));
        if (rows.stride() == 1) {
          // A segment may begin and end within a group.
          low = Math.max(low, segment.from() - first);
          high = Math.min(high, segment.to() - first);
        }
        if (low < high) {
          sums.turnTo(rows, group, positions, low, high);
          double[] row = sums.result(segment.schedule().walk(sums, arrivals));
          for (int j = low; j < high; j++) {
            int sum = first + j * rows.stride();
            into[sum] = settled(row[j], segment, terms, sum);
          }
        }
      }
    }
  }

  /** The last word on a result: where a term is not finite, the plain tree has it. */
  private double settled(double result, SumPlan.Segment segment, DoubleTerms terms, int sum) {
    if (Math.abs(result) <= Double.MAX_VALUE) {
      return result;
    }
    boolean corrected =
        switch (segment.accumulation()) {
          case KAHAN, NEUMAIER, WIDE -> true;
          case PLAIN, FMA, STOCHASTIC, EXACT -> false;
        };
    if (!corrected || allFinite(terms, sum)) {
      return canonical(result);
    }
    return canonical(sumColumn(segment, Accumulation.PLAIN, terms, sum, arrivals.again()));
  }

  private boolean allFinite(DoubleTerms terms, int sum) {
    terms.column(sum, given);
    for (int term = 0; term < terms.terms(); term++) {
      if (!Double.isFinite(given[term])) {
        return false;
      }
    }
    return true;
  }

  private static double canonical(double result) {
    return Double.isNaN(result) ? Double.NaN : result;
  }

  /** Without products there is nothing to fuse. */
  private static Accumulation effective(SumPlan.Segment segment, DoubleTerms terms) {
    boolean nothingToFuse = segment.accumulation() == Accumulation.FMA && !terms.products();
    return nothingToFuse ? Accumulation.PLAIN : segment.accumulation();
  }

  /** For {@link TermOrder.ByMagnitude}, of the terms in {@link #given}; null for terms as given. */
  private int @Nullable [] positions(TermOrder order, int terms) {
    if (order instanceof TermOrder.Listed listed) {
      return listed.terms();
    } else if (order instanceof TermOrder.ByMagnitude byMagnitude) {
      sort.reserve(terms);
      for (int term = 0; term < terms; term++) {
        sort.key(term, given[term], byMagnitude.largestFirst());
      }
      return sort.sort(terms);
    }
    return null;
  }

  private static double[] inOrder(
      double[] given, double[] ordered, int @Nullable [] positions, int count) {
    if (positions == null) {
      return given;
    }
    for (int i = 0; i < count; i++) {
      ordered[i] = given[positions[i]];
    }
    return ordered;
  }
}
