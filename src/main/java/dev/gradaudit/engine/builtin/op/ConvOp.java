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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Convolutions over lengths and images, and their transposes. The bias is added after the sum. A
 * transposed convolution is the gradient of a convolution with respect to its image, and the other
 * way round.
 */
final class ConvOp implements DifferentiableOp {
  private static final Parameter ONE = Parameter.optional("stride", Kind.DIMS, Argument.of(1));
  private static final Parameter DILATION =
      Parameter.optional("dilation", Kind.DIMS, Argument.of(1));
  private static final Parameter GROUPS = Parameter.optional("groups", Kind.INT, Argument.of(1));

  private final Signature signature;
  private final int spatial;
  private final boolean transposed;

  private ConvOp(String name, int spatial, boolean transposed) {
    this.spatial = spatial;
    this.transposed = transposed;
    List<Parameter> parameters =
        new ArrayList<>(
            List.of(
                Signatures.INPUT,
                Parameter.required("weight", Kind.TENSOR),
                Parameter.optional("bias", Kind.OPTIONAL_TENSOR, Argument.none()),
                ONE,
                Parameter.optional(
                    "padding", transposed ? Kind.DIMS : Kind.INTS_OR_STRING, Argument.of(0))));
    if (transposed) {
      parameters.add(Parameter.optional("output_padding", Kind.DIMS, Argument.of(0)));
      parameters.add(GROUPS);
      parameters.add(DILATION);
    } else {
      parameters.add(DILATION);
      parameters.add(GROUPS);
    }
    String dims = spatial == 1 ? "L" : "H, W";
    String summary =
        (transposed ? "transposed convolution" : "convolution")
            + " of [N, C, "
            + dims
            + "] with weights "
            + (transposed ? "[C, D/groups, " : "[D, C/groups, ")
            + (spatial == 1 ? "l]" : "h, w]");
    this.signature = Signatures.of(name, summary, parameters.toArray(new Parameter[0]));
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(
        new ConvOp("conv1d", 1, false),
        new ConvOp("conv2d", 2, false),
        new ConvOp("conv_transpose1d", 1, true),
        new ConvOp("conv_transpose2d", 2, true));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = Checks.floating(call, "input");
    TensorType weight = Checks.floating(call, "weight");
    Checks.sameDType("weight", input, weight);
    Shape x = input.shape();
    if (x.rank() != spatial + 1 && x.rank() != spatial + 2) {
      throw new InvalidCallException(
          "input",
          "needs " + (spatial + 1) + " or " + (spatial + 2) + " dimensions, but it is " + x);
    }
    if (weight.shape().rank() != spatial + 2) {
      throw new InvalidCallException(
          "weight", "needs " + (spatial + 2) + " dimensions, but it is " + weight.shape());
    }
    Convolution convolution = convolution(call.arguments(), x, weight.shape());
    int[] result = transposed ? convolution.in() : convolution.out();
    int channels = transposed ? convolution.inChannels() : convolution.outChannels();
    for (int dim = 2 - spatial; dim < 2; dim++) {
      if (result[dim] <= 0) {
        throw new InvalidCallException(
            "weight", "the window " + weight.shape() + " is larger than the padded input " + x);
      }
    }
    if (!call.arguments().isNone("bias")) {
      Checks.sameDType("bias", input, call.type("bias"));
      if (!call.type("bias").shape().equals(Shape.of(channels))) {
        throw new InvalidCallException(
            "bias", "bias has to be [" + channels + "], but it is " + call.type("bias").shape());
      }
    }
    long columns =
        weight.shape().size() / Math.max(1, weight.shape().extent(0)) * convolution.batch();
    long places =
        Math.max(
            (long) convolution.out()[0] * convolution.out()[1],
            (long) convolution.in()[0] * convolution.in()[1]);
    if (columns * places > Integer.MAX_VALUE / 2
        || (long) channels * places * convolution.batch() > Integer.MAX_VALUE) {
      throw new InvalidCallException(
          "input", "the windows of " + x + " have too many elements together", "split the batch");
    }
    int[] extents = x.extents();
    int channelDim = x.rank() - spatial - 1;
    extents[channelDim] = channels;
    for (int dim = 0; dim < spatial; dim++) {
      extents[channelDim + 1 + dim] = result[2 - spatial + dim];
    }
    return new TensorType(input.dtype(), Shape.of(extents));
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    Value weight = operands.get("weight");
    Convolution convolution = convolution(operands.arguments(), x.shape(), weight.shape());
    Value image = images(math, x);
    Value kernel = kernels(math, weight);
    Value sums =
        transposed
            ? convolution.imageGradient(math, image, kernel)
            : convolution.result(math, image, kernel);
    Value result = math.reshape(sums, operands.resultShape());
    return operands.has("bias")
        ? math.add(result, math.reshape(operands.get("bias"), biasColumn(operands)))
        : result;
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value x = operands.get("input");
    Value weight = operands.get("weight");
    if (operands.is(operand, "bias")) {
      return math.reshape(math.sumTo(grad, biasColumn(operands)), operands.get("bias").shape());
    }
    Convolution convolution = convolution(operands.arguments(), x.shape(), weight.shape());
    Value g = images(math, grad);
    if (operands.is(operand, "input")) {
      Value kernel = kernels(math, weight);
      Value back =
          transposed
              ? convolution.result(math, g, kernel)
              : convolution.imageGradient(math, g, kernel);
      return math.reshape(back, x.shape());
    }
    Value image = images(math, x);
    Value back =
        transposed
            ? convolution.weightGradient(math, g, image)
            : convolution.weightGradient(math, image, g);
    return math.reshape(back, weight.shape());
  }

