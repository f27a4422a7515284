package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.DType;
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
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.Stream;

/** Tensors that a program makes by itself; no gradient. */
final class FactoryOp implements DifferentiableOp {
  private static final Parameter DTYPE = Signatures.option("dtype", Kind.STRING, Argument.none());

  /** Makes the elements. */
  private interface Elements {
    Tensor of(Arguments arguments, TensorType type);
  }

  /** Computes the type from the call. */
  private interface Type {
    TensorType of(Call call);
  }

  private final Signature signature;
  private final Type type;
  private final Elements elements;

  private FactoryOp(Signature signature, Type type, Elements elements) {
    this.signature = signature;
    this.type = type;
    this.elements = elements;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    Parameter size = Parameter.required("size", Kind.INTS);
    Parameter sizes = Parameter.required("size", Kind.DIMS);
    Parameter value = Parameter.required("fill_value", Kind.NUMBER);
    return List.of(
        new FactoryOp(
            Signatures.of("zeros", "a tensor of zeros", size, DTYPE),
            FactoryOp::sized,
            (arguments, made) -> filled(made, 0)),
        new FactoryOp(
            Signatures.of("ones", "a tensor of ones", size, DTYPE),
            FactoryOp::sized,
            (arguments, made) -> filled(made, 1)),
        new FactoryOp(
            Signatures.of("full", "a tensor of equal numbers", sizes, value, DTYPE),
            FactoryOp::sized,
            (arguments, made) -> filled(made, arguments.real("fill_value"))),
        new FactoryOp(
            Signatures.of("eye", "an identity matrix", Parameter.required("n", Kind.INT), DTYPE),
            FactoryOp::square,
            (arguments, made) -> identity(made)),
        new FactoryOp(
            Signatures.of(
                "arange",
                "start, start + step and so on below end; int64, or float32 if one is a float",
                Parameter.optional("start", Kind.NUMBER, Argument.none()),
                Parameter.optional("end", Kind.NUMBER, Argument.none()),
                Parameter.optional("step", Kind.NUMBER, Argument.of(1)),
                DTYPE),
            FactoryOp::counted,
            (arguments, made) -> counting(arguments, made)),
        like("zeros_like", "zeros of the shape and dtype of another tensor", 0),
        like("ones_like", "ones of the shape and dtype of another tensor", 1),
        new FactoryOp(
            Signatures.of(
                "full_like",
                "equal numbers of the shape and dtype of another tensor",
                Signatures.INPUT,
                value,
                DTYPE),
            FactoryOp::alike,
            (arguments, made) -> filled(made, arguments.real("fill_value"))));
  }

  private static FactoryOp like(String name, String summary, double value) {
    return new FactoryOp(
        Signatures.of(name, summary, Signatures.INPUT, DTYPE),
        FactoryOp::alike,
        (arguments, made) -> filled(made, value));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public boolean isDifferentiable() {
    return false;
  }

  @Override
  public TensorType infer(Call call) {
    return type.of(call);
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    TensorType made = new TensorType(operands.dtype(), operands.resultShape());
    return math.constant(elements.of(operands.arguments(), made));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    throw new IllegalStateException("a tensor that was made has no gradient");
  }

  private static Tensor filled(TensorType type, double value) {
    return Tensors.filled(type.dtype(), type.shape(), value);
  }

  private static Tensor identity(TensorType type) {
    int side = type.shape().extent(0);
    return elements(type, position -> position / side == position % side ? 1 : 0);
  }

  private static Tensor counting(Arguments arguments, TensorType type) {
    double first = Range.of(arguments).start();
    double step = Range.of(arguments).step();
    return elements(type, position -> first + position * step);
  }

  private static Tensor elements(TensorType type, LongToDoubleFunction element) {
    if (type.dtype().isFloating()) {
      return Tensors.generated(type.dtype(), type.shape(), element);
    }
    long[] values = new long[Math.toIntExact(type.shape().size())];
    Arrays.setAll(values, i -> (long) element.applyAsDouble(i));
    return new LongTensor(type.dtype(), type.shape(), values);
  }

  private static TensorType alike(Call call) {
    TensorType like = call.type("input");
    return new TensorType(dtype(call, like.dtype()), like.shape());
  }

  private static TensorType sized(Call call) {
    int[] size = call.arguments().integers("size");
    if (Arrays.stream(size).anyMatch(extent -> extent < 0)) {
      throw new InvalidCallException("size", "extents are not negative");
    }
    return new TensorType(dtype(call, DType.FLOAT32), Shape.of(size));
  }

  private static TensorType square(Call call) {
    int n = call.arguments().integer("n");
    if (n < 0) {
      throw new InvalidCallException("n", "extents are not negative");
    }
    return new TensorType(dtype(call, DType.FLOAT32), Shape.of(n, n));
  }

  private static TensorType counted(Call call) {
    Range range = Range.of(call.arguments());
    if (!(range.count() >= 0 && range.count() <= Integer.MAX_VALUE)) {
      throw new InvalidCallException(
          null,
          "cannot count from " + range.start() + " to " + range.end() + " by " + range.step());
    }
    boolean integers =
        Stream.of("start", "end", "step")
            .allMatch(
                name -> call.arguments().number(name).map(Argument.Num::integer).orElse(true));
    return new TensorType(
        dtype(call, integers ? DType.INT64 : DType.FLOAT32), Shape.of((int) range.count()));
  }

  /** What arange counts: a single number is its end. */
  private record Range(double start, double end, double step) {
    static Range of(Arguments arguments) {
      boolean single = arguments.isNone("end");
      double start = number(arguments, "start", single ? Double.NaN : 0);
      return new Range(
          single ? 0 : start, number(arguments, "end", start), number(arguments, "step", 1));
    }

    private static double number(Arguments arguments, String name, double otherwise) {
      return arguments.number(name).map(Argument.Num::value).orElse(otherwise);
    }

    double count() {
      return Math.ceil((end - start) / step);
    }
  }

  private static DType dtype(Call call, DType otherwise) {
    if (call.arguments().isNone("dtype")) {
      return otherwise;
    }
    String label = call.arguments().text("dtype");
    return DType.parse(label)
        .orElseThrow(() -> new InvalidCallException("dtype", "unknown dtype '" + label + "'"));
  }
}
