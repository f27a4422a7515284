package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Computes recorded results with the profile of their library, site by site as the engine does. */
final class RecordedSums {
  private final JsonNode vector;
  private final List<RecordedInput> inputs;
  private final DType dtype;
  private final Summation summation;
  private final int threads;

  RecordedSums(JsonNode vector, List<RecordedInput> inputs, int threads, boolean reference)
      throws OrderSyntaxException {
    this.vector = vector;
    this.inputs = inputs;
    this.dtype = vector.path("dtype").asString("").equals("f32") ? DType.FLOAT32 : DType.FLOAT64;
    this.threads = threads;
    Order order = recorded();
    this.summation =
        reference ? Summation.reference(order, threads, 0) : new Summation(order, threads, 0);
  }

  private Order recorded() throws OrderSyntaxException {
    JsonNode params = vector.path("params");
    return switch (vector.path("op").asString("")) {
      case "nccl_ring", "ddp_mean_ring" ->
          BatchProfile.ring(ranks(), params.path("chunk_elements").asInt() * dtype.bytes());
      case "nccl_tree" -> BatchProfile.tree(ranks(), params.path("tree").asInt() == 1);
      default -> Orders.parse(order());
    };
  }

  private int ranks() {
    return inputs.get(0).shape()[0];
  }

  /** One term for each rank. */
  private double[] ranksSum(double scale) {
    int ranks = ranks();
    int sums = inputs.get(0).shape()[1];
    double[] block = inputs.get(0).values().clone();
    for (int i = 0; i < block.length; i++) {
      block[i] = dtype.round(block[i] * dtype.round(scale));
    }
    Layout layout = new Layout(List.of(ranks, sums), List.of(0));
    return block(
        site("linear", "grad of bias", SiteKind.BROADCAST, layout, ranks, sums, false), block);
  }

  private String order() {
    String op = vector.path("op").asString("");
    JsonNode params = vector.path("params");
    return switch (vector.path("library").asString("")) {
      case "numpy", "openblas(numpy)" -> "numpy";
      case "simulated" ->
          switch (op) {
            case "cuda_sum", "cuda_sum_dim0" -> "cuda-reduce:" + params.path("sms").asInt();
            default -> throw new IllegalArgumentException(op);
          };
      default ->
          switch (vector.path("mkl_cbwr").asString("")) {
            case "AVX512,STRICT" -> "torch-cpu-strict";
            case "AVX2,STRICT" -> "mkl-strict-avx2";
            default -> "torch-cpu";
          };
    };
  }

  Map<String, double[]> results() {
    return switch (vector.path("op").asString("")) {
      case "sum", "cuda_sum", "cuda_sum_dim0" -> Map.of("", sum());
      case "mean" -> Map.of("", mean());
      case "nccl_ring", "nccl_tree" -> Map.of("", ranksSum(1));
      case "ddp_mean_ring" -> Map.of("", ranksSum(1.0 / ranks()));
      case "matmul" -> Map.of("", matmul());
      case "dot" -> Map.of("", dot());
      case "linear" -> linear();
      case "fanout" -> Map.of("", fanOut());
      case "embedding_backward" -> Map.of("", embedding());
      default -> throw new IllegalArgumentException(vector.path("op").asString(""));
    };
  }

  private double[] mean() {
    double[] sum = sum();
    for (int i = 0; i < sum.length; i++) {
      sum[i] = dtype.round(sum[i] / inputs.get(0).values().length);
    }
    return sum;
  }

  private double[] sum() {
    int[] shape = inputs.get(0).shape();
    List<Integer> extents = new ArrayList<>();
    List<Integer> strides = new ArrayList<>();
    int offset = 0;
    int stride = 1;
    for (int dim = shape.length - 1; dim >= 0; dim--) {
      JsonNode view = vector.path("view").path(dim == 0 ? "rows" : "cols");
      int from = view.isArray() ? view.path(0).asInt() : 0;
      int to = view.isArray() ? view.path(1).asInt() : shape[dim];
      extents.add(0, to - from);
      strides.add(0, stride);
      offset += from * stride;
      stride *= shape[dim];
    }
    List<Integer> reduced = new ArrayList<>();
    if (vector.path("axis").isArray()) {
      vector.path("axis").forEach(axis -> reduced.add(axis.asInt()));
    } else if (vector.path("op").asString("").equals("cuda_sum_dim0")) {
      reduced.add(0);
    } else {
      for (int dim = 0; dim < shape.length; dim++) {
        reduced.add(dim);
      }
    }
    return sum(extents, strides, offset, reduced);
  }

