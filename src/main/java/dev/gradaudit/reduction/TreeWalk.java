package dev.gradaudit.reduction;

import dev.gradaudit.numeric.CounterRandom;
import java.util.function.Supplier;

/** One tree over the terms {@code from} to {@code to - 1}, at least one, of a chunk. */
interface TreeWalk {
  /** Leaves the sum in a register, and may use the {@code registers() - 1} registers above it. */
  void into(PartialSums sums, int register);

  int registers();

  /**
   * @param random for a random tree, the stream to draw it from
   */
  static TreeWalk of(Tree tree, int from, int to, Supplier<CounterRandom> random) {
    if (tree instanceof Tree.Pairwise) {
      return new Halves(from, to);
    } else if (tree instanceof Tree.Strided strided) {
      return new Strides(from, to, strided.accumulators());
    } else if (tree instanceof Tree.Blocked blocked) {
      return new Blocks(from, to, blocked.block());
    } else if (tree instanceof Tree.RandomTree) {
      return RandomSplits.draw(from, to, random.get());
    }
    return new InSequence(from, to);
  }

  /** ((x0 + x1) + x2) + … */
  record InSequence(int from, int to) implements TreeWalk {
    @Override
    public int registers() {
      return 1;
    }

    @Override
    public void into(PartialSums sums, int register) {
      sums.leaf(register, from);
      sums.addLeaves(register, from + 1, to, 1);
    }
  }

  /** The first ⌈n/2⌉ terms and the rest, each by the same rule. */
  record Halves(int from, int to) implements TreeWalk {
    @Override
    public int registers() {
      // One for each right part of four terms or more on the way down, which halves them.
      return Math.max(1, 31 - Integer.numberOfLeadingZeros(to - from));
    }

    @Override
    public void into(PartialSums sums, int register) {
      walk(sums, register, from, to);
    }

    private static void walk(PartialSums sums, int register, int from, int to) {
      int terms = to - from;
      if (terms <= 3) {
        // (x0 + x1) + x2 is what the rule says.
        sums.leaf(register, from);
        sums.addLeaves(register, from + 1, to, 1);
        return;
      }
      int middle = to - terms / 2;
      walk(sums, register, from, middle);
      walk(sums, register + 1, middle, to);
      sums.combine(register, register + 1);
    }
  }

  /** Accumulator j takes x_j, x_{j+K}, …; then the accumulators from left to right. */
  record Strides(int from, int to, int accumulators) implements TreeWalk {
    @Override
    public int registers() {
      return 2;
    }

    @Override
    public void into(PartialSums sums, int register) {
      int used = Math.min(accumulators, to - from);
      accumulate(sums, register, from);
      for (int j = 1; j < used; j++) {
        accumulate(sums, register + 1, from + j);
        sums.combine(register, register + 1);
      }
    }

    private void accumulate(PartialSums sums, int register, int first) {
      sums.leaf(register, first);
      if (to - first > accumulators) {
        sums.addLeaves(register, first + accumulators, to, accumulators);
      }
    }
  }

  /** Blocks of B terms in sequence, then the block sums in sequence. */
  record Blocks(int from, int to, int block) implements TreeWalk {
    @Override
    public int registers() {
      return 2;
    }

    @Override
    public void into(PartialSums sums, int register) {
      int end = blockEnd(from);
      new InSequence(from, end).into(sums, register);
      while (end < to) {
        int start = end;
        end = blockEnd(start);
        new InSequence(start, end).into(sums, register + 1);
        sums.combine(register, register + 1);
      }
    }

    private int blockEnd(int start) {
      return to - start > block ? start + block : to;
    }
  }
}
