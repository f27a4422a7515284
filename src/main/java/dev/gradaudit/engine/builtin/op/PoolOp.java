package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Arguments;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Largest elements and means of windows of images {@code [..., H, W]}. Of equal largest elements
 * the first in row-major order takes the gradient, a NaN before all others; where windows overlap,
 * what comes back to an element is summed.
 */
final class PoolOp implements DifferentiableOp {
  /** What is computed of each window. */
  private enum Pool {
    MAX,
    MEAN,
    ADAPTIVE_MEAN
  }

  private final Signature signature;
  private final Pool pool;

  private PoolOp(Signature signature, Pool pool) {
    this.signature = signature;
    this.pool = pool;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    Parameter kernel = Parameter.required("kernel_size", Kind.DIMS);
    Parameter stride = Parameter.optional("stride", Kind.DIMS, Argument.none());
    Parameter padding = Parameter.optional("padding", Kind.DIMS, Argument.of(0));
    Parameter ceil = Signatures.flag("ceil_mode", false);
    return List.of(
        new PoolOp(
            Signatures.of(
                "max_pool2d",
                "the largest element of each window; the first of equals gets the gradient",
                Signatures.INPUT,
                kernel,
                stride,
                padding,
                Parameter.optional("dilation", Kind.DIMS, Argument.of(1)),
                ceil),
            Pool.MAX),
        new PoolOp(
            Signatures.of(
                "avg_pool2d",
                "the mean of each window",
                Signatures.INPUT,
                kernel,
                stride,
                padding,
                ceil,
                Signatures.flag("count_include_pad", true),
                Parameter.optional("divisor_override", Kind.INT, Argument.none())),
            Pool.MEAN),
        new PoolOp(
            Signatures.of(
                "adaptive_avg_pool2d",
                "means of windows that divide an image into output_size parts",
                Signatures.INPUT,
                Parameter.required("output_size", Kind.DIMS_OR_NONE)),
            Pool.ADAPTIVE_MEAN));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  /** The windows of an image: which elements each has, and what its sum is divided by. */
  private record Windows(int[] out, int[][] rows, int[][] columns, int[][] divisors) {
    int count() {
      return out[0] * out[1];
    }
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = Checks.floating(call, "input");
    Shape x = input.shape();
    if (x.rank() < 3 || x.rank() > 4) {
      throw new InvalidCallException("input", "needs [N, C, H, W] or [C, H, W], but it is " + x);
    }
    int[] extents = x.extents();
    int[] out = windows(call.arguments(), x).out();
    extents[x.rank() - 2] = out[0];
    extents[x.rank() - 1] = out[1];
    return new TensorType(input.dtype(), Shape.of(extents));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    Windows windows = windows(operands.arguments(), x.shape());
    if (pool != Pool.MAX) {
      int[][] terms = terms(x.shape(), windows);
      Value elements = math.gather(x, terms[0], Shape.of(terms[0].length));
      Value sums = math.scatterAdd(elements, terms[1], operands.resultShape(), "window");
      return math.div(sums, divisors(math, operands, windows));
    }
    int[] table = table(x.shape(), windows);
    int results = Math.toIntExact(operands.resultShape().size());
    Value lowest = math.scalar(x.dtype(), Double.NEGATIVE_INFINITY);
    Shape block = Shape.of(results == 0 ? 0 : table.length / results, results);
    Value elements = math.gather(math.concat(List.of(x, lowest)), table, block);
    Value chosen = operands.save(math.argmax(elements, new int[] {0}, false));
    Value picked = math.gather(x, winners(operands, table), operands.resultShape());
    return math.chosenBy(chosen, picked);
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value x = operands.get("input");
    Windows windows = windows(operands.arguments(), x.shape());
    if (pool == Pool.MAX) {
      int[] winners = winners(operands, table(x.shape(), windows));
      return math.chosenBy(operands.saved(), math.scatterAdd(grad, winners, x.shape(), ""));
    }
    int[][] terms = terms(x.shape(), windows);
    Value share = math.div(grad, divisors(math, operands, windows));
    Value each = math.gather(share, terms[1], Shape.of(terms[1].length));
    return math.scatterAdd(each, terms[0], x.shape(), "");
  }

  /** For each window the position of the element that was chosen. */
  private static int[] winners(Operands operands, int[] table) {
    LongTensor chosen = (LongTensor) operands.saved().tensor();
    int[] winners = new int[chosen.size()];
    for (int i = 0; i < winners.length; i++) {
      winners[i] = table[(int) chosen.values()[i] * winners.length + i];
    }
    return winners;
  }

  /** The elements of all windows, {@code [taps, windows]}; padding is the position behind x. */
  private static int[] table(Shape x, Windows windows) {
    int height = x.extent(x.rank() - 2);
    int width = x.extent(x.rank() - 1);
    int size = Math.toIntExact(x.size());
    int planes = height * width == 0 ? 0 : size / (height * width);
    int taps = windows.rows()[0].length * windows.columns()[0].length;
    int results = planes * windows.count();
    int[] table = new int[Math.multiplyExact(taps, results)];
    for (int plane = 0; plane < planes; plane++) {
      for (int place = 0; place < windows.count(); place++) {
        int[] rows = windows.rows()[place / windows.out()[1]];
        int[] columns = windows.columns()[place % windows.out()[1]];
        for (int tap = 0; tap < taps; tap++) {
          int row = rows[tap / columns.length];
          int column = columns[tap % columns.length];
          boolean inside = row >= 0 && row < height && column >= 0 && column < width;
          table[tap * results + plane * windows.count() + place] =
              inside ? (plane * height + row) * width + column : size;
        }
      }
    }
    return table;
  }

  /** For each element of each window: its position, and that of the window. */
  private static int[][] terms(Shape x, Windows windows) {
    int height = x.extent(x.rank() - 2);
    int width = x.extent(x.rank() - 1);
    int size = Math.toIntExact(x.size());
    int planes = height * width == 0 ? 0 : size / (height * width);
    int[][] terms = {new int[16], new int[16]};
    int count = 0;
    for (int plane = 0; plane < planes; plane++) {
      for (int place = 0; place < windows.count(); place++) {
        for (int row : windows.rows()[place / windows.out()[1]]) {
          for (int column : windows.columns()[place % windows.out()[1]]) {
            if (row >= 0 && row < height && column >= 0 && column < width) {
              if (count == terms[0].length) {
                terms[0] = Arrays.copyOf(terms[0], 2 * count);
                terms[1] = Arrays.copyOf(terms[1], 2 * count);
              }
              terms[0][count] = (plane * height + row) * width + column;
              terms[1][count++] = plane * windows.count() + place;
            }
          }
        }
      }
    }
    return new int[][] {Arrays.copyOf(terms[0], count), Arrays.copyOf(terms[1], count)};
  }

  private static Value divisors(Arithmetic math, Operands operands, Windows windows) {
    Shape shape = Shape.of(windows.out());
    return math.constant(
        Tensors.generated(
            operands.dtype(),
            shape,
            i -> windows.divisors()[(int) i / windows.out()[1]][(int) i % windows.out()[1]]));
  }

  private Windows windows(Arguments arguments, Shape x) {
    int[] in = {x.extent(x.rank() - 2), x.extent(x.rank() - 1)};
    return pool == Pool.ADAPTIVE_MEAN ? adaptive(arguments, in) : moving(arguments, in);
  }

  private static Windows adaptive(Arguments arguments, int[] in) {
    List<Argument> given = arguments.items("output_size");
    int[] out = new int[2];
    for (int dim = 0; dim < 2; dim++) {
      Argument size = given.size() == 1 ? given.get(0) : given.size() == 2 ? given.get(dim) : null;
      if (size == null) {
        throw new InvalidCallException(
            "output_size", "needs one int or 2 of them, but got " + given.size());
      }
      // None keeps the extent.
      out[dim] = size instanceof Argument.Num number ? (int) number.value() : in[dim];
      if (out[dim] < 1) {
        throw new InvalidCallException(
            "output_size", "has to be at least 1, but it is " + out[dim]);
      }
    }
    int[][][] members = new int[2][][];
    for (int dim = 0; dim < 2; dim++) {
      members[dim] = new int[out[dim]][];
      for (int place = 0; place < out[dim]; place++) {
        int from = (int) ((long) place * in[dim] / out[dim]);
        int to = (int) (((long) (place + 1) * in[dim] + out[dim] - 1) / out[dim]);
        members[dim][place] = IntStream.range(from, to).toArray();
      }
    }
    int[][] divisors = new int[out[0]][out[1]];
    for (int row = 0; row < out[0]; row++) {
      for (int column = 0; column < out[1]; column++) {
        divisors[row][column] = members[0][row].length * members[1][column].length;
      }
    }
    return new Windows(out, members[0], members[1], divisors);
  }

  private Windows moving(Arguments arguments, int[] in) {
    int[] kernel = Window.pair(arguments, "kernel_size", 2, 1, 1);
    int[] stride = arguments.isNone("stride") ? kernel : Window.pair(arguments, "stride", 2, 1, 1);
    int[] padding = Window.pair(arguments, "padding", 2, 0, 0);
    int[] dilation =
        pool == Pool.MAX ? Window.pair(arguments, "dilation", 2, 1, 1) : new int[] {1, 1};
    Window window = new Window(kernel, stride, padding, dilation);
    int[] out = new int[2];
    int[][][] members = new int[2][][];
    int[][] paddedLength = new int[2][];
    int[][] insideLength = new int[2][];
    for (int dim = 0; dim < 2; dim++) {
      if (padding[dim] > kernel[dim] / 2) {
        throw new InvalidCallException(
            "padding", "padding is at most half of the window, " + kernel[dim] / 2);
      }
      out[dim] = places(window, dim, in[dim], arguments.flag("ceil_mode"));
      if (out[dim] <= 0) {
        throw new InvalidCallException(
            "kernel_size", "the window is larger than the padded extent " + in[dim]);
      }
      members[dim] = new int[out[dim]][kernel[dim]];
      paddedLength[dim] = new int[out[dim]];
      insideLength[dim] = new int[out[dim]];
      for (int place = 0; place < out[dim]; place++) {
        for (int element = 0; element < kernel[dim]; element++) {
          int at = window.at(dim, place, element);
          members[dim][place][element] = at;
          paddedLength[dim][place] += at < in[dim] + padding[dim] ? 1 : 0;
          insideLength[dim][place] += at >= 0 && at < in[dim] ? 1 : 0;
        }
      }
    }
    int[][] divisors = new int[out[0]][out[1]];
    boolean padded = pool == Pool.MAX || arguments.flag("count_include_pad");
    int[][] lengths = padded ? paddedLength : insideLength;
    boolean fixed = pool == Pool.MEAN && !arguments.isNone("divisor_override");
    if (fixed && arguments.integer("divisor_override") == 0) {
      throw new InvalidCallException("divisor_override", "must not be 0");
    }
    for (int row = 0; row < out[0]; row++) {
      for (int column = 0; column < out[1]; column++) {
        divisors[row][column] =
            fixed ? arguments.integer("divisor_override") : lengths[0][row] * lengths[1][column];
      }
    }
    return new Windows(out, members[0], members[1], divisors);
  }

  /** With ceil_mode also a window that goes over the end, if it begins inside or in the padding. */
  private static int places(Window window, int dim, int extent, boolean ceil) {
    int places = window.places(dim, extent);
    int room = extent + 2 * window.padding()[dim] - window.reach(dim);
    if (ceil && room > 0 && room % window.stride()[dim] != 0) {
      boolean begins = places * window.stride()[dim] < extent + window.padding()[dim];
      return begins ? places + 1 : places;
    }
    return places;
  }
}
