package dev.gradaudit.reduction;

import java.util.ArrayList;
import java.util.List;

/**
 * Matrix products of BLAS libraries: the inner index is cut into blocks, each block is a chain of
 * fused multiply-adds from +0, and the blocks are added one after the other, to the bias first
 * where there is one.
 */
final class BlockedProducts {
  private BlockedProducts() {}

  /** How a library cuts an inner index into blocks. */
  @FunctionalInterface
  interface Cut {
    /** The sizes of the blocks, in sequence. */
    List<Integer> blocks(int terms);
  }

  /** Blocks of {@code size} while there are more than two, then two halves, then the rest. */
  static Cut halvingTheRest(int size) {
    return terms -> {
      List<Integer> blocks = new ArrayList<>();
      int rest = terms;
      while (rest > 2 * size) {
        blocks.add(size);
        rest -= size;
      }
      if (rest > size) {
        blocks.add((rest + 1) / 2);
        rest /= 2;
      }
      blocks.add(rest);
      return blocks;
    };
  }

  /**
   * One block up to {@code single} terms, two halves below twice the size, else blocks of {@code
   * size} and the remainder.
   */
  static Cut withRemainder(int size, int single) {
    return terms -> {
      if (terms <= single) {
        return List.of(terms);
      }
      if (terms < 2 * size) {
        return List.of((terms + 1) / 2, terms / 2);
      }
      List<Integer> blocks = new ArrayList<>();
      int rest = terms;
      while (rest > size) {
        blocks.add(size);
        rest -= size;
      }
      blocks.add(rest);
      return blocks;
    };
  }

  /** Blocks of {@code size}; of less than two, half, rounded up to a multiple of 16. */
  static Cut roundingHalves(int size) {
    return terms -> {
      List<Integer> blocks = new ArrayList<>();
      for (int rest = terms; rest > 0; ) {
        int block = rest >= 2 * size ? size : rest > size ? (rest / 2 + 15) / 16 * 16 : rest;
        blocks.add(block);
        rest -= block;
      }
      return blocks;
    };
  }

  /**
   * @param site a matrix product; of kind {@link SiteKind#LINEAR} its first term is the bias
   */
  static SumPlan plan(Site site, Cut cut) {
    int start = site.kind() == SiteKind.LINEAR ? 1 : 0;
    List<Integer> blocks = cut.blocks(site.terms() - start);
    Schedule schedule =
        new ProfileTree(
            2,
            sums -> {
              int from = start;
              if (start == 1) {
                sums.leaf(0, 0);
              }
              for (int block : blocks) {
                boolean first = from == 0;
                int into = first ? 0 : 1;
                sums.zero(into);
                sums.addLeaves(into, from, from + block, 1);
                if (!first) {
                  sums.combine(0, 1);
                }
                from += block;
              }
            });
    return Plans.whole(site, schedule, Accumulation.FMA);
  }
}
