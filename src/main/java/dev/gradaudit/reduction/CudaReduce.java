package dev.gradaudit.reduction;

import java.util.function.Consumer;

/**
 * How a reduction of PyTorch on a GPU is laid out over threads and blocks, after its sources.
 *
 * @param width threads along x
 * @param height threads along y
 * @param splitsY whether the terms of a sum are shared by the threads along y
 * @param blocks how many blocks share the terms of a sum
 */
record CudaReduce(int width, int height, boolean splitsY, int blocks) {
  static final int THREADS_PER_PROCESSOR = 2048;

  private static final int MOST_THREADS = 512;
  private static final int WARP = 32;
  private static final int ACCUMULATORS = 4;
  private static final int LEAST_VECTORISED = 128;

  /** Sums of terms that stand side by side. */
  static CudaReduce inner(int terms, int sums, int processors) {
    int along = terms > LEAST_VECTORISED ? terms / ACCUMULATORS : terms;
    return of(terms, along, sums, MOST_THREADS, true, sums, processors);
  }

  /**
   * Sums down the columns of a matrix.
   *
   * @param vector how many columns a thread takes
   */
  static CudaReduce outer(int terms, int sums, int vector, int processors) {
    return of(terms, sums / vector, terms, MOST_THREADS / vector, false, sums / vector, processors);
  }

  private static CudaReduce of(
      int terms, int x, int y, int most, boolean alongX, int outputs, int processors) {
    int width = Math.min(powerBelow(x, most), WARP);
    int height = Math.min(powerBelow(y, most), most / width);
    width = Math.min(powerBelow(x, most), most / height);
    int step = alongX ? width : 1;
    int each = ceil(terms, step);
    boolean splitsY = each >= 16L * height || each >= 256;
    int blocks = 1;
    if (splitsY) {
      step *= height;
      each = ceil(terms, step);
      int perBlock = alongX ? 1 : width;
      int grid = ceil(outputs, perBlock);
      int target = processors * (THREADS_PER_PROCESSOR / (width * height));
      if (each >= 256 && grid <= target) {
        blocks = Math.max(Math.min(ceil(target, grid), ceil(each, 16)), ceil(each, 256));
      }
    }
    return new CudaReduce(width, height, splitsY, blocks);
  }

  private static int powerBelow(int count, int most) {
    return count >= most ? most : Integer.highestOneBit(Math.max(1, count));
  }

  private static int ceil(int count, int parts) {
    return (count + parts - 1) / parts;
  }

  /** The schedule of a sum over terms that stand side by side. */
  Schedule inner(int terms) {
    int threads = width * (splitsY ? height : 1);
    return new ProfileTree(
        2 * threads + ACCUMULATORS + 2,
        sums ->
            overBlocks(
                sums,
                threads,
                (machine, register, block) -> {
                  for (int thread = 0; thread < threads; thread++) {
                    innerThread(machine, register + thread, terms, thread, block, threads);
                  }
                  tree(machine, register);
                },
                machine -> tree(machine, 0)));
  }

  /** One thread of one block; vectors of four where there are many terms. */
  private void innerThread(
      PartialSums sums, int register, int terms, int thread, int block, int threads) {
    int step = threads * blocks;
    int first = thread + threads * block;
    if (terms <= LEAST_VECTORISED) {
      strided(sums, register, terms, first, step);
      return;
    }
    int vectors = terms / ACCUMULATORS;
    for (int q = 0; q < ACCUMULATORS; q++) {
      sums.zero(register + q);
      if (first < vectors) {
        int start = ACCUMULATORS * first + q;
        sums.addLeaves(register + q, start, ACCUMULATORS * vectors, ACCUMULATORS * step);
      }
    }
    int tail = ACCUMULATORS * vectors + thread;
    if (block == 0 && thread < width && tail < terms) {
      sums.addLeaves(register, tail, tail + 1, 1);
    }
    for (int q = 1; q < ACCUMULATORS; q++) {
      sums.combine(register, register + q);
    }
  }

  /** The schedule of a sum down a column. */
  Schedule outer(int terms) {
    int threads = splitsY ? height : 1;
    return new ProfileTree(
        2 * threads + ACCUMULATORS + 2,
        sums ->
            overBlocks(
                sums,
                threads,
                (machine, register, block) -> {
                  for (int thread = 0; thread < threads; thread++) {
                    strided(
                        machine,
                        register + thread,
                        terms,
                        thread + threads * block,
                        threads * blocks);
                  }
                  halves(machine, register, threads, 1);
                },
                machine -> halves(machine, 0, threads, 1)));
  }

  /** Four accumulators take turns over every {@code step}-th term. */
  private static void strided(PartialSums sums, int register, int terms, int first, int step) {
    for (int q = 0; q < ACCUMULATORS; q++) {
      sums.zero(register + q);
      int start = first + q * step;
      if (start < terms) {
        sums.addLeaves(register + q, start, terms, ACCUMULATORS * step);
      }
    }
    for (int q = 1; q < ACCUMULATORS; q++) {
      sums.combine(register, register + q);
    }
  }

  /** Leaves the sum of one block in a register and uses those above it. */
  @FunctionalInterface
  private interface BlockSum {
    void into(PartialSums sums, int register, int block);
  }

  /** Blocks leave partial sums, which the threads of the last one add up. */
  private void overBlocks(
      PartialSums sums, int threads, BlockSum blockSum, Consumer<PartialSums> last) {
    if (blocks == 1) {
      blockSum.into(sums, 0, 0);
      return;
    }
    for (int thread = 0; thread < threads; thread++) {
      sums.zero(thread);
      for (int block = thread; block < blocks; block += threads) {
        blockSum.into(sums, threads, block);
        sums.combine(thread, threads);
      }
    }
    last.accept(sums);
  }

  /** The threads of a block: those along y in halves, then those along x. */
  private void tree(PartialSums sums, int register) {
    if (splitsY) {
      for (int x = 0; x < width; x++) {
        halves(sums, register + x, height, width);
      }
    }
    int left = width;
    while (left > WARP) {
      left /= 2;
      for (int x = 0; x < left; x++) {
        sums.combine(register + x, register + x + left);
      }
    }
    for (int offset = 1; offset < left; offset *= 2) {
      for (int x = 0; x < left; x += 2 * offset) {
        sums.combine(register + x, register + x + offset);
      }
    }
  }

  /** The lower half takes the upper one, until one is left. */
  private static void halves(PartialSums sums, int register, int count, int stride) {
    for (int half = count / 2; half >= 1; half /= 2) {
      for (int i = 0; i < half; i++) {
        sums.combine(register + i * stride, register + (i + half) * stride);
      }
    }
  }
}
