package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;

/**
 * The dot product of oneMKL with AVX-512: four vectors of accumulators, fused, then added together,
 * then folded in halves.
 */
final class MklDot {
  private static final int VECTOR_BYTES = 64;
  private static final int VECTORS = 4;

  private MklDot() {}

  static Schedule schedule(int terms, DType dtype) {
    int lanes = VECTOR_BYTES / dtype.bytes();
    return new ProfileTree(
        lanes + VECTORS,
        sums -> {
          for (int lane = 0; lane < lanes; lane++) {
            lane(sums, lane, lanes, terms);
          }
          for (int half = lanes / 2; half >= 4; half /= 2) {
            for (int lane = 0; lane < half; lane++) {
              sums.combine(lane, lane + half);
            }
          }
          int neighbour = dtype == DType.FLOAT64 ? 2 : 1;
          sums.combine(0, neighbour);
          sums.combine(3 - neighbour, 3);
          sums.combine(0, 3 - neighbour);
        });
  }

  /** Leaves the sum of one lane in the register of its number, and uses those above it. */
  private static void lane(PartialSums sums, int lane, int lanes, int terms) {
    int step = VECTORS * lanes;
    int whole = terms / step * step;
    for (int vector = 0; vector < VECTORS; vector++) {
      sums.zero(lane + vector);
      int first = vector * lanes + lane;
      if (first < whole) {
        sums.addLeaves(lane + vector, first, whole, step);
      }
    }
    int at = whole;
    if (terms - at >= 2 * lanes) {
      add(sums, lane, at + lane);
      add(sums, lane + 1, at + lanes + lane);
      at += 2 * lanes;
    }
    if (terms - at >= lanes) {
      add(sums, lane, at + lane);
      at += lanes;
    }
    if (at + lane < terms) {
      add(sums, lane, at + lane);
    }
    sums.combine(lane, lane + 1);
    sums.combine(lane + 2, lane + 3);
    sums.combine(lane, lane + 2);
  }

  private static void add(PartialSums sums, int register, int term) {
    sums.addLeaves(register, term, term + 1, 1);
  }
}
