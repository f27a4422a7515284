package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Binary;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.CompositeOp;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import java.util.List;
import java.util.OptionalDouble;

/** The four arithmetic operations, element by element, with broadcasting. */
final class BinaryOp implements DifferentiableOp, CompositeOp {
  /** The gradient with respect to an operand, before a broadcast is undone. */
  private interface Rule {
    Value backward(Arithmetic math, Value a, Value b, Value grad);
  }

  /** An int, so that left out it makes no integers floats. */
  private static final Parameter ALPHA = Parameter.optional("alpha", Kind.NUMBER, Argument.of(1));

  private final Signature signature;
  private final Binary function;
  private final Rule first;
  private final Rule second;

  private BinaryOp(
      String name, String summary, Binary function, Rule first, Rule second, String... aliases) {
    Parameter[] parameters =
        function == Binary.ADD || function == Binary.SUB
            ? new Parameter[] {Signatures.INPUT, Signatures.OTHER, ALPHA}
            : new Parameter[] {Signatures.INPUT, Signatures.OTHER};
    this.signature =
        Signatures.withAliases(Signatures.promoting(name, summary, parameters), aliases);
    this.function = function;
    this.first = first;
    this.second = second;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(
        new BinaryOp("add", "a + alpha b", Binary.ADD, (math, a, b, g) -> g, (math, a, b, g) -> g),
        new BinaryOp(
            "sub",
            "a - alpha b",
            Binary.SUB,
            (math, a, b, g) -> g,
            (math, a, b, g) -> math.neg(g),
            "subtract"),
        new BinaryOp(
            "mul",
            "a * b",
            Binary.MUL,
            (math, a, b, g) -> math.mul(g, b),
            (math, a, b, g) -> math.mul(g, a),
            "multiply"),
        new BinaryOp(
            "div",
            "a / b",
            Binary.DIV,
            (math, a, b, g) -> math.div(g, b),
            (math, a, b, g) -> math.mul(math.neg(g), math.div(math.div(a, b), b)),
            "divide"));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  /** Whether other is scaled first. */
  @Override
  public boolean expands(Call call) {
    return (function == Binary.ADD || function == Binary.SUB)
        && call.arguments().real("alpha") != 1;
  }

  @Override
  public String definition(Call call) {
    return "torch." + name() + "(input, alpha * other)";
  }

  @Override
  public TensorType infer(Call call) {
    return Checks.broadcast(call, "input", "other");
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    return math.binary(
        function, operand(math, operands, "input"), operand(math, operands, "other"));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value a = operand(math, operands, "input");
    Value b = operand(math, operands, "other");
    boolean isFirst = operands.is(operand, "input");
    Value full = (isFirst ? first : second).backward(math, a, b, grad);
    return math.sumTo(full, isFirst ? a.shape() : b.shape());
  }

  private static Value operand(Arithmetic math, Operands operands, String name) {
    OptionalDouble number = operands.number(name);
    return number.isPresent()
        ? math.number(operands.dtype(), number.getAsDouble())
        : operands.get(name);
  }
}
