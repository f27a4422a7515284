package dev.gradaudit.reduction;

import dev.gradaudit.numeric.Bits16;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.ExactSum;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sums terms of one narrow dtype fast: always by rows, if need be of a single sum, because rounding
 * every step costs so much that a loop of its own for one sum would gain nothing. Keeps its
 * workspace from call to call.
 */
final class NarrowEvaluator {
  private final DType dtype;
  private final RecordedArrivals arrivals;
  private final Map<Accumulation, FloatRowSums> rowSums = new EnumMap<>(Accumulation.class);
  private final MagnitudeSort sort = new MagnitudeSort();

  /** The terms of one sum. */
  private float[] column = new float[0];

  NarrowEvaluator(DType dtype, Arrivals arrivals) {
    this.dtype = dtype;
    this.arrivals = new RecordedArrivals(arrivals);
  }

  void evaluate(SumPlan plan, FloatTerms terms, float[] into) {
    if (column.length < terms.terms()) {
      column = new float[terms.terms()];
    }
    FloatRows rows = terms.rows(plan.segments().size() == 1);
    for (SumPlan.Segment segment : plan.segments()) {
      if (segment.accumulation() == Accumulation.EXACT) {
        sumExactly(segment, terms, into);
      } else {
        sumRows(segment, terms, rows, into);
      }
    }
  }

  private void sumExactly(SumPlan.Segment segment, FloatTerms terms, float[] into) {
    ExactSum exact = new ExactSum();
    for (int sum = segment.from(); sum < segment.to(); sum++) {
      readColumn(terms, sum);
      exact.reset();
      for (int term = 0; term < terms.terms(); term++) {
        exact.add(column[term]);
      }
      into[sum] = canonical((float) exact.value(dtype));
    }
  }

  private void sumRows(SumPlan.Segment segment, FloatTerms terms, FloatRows rows, float[] into) {
    boolean nothingToFuse = segment.accumulation() == Accumulation.FMA && !terms.products();
    Accumulation accumulation = nothingToFuse ? Accumulation.PLAIN : segment.accumulation();
    boolean bySum = segment.terms() instanceof TermOrder.ByMagnitude;
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
        for (int from = low, to; from < high; from = to) {
          to = bySum ? from + 1 : high;
          Piece piece = new Piece(rows, group, from, to);
          float[] row = sum(segment, accumulation, terms, piece, arrivals);
          for (int j = from; j < to; j++) {
            into[piece.sum(j)] = settled(row[j], segment, terms, new Piece(rows, group, j, j + 1));
          }
        }
      }
    }
  }

  /** The columns {@code low} to {@code high - 1} of a group of rows. */
  private record Piece(FloatRows rows, int group, int low, int high) {
    int sum(int column) {
      return rows.firstSum(group) + column * rows.stride();
    }
  }

  /**
   * The sums of a piece, of one column where every sum has a term order of its own.
   *
   * @return a row whose columns of the piece hold the sums, not rounded yet where they are wide
   */
  private float[] sum(
      SumPlan.Segment segment,
      Accumulation accumulation,
      FloatTerms terms,
      Piece piece,
      Arrivals races) {
    int[] positions = positions(segment.terms(), terms, piece.sum(piece.low()));
    FloatRowSums sums = rowSums.computeIfAbsent(accumulation, this::makeRowSums);
    sums.reserve(segment.schedule().registers());
    sums.roundBy(segment.rounding());
    // A fused sum needs the factors.
    boolean rounds = terms.products() && accumulation != Accumulation.FMA;
    FloatRows source = rounds ? new RoundedProducts(piece.rows(), dtype) : piece.rows();
    sums.turnTo(source, piece.group(), positions, piece.low(), piece.high());
    return sums.result(segment.schedule().walk(sums, races));
  }

  private FloatRowSums makeRowSums(Accumulation accumulation) {
    return switch (accumulation) {
      case PLAIN -> new NarrowStraightRows.Plain(dtype);
      case FMA -> new NarrowStraightRows.Fused(dtype);
      case KAHAN -> new NarrowCorrectedRows.Kahan(dtype);
      case NEUMAIER -> new NarrowCorrectedRows.Neumaier(dtype);
      // The accumulator is a float32, and so are the terms.
      case WIDE -> new FloatStraightRows.Plain();
      case STOCHASTIC -> new NarrowStochasticRows(dtype);
      case EXACT -> throw new IllegalArgumentException("an exact sum has no partial sums");
    };
  }

  /** The last word on a result: where a term is not finite, the plain tree has it. */
  private float settled(float sum, SumPlan.Segment segment, FloatTerms terms, Piece piece) {
    float result = Bits16.round(dtype, sum);
    if (Float.isFinite(result)) {
      return result;
    }
    boolean corrected =
        switch (segment.accumulation()) {
          case KAHAN, NEUMAIER, WIDE -> true;
          case PLAIN, FMA, STOCHASTIC, EXACT -> false;
        };
    if (!corrected || allFinite(terms, piece)) {
      return canonical(result);
    }
    float[] plain = sum(segment, Accumulation.PLAIN, terms, piece, arrivals.again());
    return canonical(Bits16.round(dtype, plain[piece.low()]));
  }

  private boolean allFinite(FloatTerms terms, Piece piece) {
    readColumn(terms, piece.sum(piece.low()));
    for (int term = 0; term < terms.terms(); term++) {
      if (!Float.isFinite(column[term])) {
        return false;
      }
    }
    return true;
  }

  private static float canonical(float result) {
    return Float.isNaN(result) ? Float.NaN : result;
  }

  /** The terms of one sum, products rounded. */
  private void readColumn(FloatTerms terms, int sum) {
    terms.column(sum, column);
    if (terms.products()) {
      for (int term = 0; term < terms.terms(); term++) {
        column[term] = Bits16.round(dtype, column[term]);
      }
    }
  }

  /** The term at each position; null for terms as given. */
  private int @Nullable [] positions(TermOrder order, FloatTerms terms, int sum) {
    if (order instanceof TermOrder.Listed listed) {
      return listed.terms();
    } else if (order instanceof TermOrder.ByMagnitude byMagnitude) {
      readColumn(terms, sum);
      sort.reserve(terms.terms());
      for (int term = 0; term < terms.terms(); term++) {
        sort.key(term, column[term], byMagnitude.largestFirst());
      }
      return sort.sort(terms.terms());
    }
    return null;
  }
}
