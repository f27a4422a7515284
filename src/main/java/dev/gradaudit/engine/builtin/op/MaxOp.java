package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Comparison;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Logic;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.CompositeOp;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code max(input)}, the rule here; {@code max(input, dim)}, a pair, and {@code max(input, other)}
 * are composed. Equal elements share the gradient of the largest one of all; where that is NaN, the
 * elements that are NaN do.
 */
final class MaxOp implements DifferentiableOp, CompositeOp {
  private final String name;
  private final boolean largest;

  private MaxOp(String name, boolean largest) {
    this.name = name;
    this.largest = largest;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(new MaxOp("max", true), new MaxOp("min", false));
  }

  @Override
  public Signature signature() {
    return Signatures.of(
        name,
        "the "
            + (largest ? "largest" : "smallest")
            + " element; with dim (values, indices), of equal ones the first; of two tensors "
            + ofTwo(),
        Signatures.INPUT,
        Parameter.optional("dim", Kind.TENSOR_OR_NUMBER, Argument.none()),
        Signatures.KEEPDIM);
  }

  private String ofTwo() {
    return largest ? "maximum" : "minimum";
  }

  @Override
  public List<String> resultNames() {
    return List.of("values", "indices");
  }

  @Override
  public boolean expands(Call call) {
    return !call.arguments().isNone("dim");
  }

  @Override
  public String definition(Call call) {
    if (call.arguments().input("dim").isPresent()) {
      return "torch." + ofTwo() + "(input, dim)";
    }
    if (!call.arguments().number("dim").orElseThrow().integer()) {
      throw new InvalidCallException("dim", "a dimension has to be an int");
    }
    return (largest ? "indices = input.argmax(dim, True)\n" : "indices = input.argmin(dim, True)\n")
        + "values = input.gather(dim, indices)\n"
        + (call.arguments().flag("keepdim")
            ? "values, indices"
            : "values.squeeze(dim), indices.squeeze(dim)");
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = Checks.floating(call, "input");
    if (input.shape().size() == 0) {
      throw new InvalidCallException("input", ExtremumOp.nothing(largest));
    }
    return new TensorType(input.dtype(), Shape.SCALAR);
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    return ExtremumOp.extreme(math, x, all(x), false, largest);
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value x = operands.get("input");
    Value isNan = math.compare(Comparison.NE, x, x);
    Value wins = math.combine(Logic.OR, math.compare(Comparison.EQ, x, result), isNan);
    int[] dims = all(x);
    Shape shape = Checks.withReducedDims(x.shape(), dims);
    Value share = ExtremumOp.share(math, math.reshape(grad, shape), wins, dims);
    return math.where(wins, share, math.scalar(x.dtype(), 0));
  }

  private static int[] all(Value x) {
    return IntStream.range(0, x.shape().rank()).toArray();
  }
}
