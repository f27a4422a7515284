package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.DType;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** An input of a recorded result, made again from its seed by SplitMix64. */
record RecordedInput(DType dtype, int[] shape, double[] values, int[] indices, String checksum) {
  static List<RecordedInput> all(JsonNode vector, DType dtype) {
    List<RecordedInput> inputs = new ArrayList<>();
    vector.path("inputs").forEach(input -> inputs.add(of(input, dtype)));
    return inputs;
  }

  private static RecordedInput of(JsonNode input, DType dtype) {
    Draws draws = new Draws(input.path("seed").asLong(), dtype);
    if (input.has("indices")) {
      int[] indices = new int[input.path("count").asInt()];
      for (int i = 0; i < indices.length; i++) {
        indices[i] = (int) Long.remainderUnsigned(draws.next(), input.path("V").asLong());
      }
      return new RecordedInput(dtype, new int[] {indices.length}, new double[0], indices, "");
    }
    List<Integer> extents = new ArrayList<>();
    input.path("shape").forEach(extent -> extents.add(extent.asInt()));
    int size = extents.stream().reduce(1, (a, b) -> a * b);
    double[] values = draws.values(input.path("gen").asString(""), size);
    return new RecordedInput(
        dtype,
        extents.stream().mapToInt(Integer::intValue).toArray(),
        values,
        new int[0],
        input.path("checksum").asString(""));
  }

  /** The generator is right: its numbers have the checksum that was recorded. */
  void check() {
    if (checksum.isEmpty()) {
      return;
    }
    long sum = 0;
    for (int i = 0; i < values.length; i++) {
      long bits =
          dtype == DType.FLOAT32
              ? Float.floatToRawIntBits((float) values[i]) & 0xFFFFFFFFL
              : Double.doubleToRawLongBits(values[i]);
      sum += bits * (2L * i + 1);
    }
    assertThat(String.format("%016x", sum)).isEqualTo(checksum);
  }

  private static final class Draws {
    private final DType dtype;
    private long state;

    Draws(long seed, DType dtype) {
      this.state = seed;
      this.dtype = dtype;
    }

    long next() {
      state += 0x9E3779B97F4A7C15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      return z ^ (z >>> 31);
    }

    private double unit() {
      return dtype == DType.FLOAT32
          ? ((next() >>> 40) - (1L << 23)) * 0x1p-23
          : ((next() >>> 11) - (1L << 52)) * 0x1p-52;
    }

    private double wide() {
      double mantissa = unit();
      int exponent = (int) ((next() >>> 33) % 61) - 30;
      return Math.scalb(mantissa, exponent);
    }

    double[] values(String generator, int size) {
      double[] values = new double[size];
      switch (generator) {
        case "unit" -> {
          for (int i = 0; i < size; i++) {
            values[i] = unit();
          }
        }
        case "wide" -> {
          for (int i = 0; i < size; i++) {
            values[i] = wide();
          }
        }
        case "cancel" -> {
          int half = (size + 1) / 2;
          for (int i = 0; i < half; i++) {
            values[i] = wide();
          }
          for (int i = half; i < size; i++) {
            values[i] = -values[i - half];
          }
          for (int i = size - 1; i >= 1; i--) {
            int j = (int) Long.remainderUnsigned(next(), i + 1);
            double swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
          }
        }
        default -> throw new IllegalArgumentException(generator);
      }
      return values;
    }
  }
}
