package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Binary;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Unary;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import java.util.List;

/** Functions of one tensor, element by element, without further arguments. */
final class UnaryOp implements DifferentiableOp {
  /** The gradient with respect to x, given f(x) and the gradient with respect to it. */
  private interface Rule {
    Value backward(Arithmetic math, Value x, Value result, Value grad);
  }

  private final Signature signature;
  private final Unary function;
  private final Rule rule;

  private UnaryOp(Signature signature, Unary function, Rule rule) {
    this.signature = signature;
    this.function = function;
    this.rule = rule;
  }

  private UnaryOp(String name, String summary, Unary function, Rule rule) {
    this(Signatures.of(name, summary, Signatures.INPUT), function, rule);
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    return List.of(
        new UnaryOp(
            Signatures.withAliases(Signatures.of("neg", "-x", Signatures.INPUT), "negative"),
            Unary.NEG,
            (math, x, y, g) -> math.neg(g)),
        new UnaryOp("exp", "e to the power x", Unary.EXP, (math, x, y, g) -> math.mul(g, y)),
        new UnaryOp("log", "natural logarithm", Unary.LOG, (math, x, y, g) -> math.div(g, x)),
        new UnaryOp(
            "sqrt",
            "square root; the gradient at 0 is infinite",
            Unary.SQRT,
            (math, x, y, g) -> math.div(g, math.mul(math.scalar(y.dtype(), 2), y))),
        new UnaryOp(
            "abs",
            "absolute value; the gradient at 0 is 0",
            Unary.ABS,
            (math, x, y, g) -> math.mul(g, math.unary(Unary.SIGN, x))),
        new UnaryOp(
            "sin", "sine", Unary.SIN, (math, x, y, g) -> math.mul(g, math.unary(Unary.COS, x))),
        new UnaryOp(
            "cos",
            "cosine",
            Unary.COS,
            (math, x, y, g) -> math.mul(g, math.neg(math.unary(Unary.SIN, x)))),
        new UnaryOp(
            "tanh",
            "hyperbolic tangent",
            Unary.TANH,
            (math, x, y, g) -> math.mul(g, math.sub(one(math, y), math.mul(y, y)))),
        new UnaryOp(
            "sigmoid",
            "1 / (1 + exp(-x))",
            Unary.SIGMOID,
            (math, x, y, g) -> math.mul(math.mul(g, math.sub(one(math, y), y)), y)),
        new UnaryOp(
            "relu",
            "max(x, 0); the gradient at 0 is 0",
            Unary.RELU,
            (math, x, y, g) -> math.binary(Binary.WHERE_POSITIVE, g, y)));
  }

  private static Value one(Arithmetic math, Value like) {
    return math.scalar(like.dtype(), 1);
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public TensorType infer(Call call) {
    return Checks.floating(call, "input");
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    return math.unary(function, operands.get("input"));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    return rule.backward(math, operands.get("input"), result, grad);
  }
}