  private Shape biasColumn(Operands operands) {
    int[] extents = new int[spatial + 1];
    Arrays.fill(extents, 1);
    extents[0] = operands.get("bias").shape().extent(0);
    return Shape.of(extents);
  }

  /** As {@code [N, C, H, W]}. */
  private Value images(Arithmetic math, Value x) {
    Shape shape = x.shape();
    int batch = shape.rank() == spatial + 2 ? shape.extent(0) : 1;
    int channels = shape.extent(shape.rank() - spatial - 1);
    int height = spatial == 2 ? shape.extent(shape.rank() - 2) : 1;
    return math.reshape(x, Shape.of(batch, channels, height, shape.extent(shape.rank() - 1)));
  }

  private Value kernels(Arithmetic math, Value weight) {
    Shape w = weight.shape();
    int height = spatial == 2 ? w.extent(2) : 1;
    return math.reshape(weight, Shape.of(w.extent(0), w.extent(1), height, w.extent(w.rank() - 1)));
  }

  private Convolution convolution(Arguments arguments, Shape x, Shape w) {
    int batch = x.rank() == spatial + 2 ? x.extent(0) : 1;
    int channels = x.extent(x.rank() - spatial - 1);
    int groups = arguments.integer("groups");
    int[] extents = {spatial == 2 ? x.extent(x.rank() - 2) : 1, x.extent(x.rank() - 1)};
    int[] kernel = {spatial == 2 ? w.extent(2) : 1, w.extent(w.rank() - 1)};
    int[] stride = Window.pair(arguments, "stride", spatial, 1, 1);
    int[] dilation = Window.pair(arguments, "dilation", spatial, 1, 1);
    boolean named = arguments.get("padding") instanceof Argument.Text;
    boolean same = named && arguments.text("padding").equals("same");
    if (named && !same && !arguments.text("padding").equals("valid")) {
      throw new InvalidCallException(
          "padding",
          "unknown padding '" + arguments.text("padding") + "'",
          "use 'same' or 'valid'");
    }
    if (same && (stride[0] != 1 || stride[1] != 1)) {
      throw new InvalidCallException("padding", "'same' needs a stride of 1");
    }
    int[] padding = named ? new int[2] : Window.pair(arguments, "padding", spatial, 0, 0);
    for (int dim = 0; same && dim < 2; dim++) {
      padding[dim] = dilation[dim] * (kernel[dim] - 1) / 2;
    }
    Window window = new Window(kernel, stride, padding, dilation);
    int others = transposed ? w.extent(1) * groups : w.extent(0);
    boolean fits =
        groups > 0
            && channels % groups == 0
            && others % groups == 0
            && (transposed ? w.extent(0) == channels : w.extent(1) * groups == channels);
    if (!fits) {
      throw new InvalidCallException(
          "weight",
          "weight " + w + " does not fit " + channels + " channels in " + groups + " groups");
    }
    int[] result = new int[2];
    int[] extra = transposed ? Window.pair(arguments, "output_padding", spatial, 0, 0) : new int[2];
    for (int dim = 0; dim < 2; dim++) {
      result[dim] =
          transposed
              ? (extents[dim] - 1) * stride[dim] - 2 * padding[dim] + window.reach(dim) + extra[dim]
              : same ? extents[dim] : window.places(dim, extents[dim]);
      if (extra[dim] > 0 && extra[dim] >= Math.max(stride[dim], dilation[dim])) {
        throw new InvalidCallException(
            "output_padding", "has to be smaller than the stride or the dilation");
      }
    }
    return transposed
        ? new Convolution(batch, groups, others, channels, result, extents, window)
        : new Convolution(batch, groups, channels, others, extents, result, window);
  }
}
