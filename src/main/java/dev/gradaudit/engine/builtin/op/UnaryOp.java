package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Binary;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Unary;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.DoubleDoubleMath;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Tensors;
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
            "log1p",
            "log(1 + x)",
            Unary.LOG1P,
            (math, x, y, g) -> math.div(g, math.add(x, one(math, x)))),
        new UnaryOp(
            "expm1",
            "exp(x) - 1",
            Unary.EXPM1,
            (math, x, y, g) -> math.mul(g, math.add(y, one(math, y)))),
        new UnaryOp(
            "log2",
            "logarithm to base 2",
            Unary.LOG2,
            (math, x, y, g) ->
                math.div(g, math.mul(x, math.scalar(x.dtype(), DoubleDoubleMath.LN_2)))),
        new UnaryOp(
            "log10",
            "logarithm to base 10",
            Unary.LOG10,
            (math, x, y, g) ->
                math.div(g, math.mul(x, math.scalar(x.dtype(), DoubleDoubleMath.LN_10)))),
        new UnaryOp(
            "erf",
            "error function",
            Unary.ERF,
            (math, x, y, g) ->
                math.mul(
                    g,
                    math.mul(
                        math.scalar(x.dtype(), DoubleDoubleMath.TWO_OVER_ROOT_PI),
                        math.unary(Unary.EXP, math.neg(math.mul(x, x)))))),
        new UnaryOp(
            "tan",
            "tangent",
            Unary.TAN,
            (math, x, y, g) -> math.mul(g, math.add(one(math, y), math.mul(y, y)))),
        new UnaryOp(
            "sinh",
            "hyperbolic sine",
            Unary.SINH,
            (math, x, y, g) -> math.mul(g, math.unary(Unary.COSH, x))),
        new UnaryOp(
            "cosh",
            "hyperbolic cosine",
            Unary.COSH,
            (math, x, y, g) -> math.mul(g, math.unary(Unary.SINH, x))),
        new UnaryOp(
            Signatures.withAliases(Signatures.of("asin", "arc sine", Signatures.INPUT), "arcsin"),
            Unary.ASIN,
            (math, x, y, g) -> math.div(g, rootOfOneMinusSquare(math, x))),
        new UnaryOp(
            Signatures.withAliases(Signatures.of("acos", "arc cosine", Signatures.INPUT), "arccos"),
            Unary.ACOS,
            (math, x, y, g) -> math.neg(math.div(g, rootOfOneMinusSquare(math, x)))),
        new UnaryOp(
            Signatures.withAliases(
                Signatures.of("atan", "arc tangent", Signatures.INPUT), "arctan"),
            Unary.ATAN,
            (math, x, y, g) -> math.div(g, math.add(math.mul(x, x), one(math, x)))),
        new UnaryOp(
            "logsigmoid",
            "log(sigmoid(x))",
            Unary.LOG_SIGMOID,
            (math, x, y, g) -> math.mul(g, math.unary(Unary.SIGMOID, math.neg(x)))),
        step("sign", "-1, 0 or 1; the gradient is 0", Unary.SIGN),
        step("floor", "the largest integer that is not above x; the gradient is 0", Unary.FLOOR),
        step("ceil", "the least integer that is not below x; the gradient is 0", Unary.CEIL),
        step("round", "the nearest integer, halves to even; the gradient is 0", Unary.ROUND),
        step("trunc", "the integer part; the gradient is 0", Unary.TRUNC),
        new UnaryOp(
            "relu",
            "max(x, 0); the gradient at 0 is 0",
            Unary.RELU,
            (math, x, y, g) -> math.binary(Binary.WHERE_POSITIVE, g, y)));
  }

  /** A function that is constant wherever it has a derivative. */
  private static UnaryOp step(String name, String summary, Unary function) {
    return new UnaryOp(
        name,
        summary,
        function,
        (math, x, y, g) -> math.constant(Tensors.filled(g.dtype(), g.shape(), 0)));
  }

  private static Value rootOfOneMinusSquare(Arithmetic math, Value x) {
    return math.unary(Unary.SQRT, math.sub(one(math, x), math.mul(x, x)));
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
