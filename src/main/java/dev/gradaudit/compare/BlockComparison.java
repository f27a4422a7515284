package dev.gradaudit.compare;

import java.nio.ByteBuffer;

/**
 * Adds the figures of many pairs at once. Plain loops over arrays of a block's length, each doing
 * one thing, because these the JIT compiler turns into vector instructions; a block stays in the
 * processor's cache from one loop to the next. The figures are those that {@link PairFigures#add}
 * gives pair by pair.
 */
interface BlockComparison {
  /** Pairs in a block. */
  int LENGTH = 8000;

  /**
   * Adds a block to the figures.
   *
   * @param position of its first pair
   */
  void add(long position, ByteBuffer from, ByteBuffer to, int count, PairFigures figures);

  /** Collects the distances of a block's pairs of finite numbers that are in a range. */
  void collect(ByteBuffer from, ByteBuffer to, int count, RangeCounts range);
}
