package dev.gradaudit.benchmark;

import dev.gradaudit.compare.TensorComparison;
import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensorfile.StoredTensor;
import dev.gradaudit.tensorfile.TensorFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The comparison of two files against copying one of them in memory, in turn, so that both see the
 * same machine. Prints the medians, and how fast the comparison is as a part of the copy's speed.
 * The files are in the page cache. Numbers are normal, and up to 3 ULPs apart.
 */
public final class CompareBenchmark {
  private static final int ROUNDS = 15;
  private static final int WARM_UP = 4;
  private static final int BLOCK = 1 << 20;

  private CompareBenchmark() {}

  /**
   * @param arguments MiB of each file; 1024 unless stated
   */
  public static void main(String[] arguments) throws IOException {
    long bytes = (arguments.length > 0 ? Long.parseLong(arguments[0]) : 1024) << 20;
    Path folder = Files.createTempDirectory("gradaudit-compare");
    Path from = folder.resolve("from.npy");
    Path to = folder.resolve("to.npy");
    try {
      for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.FLOAT16)) {
        write(dtype, bytes, 0, from);
        write(dtype, bytes, 3, to);
        measure(dtype, bytes, from, to);
      }
    } finally {
      Files.deleteIfExists(from);
      Files.deleteIfExists(to);
      Files.delete(folder);
    }
  }

  private static void measure(DType dtype, long bytes, Path from, Path to) throws IOException {
    byte[] source = new byte[(int) Math.min(bytes / 2, 1 << 29)];
    byte[] target = new byte[source.length];
    Arrays.fill(source, (byte) 1);
    Arrays.fill(target, (byte) 2);
    int[] workers = {1, Runtime.getRuntime().availableProcessors()};
    double[] copies = new double[ROUNDS];
    double[][] comparisons = new double[workers.length][ROUNDS];
    StoredTensor a = TensorFile.open(from, from.toString()).tensors().get(0);
    StoredTensor b = TensorFile.open(to, to.toString()).tensors().get(0);
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (long copied = 0; copied < bytes; copied += source.length) {
        System.arraycopy(source, 0, target, 0, source.length);
      }
      double copy = seconds(start);
      for (int i = 0; i < workers.length; i++) {
        start = System.nanoTime();
        if (TensorComparison.compare(a, b, workers[i]).identical()) {
          throw new IllegalStateException("the files are the same");
        }
        if (round >= 0) {
          comparisons[i][round] = seconds(start);
          copies[round] = copy;
        }
      }
    }
    double copy = median(copies);
    for (int i = 0; i < workers.length; i++) {
      double comparison = median(comparisons[i]);
      System.out.printf(
          Locale.ROOT,
          "%-8s %d MiB  copy %.3f s  compare with %d workers %.3f s  %.2f of the copy's speed%n",
          dtype.label(),
          bytes >> 20,
          copy,
          workers[i],
          comparison,
          copy / comparison);
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Numbers of a counter-based generator, moved by up to some ULPs. */
  private static void write(DType dtype, long bytes, int ulps, Path file) throws IOException {
    CounterRandom random = CounterRandom.of(1, "elements");
    int width = dtype.bytes();
    String header =
        "{'descr': '<f%d', 'fortran_order': False, 'shape': (%d,), }"
            .replaceFirst("%d", String.valueOf(width))
            .replaceFirst("%d", String.valueOf(bytes / width));
    String padded = header + " ".repeat(117 - header.length()) + "\n";
    ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    long position = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
      out.write(padded.getBytes(StandardCharsets.US_ASCII));
      for (long written = 0; written < bytes; written += BLOCK) {
        block.clear();
        while (block.hasRemaining()) {
          long draw = random.bits(position++);
          // A significand and a sign at random, in a few binades.
          int shift = (int) (draw >>> 58) % (2 * ulps + 1);
          long move = ulps == 0 ? 0 : shift - ulps;
          switch (dtype) {
            case FLOAT64 ->
                block.putLong((draw & 0x803fffffffffffffL | 0x3fc0000000000000L) + move);
            case FLOAT16 -> block.putShort((short) ((draw & 0x8fff | 0x3000) + move));
            default -> block.putInt((int) ((draw & 0x81ffffff | 0x3e000000) + move));
          }
        }
        out.write(block.array());
      }
    }
  }
}
