package dev.gradaudit.compare;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.ElementBits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Goes over all pairs of elements, block by block, in parts that workers take one after the other.
 */
final class PairScan {
  /** Bytes of a tensor that a worker takes at a time. */
  private static final long PART_BYTES = 8L << 20;

  /** So few are looked at one by one. */
  private static final int FEW = 32;

  private final ElementBits from;
  private final ElementBits to;
  private final long elements;
  private final long part;
  private final int workers;

  PairScan(ElementBits from, ElementBits to, int workers) {
    this(from, to, workers, PART_BYTES / from.dtype().bytes());
  }

  /**
   * @param part elements that a worker takes at a time, where reading can begin anywhere
   */
  PairScan(ElementBits from, ElementBits to, int workers, long part) {
    this.from = from;
    this.to = to;
    this.elements = from.shape().size();
    boolean seekable = from.seekable() && to.seekable();
    this.part = seekable ? part : Math.max(1, elements);
    long parts = (elements + this.part - 1) / this.part;
    this.workers = (int) Math.max(1, Math.min(workers, parts));
  }

  /** Looks at a block of pairs. */
  @FunctionalInterface
  interface Look<T> {
    void at(
        BlockComparison blocks, long position, ByteBuffer from, ByteBuffer to, int count, T into);
  }

  /**
   * What all blocks add up to.
   *
   * @param start makes an empty sum, for one thread
   * @param merge adds a sum to another, in whatever order
   */
  <T> T run(Supplier<T> start, Look<T> look, BiConsumer<T, T> merge) throws IOException {
    AtomicLong next = new AtomicLong();
    if (workers == 1) {
      return work(start.get(), look, next);
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(
            workers,
            task -> {
              Thread thread = new Thread(task, "compare");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<T>> sums = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        sums.add(pool.submit(() -> work(start.get(), look, next)));
      }
      T total = start.get();
      for (Future<T> sum : sums) {
        merge.accept(total, sum.get());
      }
      return total;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException reason) {
        throw reason;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private <T> T work(T sum, Look<T> look, AtomicLong next) throws IOException {
    BlockComparison blocks = blocks();
    for (long first = next.getAndAdd(part); first < elements; first = next.getAndAdd(part)) {
      long end = Math.min(elements, first + part);
      try (ElementBits.Reader a = from.open(first, end);
          ElementBits.Reader b = to.open(first, end)) {
        for (long position = first; position < end; position += BlockComparison.LENGTH) {
          int count = (int) Math.min(BlockComparison.LENGTH, end - position);
          look.at(blocks, position, a.next(count), b.next(count), count, sum);
        }
      }
    }
    return sum;
  }

  private BlockComparison blocks() {
    DType dtype = from.dtype();
    if (elements <= FEW || !dtype.isFloating()) {
      return new SinglePairs(dtype);
    }
    int length = (int) Math.min(elements, BlockComparison.LENGTH);
    int exactlyCounted = PairFigures.exactlyCounted(elements);
    return dtype == DType.FLOAT64
        ? new WideBlocks(length, exactlyCounted)
        : new NarrowBlocks(dtype, length, exactlyCounted);
  }
}
