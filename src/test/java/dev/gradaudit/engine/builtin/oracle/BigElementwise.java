package dev.gradaudit.engine.builtin.oracle;

import static dev.gradaudit.engine.builtin.oracle.BigMath.DIGITS;
import static dev.gradaudit.engine.builtin.oracle.BigMath.ONE;
import static dev.gradaudit.engine.builtin.oracle.BigMath.TWO;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Functions of single elements, from their definitions. */
final class BigElementwise {
  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final BigDecimal SIX = BigDecimal.valueOf(6);

  private BigElementwise() {}

  static void define(Map<String, BigOps.Definition> table) {
    unary(table, "log1p", BigMath::log1p);
    unary(table, "expm1", x -> BigMath.exp(x).subtract(ONE));
    unary(table, "log2", x -> over(BigMath.log(x), BigMath.log(TWO)));
    unary(table, "log10", x -> over(BigMath.log(x), BigMath.log(BigDecimal.TEN)));
    unary(table, "erf", BigElementwise::erf);
    unary(table, "tan", x -> over(BigMath.sin(x), BigMath.cos(x)));
    unary(table, "sinh", x -> BigMath.exp(x).subtract(BigMath.exp(x.negate())).multiply(HALF));
    unary(table, "cosh", x -> BigMath.exp(x).add(BigMath.exp(x.negate())).multiply(HALF));
    unary(table, "asin", BigElementwise::arcSine);
    unary(table, "acos", x -> arcTangent(ONE).multiply(TWO).subtract(arcSine(x)));
    unary(table, "atan", BigElementwise::arcTangent);
    unary(table, "logsigmoid", x -> BigMath.log(BigMath.sigmoid(x)));
    unary(table, "sign", x -> BigDecimal.valueOf(x.signum()));
    unary(table, "floor", x -> x.setScale(0, RoundingMode.FLOOR));
    unary(table, "ceil", x -> x.setScale(0, RoundingMode.CEILING));
    unary(table, "round", x -> x.setScale(0, RoundingMode.HALF_EVEN));
    unary(table, "trunc", x -> x.setScale(0, RoundingMode.DOWN));
    unary(table, "square", x -> x.multiply(x, DIGITS));
    unary(table, "reciprocal", x -> over(ONE, x));
    unary(table, "rsqrt", x -> over(ONE, BigMath.sqrt(x)));
    unary(table, "detach", x -> x);
    unary(table, "silu", x -> x.multiply(BigMath.sigmoid(x), DIGITS));
    unary(table, "mish", x -> x.multiply(BigMath.tanh(BigMath.log1p(BigMath.exp(x))), DIGITS));
    unary(table, "relu6", x -> x.max(BigDecimal.ZERO).min(SIX));
    unary(table, "hardsigmoid", x -> over(relu6(x), SIX));
    unary(table, "hardswish", x -> over(x.multiply(relu6(x), DIGITS), SIX));
    unary(table, "softsign", x -> over(x, ONE.add(x.abs())));
    unary(table, "selu", BigElementwise::selu);
    scaled(table, "leaky_relu", "negative_slope", (x, a) -> positive(x, x.multiply(a, DIGITS)));
    scaled(table, "elu", "alpha", (x, a) -> positive(x, a.multiply(expm1(x), DIGITS)));
    table.put("hardtanh", BigElementwise::hardtanh);
    table.put("gelu", BigElementwise::gelu);
    table.put("clamp", BigElementwise::clamp);
    table.put("clamp_min", call -> call.tensor("input").zip(call.tensor("min"), BigDecimal::max));
    table.put("clamp_max", call -> call.tensor("input").zip(call.tensor("max"), BigDecimal::min));
    table.put("maximum", call -> call.tensor("input").zip(call.tensor("other"), BigDecimal::max));
    table.put("minimum", call -> call.tensor("input").zip(call.tensor("other"), BigDecimal::min));
    table.put("masked_fill", BigElementwise::maskedFill);
    table.put("lerp", BigElementwise::lerp);
    table.put("addcmul", BigElementwise::addcmul);
    table.put("dropout", BigElementwise::dropout);
    table.put("glu", BigElementwise::glu);
  }

  static BigDecimal over(BigDecimal a, BigDecimal b) {
    return a.divide(b, DIGITS);
  }

  private static BigDecimal expm1(BigDecimal x) {
    return BigMath.exp(x).subtract(ONE);
  }

  private static BigDecimal relu6(BigDecimal x) {
    return x.add(BigDecimal.valueOf(3)).max(BigDecimal.ZERO).min(SIX);
  }

  private static BigDecimal positive(BigDecimal x, BigDecimal otherwise) {
    return x.signum() > 0 ? x : otherwise;
  }

  private static BigDecimal selu(BigDecimal x) {
    BigDecimal alpha = new BigDecimal("1.6732632423543772848170429916717");
    BigDecimal scale = new BigDecimal("1.0507009873554804934193349852946");
    return scale.multiply(positive(x, alpha.multiply(expm1(x), DIGITS)), DIGITS);
  }

  private static void unary(
      Map<String, BigOps.Definition> table, String op, UnaryOperator<BigDecimal> f) {
    table.put(op, call -> call.tensor("input").map(f));
  }