  private double[] sum(
      List<Integer> extents, List<Integer> strides, int offset, List<Integer> reduced) {
    List<Integer> kept = new ArrayList<>();
    for (int dim = 0; dim < extents.size(); dim++) {
      if (!reduced.contains(dim)) {
        kept.add(dim);
      }
    }
    int terms = product(extents, reduced);
    int sums = product(extents, kept);
    double[] block = new double[terms * sums];
    for (int term = 0; term < terms; term++) {
      for (int sum = 0; sum < sums; sum++) {
        int at =
            offset + place(term, reduced, extents, strides) + place(sum, kept, extents, strides);
        block[term * sums + sum] = inputs.get(0).values()[at];
      }
    }
    Layout layout = new Layout(extents, reduced, List.of(), strides);
    return block(site("sum", "forward", SiteKind.SUM, layout, terms, sums, false), block);
  }

  private static int product(List<Integer> extents, List<Integer> dims) {
    int product = 1;
    for (int dim : dims) {
      product *= extents.get(dim);
    }
    return product;
  }

  private static int place(
      int index, List<Integer> dims, List<Integer> extents, List<Integer> strides) {
    int place = 0;
    for (int i = dims.size() - 1; i >= 0; i--) {
      int extent = extents.get(dims.get(i));
      place += index % extent * strides.get(dims.get(i));
      index /= extent;
    }
    return place;
  }

  private Site site(
      String op, String role, SiteKind kind, Layout layout, int terms, int sums, boolean products) {
    return new Site(new SiteKey(0, op, role, "", 1, 1), kind, layout, dtype, terms, sums, products);
  }

  /** The profiles of matrix products know no other sums. */
  private double[] torch(Site site, double[] block) {
    Summation torch = new Summation(TorchProfile.NATIVE, threads, 0);
    return dtype == DType.FLOAT32
        ? doubles(torch.sumBlock(site, floats(block)))
        : torch.sumBlock(site, block);
  }

  private double[] block(Site site, double[] block) {
    return dtype == DType.FLOAT32
        ? doubles(summation.sumBlock(site, floats(block)))
        : summation.sumBlock(site, block);
  }

  private double[] product(
      String op, String role, double[] a, double[] b, int m, int k, int n, SiteKind kind) {
    Layout layout = new Layout(List.of(1, m, n, k), List.of(3));
    Site site = site(op, role, kind, layout, k, m * n, true);
    if (dtype == DType.FLOAT32) {
      float[][] left = new float[m][];
      float[][] right = new float[k][];
      for (int i = 0; i < m; i++) {
        left[i] = floats(java.util.Arrays.copyOfRange(a, i * k, i * k + k));
      }
      for (int i = 0; i < k; i++) {
        right[i] = floats(java.util.Arrays.copyOfRange(b, i * n, i * n + n));
      }
      return doubles(summation.sumProducts(site, left, right));
    }
    double[][] left = new double[m][];
    double[][] right = new double[k][];
    for (int i = 0; i < m; i++) {
      left[i] = java.util.Arrays.copyOfRange(a, i * k, i * k + k);
    }
    for (int i = 0; i < k; i++) {
      right[i] = java.util.Arrays.copyOfRange(b, i * n, i * n + n);
    }
    return summation.sumProducts(site, left, right);
  }

  private double[] matmul() {
    RecordedInput a = inputs.get(0);
    RecordedInput b = inputs.get(1);
    boolean right = vector.path("transB").asBoolean();
    boolean left = vector.path("transA").asBoolean();
    // The roles in which the library gets transposed operands.
    String role = right ? "grad of input" : left ? "grad of other" : "forward";
    return product(
        "matmul",
        role,
        a.values(),
        b.values(),
        a.shape()[0],
        a.shape()[1],
        b.shape()[1],
        SiteKind.MATMUL);
  }

