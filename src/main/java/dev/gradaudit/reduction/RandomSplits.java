package dev.gradaudit.reduction;

import dev.gradaudit.numeric.CounterRandom;
import java.util.Arrays;

/**
 * A random binary tree over terms in their sequence: a node of n terms gives its left part 1 to n -
 * 1 of them, each number equally likely. Its expected height is of the order of log n, but nothing
 * bounds it, so it is walked with a stack of its own.
 */
final class RandomSplits implements TreeWalk {
  /** On the stack: a right part was computed and waits to be combined. Sizes are positive. */
  private static final int COMBINE = 0;

  private final int from;
  private final int terms;

  /** For each inner node, in preorder, the number of terms of its left part. */
  private final int[] leftSizes;

  private final int registers;

  private RandomSplits(int from, int terms, int[] leftSizes) {
    this.from = from;
    this.terms = terms;
    this.leftSizes = leftSizes;
    HighestRegister highest = new HighestRegister();
    into(highest, 0);
    this.registers = highest.register + 1;
  }

  static RandomSplits draw(int from, int to, CounterRandom random) {
    int[] leftSizes = new int[to - from - 1];
    int[] stack = new int[16];
    int depth = 0;
    int node = 0;
    stack[depth++] = to - from;
    while (depth > 0) {
      int size = stack[--depth];
      if (size > 1) {
        int left = 1 + (int) random.below(node, size - 1L);
        leftSizes[node++] = left;
        stack = withRoom(stack, depth + 2);
        stack[depth++] = size - left;
        stack[depth++] = left;
      }
    }
    return new RandomSplits(from, to - from, leftSizes);
  }

  @Override
  public int registers() {
    return registers;
  }

  @Override
  public void into(PartialSums sums, int register) {
    int[] stack = new int[16];
    int depth = 0;
    int node = 0;
    int term = from;
    int current = register;
    int size = terms;
    while (true) {
      while (size > 1) {
        int left = leftSizes[node++];
        stack = withRoom(stack, depth + 1);
        stack[depth++] = size - left;
        size = left;
      }
      sums.leaf(current, term++);
      while (depth > 0 && stack[depth - 1] == COMBINE) {
        depth--;
        current--;
        sums.combine(current, current + 1);
      }
      if (depth == 0) {
        return;
      }
      size = stack[depth - 1];
      stack[depth - 1] = COMBINE;
      current++;
    }
  }

  private static int[] withRoom(int[] stack, int size) {
    return size <= stack.length ? stack : Arrays.copyOf(stack, 2 * size);
  }

  /** Walked once to learn how many registers the tree needs. */
  private static final class HighestRegister implements PartialSums {
    private int register;

    @Override
    public void leaf(int register, int term) {
      this.register = Math.max(this.register, register);
    }

    @Override
    public void zero(int register) {}

    @Override
    public void addLeaves(int register, int from, int to, int step) {}

    @Override
    public void combine(int left, int right) {}
  }
}