  private static void scaled(
      Map<String, BigOps.Definition> table,
      String op,
      String parameter,
      BiFunction<BigDecimal, BigDecimal, BigDecimal> f) {
    table.put(op, call -> call.tensor("input").map(x -> f.apply(x, call.number(parameter))));
  }

  /** 2/√π Σ (−1)ⁿ x^(2n+1) / (n! (2n+1)). */
  private static BigDecimal erf(BigDecimal x) {
    BigDecimal square = x.multiply(x, DIGITS);
    BigDecimal power = x;
    BigDecimal sum = x;
    for (int n = 1; n < 400; n++) {
      power = power.multiply(square, DIGITS).negate().divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), DIGITS));
    }
    BigDecimal rootOfPi = BigMath.sqrt(arcTangent(ONE).multiply(BigDecimal.valueOf(4)));
    return over(TWO.multiply(sum), rootOfPi);
  }

  private static BigDecimal arcSine(BigDecimal x) {
    return arcTangent(over(x, BigMath.sqrt(ONE.subtract(x.multiply(x, DIGITS)))));
  }

  /** Halves the angle until the series converges fast. */
  static BigDecimal arcTangent(BigDecimal x) {
    BigDecimal y = x;
    BigDecimal factor = ONE;
    for (int i = 0; i < 8; i++) {
      y = over(y, ONE.add(BigMath.sqrt(ONE.add(y.multiply(y, DIGITS)))));
      factor = factor.multiply(TWO);
    }
    BigDecimal square = y.multiply(y, DIGITS);
    BigDecimal power = y;
    BigDecimal sum = y;
    for (int n = 1; n < 40; n++) {
      power = power.multiply(square, DIGITS).negate();
      sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), DIGITS));
    }
    return sum.multiply(factor);
  }

  private static BigTensor hardtanh(BigCall call) {
    BigDecimal least = call.number("min_val");
    BigDecimal most = call.number("max_val");
    return call.tensor("input").map(x -> x.max(least).min(most));
  }

  private static BigTensor gelu(BigCall call) {
    BigDecimal pi = arcTangent(ONE).multiply(BigDecimal.valueOf(4));
    boolean tanh = call.arguments().text("approximate").equals("tanh");
    return call.tensor("input")
        .map(
            x -> {
              BigDecimal cube = x.multiply(x, DIGITS).multiply(x, DIGITS);
              BigDecimal inner =
                  BigMath.sqrt(over(TWO, pi))
                      .multiply(x.add(new BigDecimal("0.044715").multiply(cube)), DIGITS);
              BigDecimal phi = tanh ? BigMath.tanh(inner) : erf(over(x, BigMath.sqrt(TWO)));
              return HALF.multiply(x).multiply(ONE.add(phi), DIGITS);
            });
  }

  private static BigTensor clamp(BigCall call) {
    BigTensor x = call.tensor("input");
    if (!call.arguments().isNone("min")) {
      x = x.zip(call.tensor("min"), BigDecimal::max);
    }
    return call.arguments().isNone("max") ? x : x.zip(call.tensor("max"), BigDecimal::min);
  }

  private static BigTensor maskedFill(BigCall call) {
    BigTensor x = call.tensor("input");
    BigTensor mask = call.tensor("mask");
    BigDecimal value = call.tensor("value").elements()[0];
    int[] shape = BigTensor.broadcast(x.shape(), mask.shape());
    return BigTensor.build(shape, at -> mask.at(at).signum() != 0 ? value : x.at(at));
  }

  private static BigTensor lerp(BigCall call) {
    BigTensor x = call.tensor("input");
    BigTensor distance = call.tensor("end").zip(x, BigDecimal::subtract);
    return x.zip(
        distance.zip(call.tensor("weight"), (d, w) -> d.multiply(w, DIGITS)), BigDecimal::add);
  }

  private static BigTensor addcmul(BigCall call) {
    BigTensor product =
        call.tensor("tensor1").zip(call.tensor("tensor2"), (a, b) -> a.multiply(b, DIGITS));
    return call.tensor("input")
        .zip(product, (x, p) -> x.add(call.number("value").multiply(p, DIGITS)));
  }

  /** Only where nothing or everything is dropped, so that chance has no part in it. */
  private static BigTensor dropout(BigCall call) {
    BigDecimal p = call.number("p");
    boolean keeps = !call.arguments().flag("training") || p.signum() == 0;
    if (!keeps && p.compareTo(ONE) != 0) {
      throw new IllegalArgumentException("a random result");
    }
    return call.tensor("input").map(x -> keeps ? x : BigDecimal.ZERO);
  }

  private static BigTensor glu(BigCall call) {
    BigTensor x = call.tensor("input");
    int dim = call.dim("dim", x.rank());
    int[] shape = x.shape().clone();
    shape[dim] /= 2;
    return BigTensor.build(
        shape,
        at -> {
          int[] second = at.clone();
          second[dim] += shape[dim];
          return x.at(at).multiply(BigMath.sigmoid(x.at(second)), DIGITS);
        });
  }
}