  private double[] dot() {
    int k = inputs.get(0).shape()[0];
    return product(
        "matmul",
        "forward",
        inputs.get(0).values(),
        inputs.get(1).values(),
        1,
        k,
        1,
        SiteKind.MATMUL);
  }

  private Map<String, double[]> linear() {
    RecordedInput x = inputs.get(0);
    RecordedInput w = inputs.get(1);
    RecordedInput bias = inputs.get(2);
    RecordedInput g = inputs.get(3);
    int rows = x.shape()[0];
    int in = x.shape()[1];
    int out = w.shape()[0];
    double[] wt = transposed(w.values(), out, in);
    Map<String, double[]> results = new LinkedHashMap<>();
    Site plain =
        site(
            "linear",
            "forward",
            SiteKind.MATMUL,
            new Layout(List.of(1, rows, out, in), List.of(3)),
            in,
            rows * out,
            true);
    double[] y;
    if (summation.startsFromBias(plain)) {
      double[] left = new double[rows * (in + 1)];
      double[] right = new double[(in + 1) * out];
      for (int i = 0; i < rows; i++) {
        left[i * (in + 1)] = 1;
        System.arraycopy(x.values(), i * in, left, i * (in + 1) + 1, in);
      }
      System.arraycopy(bias.values(), 0, right, 0, out);
      System.arraycopy(wt, 0, right, out, in * out);
      y = product("linear", "forward", left, right, rows, in + 1, out, SiteKind.LINEAR);
    } else {
      y = product("linear", "forward", x.values(), wt, rows, in, out, SiteKind.MATMUL);
      for (int i = 0; i < y.length; i++) {
        y[i] = dtype.round(y[i] + bias.values()[i % out]);
      }
    }
    results.put("y", y);
    results.put(
        "grad_x",
        product("linear", "grad of input", g.values(), w.values(), rows, out, in, SiteKind.MATMUL));
    results.put(
        "grad_w",
        product(
            "linear",
            "grad of weight",
            transposed(g.values(), rows, out),
            x.values(),
            out,
            rows,
            in,
            SiteKind.MATMUL));
    Layout layout = new Layout(List.of(rows, out), List.of(0));
    results.put(
        "grad_b",
        torch(
            site("linear", "grad of bias", SiteKind.BROADCAST, layout, rows, out, false),
            g.values()));
    return results;
  }

  private static double[] transposed(double[] matrix, int rows, int columns) {
    double[] transposed = new double[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        transposed[j * rows + i] = matrix[i * columns + j];
      }
    }
    return transposed;
  }

  private double[] fanOut() {
    int terms = inputs.size() - 1;
    int sums = inputs.get(0).values().length;
    double[] block = new double[terms * sums];
    List<Integer> groups = new ArrayList<>();
    for (int term = 0; term < terms; term++) {
      System.arraycopy(inputs.get(term + 1).values(), 0, block, term * sums, sums);
      groups.add(1);
    }
    Layout layout = new Layout(List.of(terms, sums), List.of(0), groups);
    return block(site("x", "fan-out", SiteKind.FAN_OUT, layout, terms, sums, false), block);
  }

  private double[] embedding() {
    int[] indices = inputs.get(0).indices();
    int rows = inputs.get(1).shape()[0];
    int columns = inputs.get(1).shape()[1];
    double[] result = new double[rows * columns];
    for (int row = 0; row < rows; row++) {
      List<Integer> uses = new ArrayList<>();
      for (int i = 0; i < indices.length; i++) {
        if (indices[i] == row) {
          uses.add(i);
        }
      }
      double[] block = new double[uses.size() * columns];
      for (int i = 0; i < uses.size(); i++) {
        System.arraycopy(
            inputs.get(2).values(), uses.get(i) * columns, block, i * columns, columns);
      }
      Layout layout = new Layout(List.of(uses.size(), columns), List.of(0));
      double[] sums =
          block(
              site(
                  "embedding",
                  "grad of weight",
                  SiteKind.SCATTER,
                  layout,
                  uses.size(),
                  columns,
                  false),
              block);
      System.arraycopy(sums, 0, result, row * columns, columns);
    }
    return result;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
