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
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Images {@code [N, C, H, W]} (or lengths {@code [N, C, L]}) at another size. Bilinear: first along
 * the width, then along the height, each a·x + b·y. Backward sums the weighted gradients that come
 * back to a pixel: those of the upper left corners first, then upper right, lower left, lower
 * right.
 */
final class InterpolateOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.of(
        "interpolate",
        "images at another size; mode 'nearest', 'linear' or 'bilinear'",
        Signatures.INPUT,
        Parameter.optional("size", Kind.DIMS, Argument.none()),
        Parameter.optional("scale_factor", Kind.NUMBER, Argument.none()),
        Parameter.optional("mode", Kind.STRING, Argument.of("nearest")),
        Parameter.optional("align_corners", Kind.BOOL, Argument.none()));
  }

  /** For one dimension: the two pixels that each place lies between, and how near the second. */
  private record Axis(int[] first, int[] second, double[] nearness) {}

  @Override
  public TensorType infer(Call call) {
    TensorType input = Checks.floating(call, "input");
    Shape x = input.shape();
    String mode = call.arguments().text("mode");
    boolean known =
        switch (mode) {
          case "nearest" -> x.rank() == 3 || x.rank() == 4;
          case "linear" -> x.rank() == 3;
          case "bilinear" -> x.rank() == 4;
          default ->
              throw new InvalidCallException(
                  "mode", "unknown mode '" + mode + "'", "use 'nearest', 'linear' or 'bilinear'");
        };
    if (!known) {
      throw new InvalidCallException(
          "input", "mode '" + mode + "' is not for an input of shape " + x);
    }
    if (mode.equals("nearest") && !call.arguments().isNone("align_corners")) {
      throw new InvalidCallException("align_corners", "is for 'linear' and 'bilinear'");
    }
    return new TensorType(input.dtype(), result(call.arguments(), x));
  }

  private static Shape result(Arguments arguments, Shape x) {
    boolean sized = !arguments.isNone("size");
    if (sized == !arguments.isNone("scale_factor")) {
      throw new InvalidCallException("size", "needs either size or scale_factor");
    }
    int spatial = x.rank() - 2;
    int[] extents = x.extents();
    int[] size = sized ? Window.pair(arguments, "size", spatial, 1, 1) : new int[2];
    for (int dim = 0; dim < spatial; dim++) {
      double scaled =
          sized
              ? size[2 - spatial + dim]
              : Math.floor(extents[2 + dim] * arguments.real("scale_factor"));
      if (!(scaled >= 1 && scaled <= Integer.MAX_VALUE) || extents[2 + dim] == 0) {
        throw new InvalidCallException(sized ? "size" : "scale_factor", "gives no image from " + x);
      }
      extents[2 + dim] = (int) scaled;
    }
    return Shape.of(extents);
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    Axis height = axis(operands, 0);
    Axis width = axis(operands, 1);
    Shape result = operands.resultShape();
    if (isNearest(operands)) {
      return math.gather(x, positions(operands, height.first(), width.first()), result);
    }
    Value upper = alongWidth(math, operands, height.first(), width);
    Value lower = alongWidth(math, operands, height.second(), width);
    Value weight = weights(math, operands, height, 0);
    Value complement = complement(math, operands, height, 0);
    return math.add(math.mul(upper, complement), math.mul(lower, weight));
  }

  private static Value alongWidth(Arithmetic math, Operands operands, int[] rows, Axis width) {
    Value x = operands.get("input");
    Shape result = operands.resultShape();
    Value left = math.gather(x, positions(operands, rows, width.first()), result);
    Value right = math.gather(x, positions(operands, rows, width.second()), result);
    return math.add(
        math.mul(left, complement(math, operands, width, 1)),
        math.mul(right, weights(math, operands, width, 1)));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Shape shape = operands.get("input").shape();
    Axis height = axis(operands, 0);
    Axis width = axis(operands, 1);
    if (isNearest(operands)) {
      return math.scatterAdd(grad, positions(operands, height.first(), width.first()), shape, "");
    }
    Value upper = math.mul(grad, complement(math, operands, height, 0));
    Value lower = math.mul(grad, weights(math, operands, height, 0));
    List<Value> parts = new ArrayList<>();
    List<int[]> places = new ArrayList<>();
    for (boolean second : new boolean[] {false, true}) {
      Value part = second ? lower : upper;
      int[] rows = second ? height.second() : height.first();
      parts.add(math.mul(part, complement(math, operands, width, 1)));
      places.add(positions(operands, rows, width.first()));
      parts.add(math.mul(part, weights(math, operands, width, 1)));
      places.add(positions(operands, rows, width.second()));
    }
    int[] all = places.stream().flatMapToInt(Arrays::stream).toArray();
    return math.scatterAdd(math.concat(parts), all, shape, "");
  }

  private static boolean isNearest(Operands operands) {
    return operands.arguments().text("mode").equals("nearest");
  }

  /** The weights of the second pixels, broadcast over the other dimension. */
  private static Value weights(Arithmetic math, Operands operands, Axis axis, int dim) {
    return constant(math, operands, dim, axis.nearness());
  }

  private static Value complement(Arithmetic math, Operands operands, Axis axis, int dim) {
    double[] rest = Arrays.stream(axis.nearness()).map(nearness -> 1 - nearness).toArray();
    return constant(math, operands, dim, rest);
  }

  private static Value constant(Arithmetic math, Operands operands, int dim, double[] values) {
    Shape shape = dim == 0 ? Shape.of(values.length, 1) : Shape.of(values.length);
    Value column = math.constant(Tensors.generated(operands.dtype(), shape, i -> values[(int) i]));
    boolean lengths = operands.resultShape().rank() == 3;
    return lengths && dim == 0 ? math.reshape(column, Shape.of(1)) : column;
  }

  /** The pixel in row and column of every place of the result. */
  private static int[] positions(Operands operands, int[] rows, int[] columns) {
    Shape in = operands.get("input").shape();
    int planes = in.extent(0) * in.extent(1);
    int height = in.rank() == 4 ? in.extent(2) : 1;
    int width = in.extent(in.rank() - 1);
    int[] positions = new int[planes * rows.length * columns.length];
    int next = 0;
    for (int plane = 0; plane < planes; plane++) {
      for (int row : rows) {
        for (int column : columns) {
          positions[next++] = (plane * height + row) * width + column;
        }
      }
    }
    return positions;
  }

  private static Axis axis(Operands operands, int dim) {
    Arguments arguments = operands.arguments();
    Shape from = operands.get("input").shape();
    Shape to = operands.resultShape();
    if (from.rank() == 3 && dim == 0) {
      return new Axis(new int[1], new int[1], new double[1]);
    }
    int at = from.rank() - 2 + dim;
    int in = from.extent(at);
    int out = to.extent(at);
    boolean align = !arguments.isNone("align_corners") && arguments.flag("align_corners");
    double scale =
        arguments.isNone("scale_factor") ? (double) in / out : 1 / arguments.real("scale_factor");
    int[] first = new int[out];
    int[] second = new int[out];
    double[] nearness = new double[out];
    for (int place = 0; place < out; place++) {
      if (arguments.text("mode").equals("nearest")) {
        first[place] = Math.min((int) Math.floor(place * scale), in - 1);
        continue;
      }
      double source =
          align
              ? (out > 1 ? place * ((double) (in - 1) / (out - 1)) : 0)
              : Math.max(0, (place + 0.5) * scale - 0.5);
      first[place] = Math.min((int) source, in - 1);
      second[place] = Math.min(first[place] + 1, in - 1);
      nearness[place] = Math.min(1, Math.max(0, source - first[place]));
    }
    return new Axis(first, second, nearness);
  }
}
