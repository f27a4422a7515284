package dev.gradaudit.engine.builtin.oracle;

import static dev.gradaudit.engine.builtin.oracle.BigMath.DIGITS;
import static dev.gradaudit.engine.builtin.oracle.BigMath.ONE;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** What each operator computes, as PyTorch documents it: forward only, and no stabler than that. */
final class BigOps {
  /** The result of an operator for one call. */
  interface Definition {
    BigTensor result(BigCall call);
  }

  private static final Map<String, Definition> TABLE = new HashMap<>();

  static {
    elementwise("neg", BigDecimal::negate);
    elementwise("exp", BigMath::exp);
    elementwise("log", BigMath::log);
    elementwise("sqrt", BigMath::sqrt);
    elementwise("abs", BigDecimal::abs);
    elementwise("sin", BigMath::sin);
    elementwise("cos", BigMath::cos);
    elementwise("tanh", BigMath::tanh);
    elementwise("sigmoid", BigMath::sigmoid);
    elementwise("relu", x -> x.max(BigDecimal.ZERO));
    elementwise("float", x -> x);
    elementwise("double", x -> x);
    elementwise("half", x -> x);
    elementwise("bfloat16", x -> x);
    elementwise("to", x -> x);
    elementwise("type_as", x -> x);
    BigElementwise.define(TABLE);
    BigReductions.define(TABLE);
    BigShapes.define(TABLE);
    BigNormalisations.define(TABLE);
    BigLosses.define(TABLE);
    BigConvolutions.define(TABLE);
    BigIndexing.define(TABLE);
    BigChoices.define(TABLE);
    BigProducts.define(TABLE);
    TABLE.put("add", call -> call.tensor("input").zip(scaled(call), BigDecimal::add));
    TABLE.put("sub", call -> call.tensor("input").zip(scaled(call), BigDecimal::subtract));
    TABLE.put("mul", call -> call.tensor("input").zip(call.tensor("other"), BigOps::times));
    TABLE.put("div", call -> call.tensor("input").zip(call.tensor("other"), BigOps::over));
    TABLE.put("pow", call -> call.tensor("input").zip(call.tensor("exponent"), BigMath::pow));
    TABLE.put("softplus", BigOps::softplus);
    TABLE.put("sum", call -> reduction(call, BigOps::sum));
    TABLE.put("mean", call -> reduction(call, BigOps::mean));
    TABLE.put("logsumexp", call -> reduction(call, BigOps::logSumExp));
    TABLE.put(
        "softmin",
        call ->
            alongDim(
                call,
                call.tensor("input").map(BigDecimal::negate),
                (x, all) -> BigMath.exp(x.subtract(all))));
    TABLE.put("softmax", call -> alongDim(call, (x, all) -> BigMath.exp(x.subtract(all))));
    TABLE.put("log_softmax", call -> alongDim(call, BigDecimal::subtract));
    TABLE.put("matmul", BigOps::matmul);
    TABLE.put("linear", BigOps::linear);
    TABLE.put("mse_loss", BigOps::meanSquaredError);
    TABLE.put("binary_cross_entropy", BigOps::binaryCrossEntropy);
    TABLE.put("binary_cross_entropy_with_logits", BigOps::binaryCrossEntropyWithLogits);
    TABLE.put("reshape", BigOps::reshape);
    TABLE.put("flatten", BigOps::flatten);
    TABLE.put("transpose", call -> transpose(call, "dim0", "dim1"));
    TABLE.put("t", call -> exchange(call.tensor("input"), 0, 1));
    TABLE.put("mT", call -> exchange(call.tensor("input"), -2, -1));
  }

  private BigOps() {}

  static boolean defines(String op) {
    return TABLE.containsKey(op);
  }

  static BigTensor apply(String op, BigCall call) {
    Definition definition = TABLE.get(op);
    if (definition == null) {
      throw new IllegalArgumentException("the oracle does not define " + op);
    }
    return definition.result(call);
  }

  private static void elementwise(String op, UnaryOperator<BigDecimal> f) {
    TABLE.put(op, call -> call.tensor("input").map(f));
  }

  private static BigTensor scaled(BigCall call) {
    return call.tensor("other").map(x -> times(x, call.number("alpha")));
  }

  private static BigDecimal times(BigDecimal a, BigDecimal b) {
    return a.multiply(b, DIGITS);
  }

  private static BigDecimal over(BigDecimal a, BigDecimal b) {
    return a.divide(b, DIGITS);
  }

  private static BigDecimal sum(List<BigDecimal> terms) {
    return terms.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal mean(List<BigDecimal> terms) {
    return over(sum(terms), BigDecimal.valueOf(terms.size()));
  }

  private static BigDecimal logSumExp(List<BigDecimal> terms) {
    return BigMath.log(sum(terms.stream().map(BigMath::exp).toList()));
  }

  private static BigTensor softplus(BigCall call) {
    BigDecimal beta = call.number("beta");
    BigDecimal threshold = call.number("threshold");
    return call.tensor("input")
        .map(
            x -> {
              BigDecimal scaled = times(x, beta);
              boolean linear = scaled.compareTo(threshold) > 0;
              return linear ? x : over(BigMath.log1p(BigMath.exp(scaled)), beta);
            });
  }

  private interface Aggregate {
    BigDecimal of(List<BigDecimal> terms);
  }

  private static BigTensor reduction(BigCall call, Aggregate aggregate) {
    BigTensor x = call.tensor("input");
    boolean keep = call.arguments().flag("keepdim");
    return x.reduce(call.dims("dim", x.rank()), keep, aggregate::of);
  }

  /** f(x, logsumexp of the row of x). */
  private static BigTensor alongDim(BigCall call, BinaryOperator<BigDecimal> f) {
    return alongDim(call, call.tensor("input"), f);
  }

  private static BigTensor alongDim(BigCall call, BigTensor x, BinaryOperator<BigDecimal> f) {
    boolean[] dims = call.dims("dim", x.rank());
    return x.zip(x.reduce(dims, true, BigOps::logSumExp), f);
  }

  private static BigTensor matmul(BigCall call) {
    return matmul(call.tensor("input"), call.tensor("other"));
  }

  private static BigTensor matmul(BigTensor a, BigTensor b) {
    BigTensor left = a.rank() == 1 ? a.reshape(1, a.shape()[0]) : a;
    BigTensor right = b.rank() == 1 ? b.reshape(b.shape()[0], 1) : b;
    int inner = left.shape()[left.rank() - 1];
    int[] batch =
        BigTensor.broadcast(
            Arrays.copyOf(left.shape(), left.rank() - 2),
            Arrays.copyOf(right.shape(), right.rank() - 2));
    int rank = batch.length + 2;
    int[] shape = Arrays.copyOf(batch, rank);
    shape[rank - 2] = left.shape()[left.rank() - 2];
    shape[rank - 1] = right.shape()[right.rank() - 1];
    BigTensor product =
        BigTensor.build(
            shape,
            index -> {
              int[] atLeft = index.clone();
              int[] atRight = index.clone();
              BigDecimal sum = BigDecimal.ZERO;
              for (int k = 0; k < inner; k++) {
                atLeft[rank - 1] = k;
                atRight[rank - 2] = k;
                sum = sum.add(times(left.at(atLeft), right.at(atRight)));
              }
              return sum;
            });
    int[] result = batch;
    if (a.rank() > 1) {
      result = append(result, shape[rank - 2]);
    }
    return product.reshape(b.rank() > 1 ? append(result, shape[rank - 1]) : result);
  }

  private static int[] append(int[] shape, int extent) {
    int[] longer = Arrays.copyOf(shape, shape.length + 1);
    longer[shape.length] = extent;
    return longer;
  }

  private static BigTensor linear(BigCall call) {
    BigTensor product = matmul(call.tensor("input"), exchange(call.tensor("weight"), 0, 1));
    return call.has("bias") ? product.zip(call.tensor("bias"), BigDecimal::add) : product;
  }

  private static BigTensor meanSquaredError(BigCall call) {
    BigTensor difference = call.tensor("input").zip(call.tensor("target"), BigDecimal::subtract);
    return reduced(call, difference.map(d -> times(d, d)));
  }

  private static BigTensor binaryCrossEntropy(BigCall call) {
    return weighted(
        call,
        call.tensor("input")
            .zip(
                call.tensor("target"),
                (p, t) ->
                    times(t, atLeastMinus100(p))
                        .add(times(ONE.subtract(t), atLeastMinus100(ONE.subtract(p))))
                        .negate()));
  }

  private static BigDecimal atLeastMinus100(BigDecimal probability) {
    BigDecimal least = BigDecimal.valueOf(-100);
    return probability.signum() == 0 ? least : BigMath.log(probability).max(least);
  }

  /** With log σ(x) = −log(1 + e^−x) and 1 − σ(x) = σ(−x), whatever the size of x. */
  private static BigTensor binaryCrossEntropyWithLogits(BigCall call) {
    BigTensor x = call.tensor("input");
    BigTensor t = call.tensor("target");
    return weighted(
        call,
        BigTensor.build(
            x.shape(),
            at -> {
              BigDecimal p =
                  call.arguments().isNone("pos_weight") ? ONE : call.tensor("pos_weight").at(at);
              BigDecimal hit = BigMath.log1p(BigMath.exp(x.at(at).negate()));
              BigDecimal miss = BigMath.log1p(BigMath.exp(x.at(at)));
              return times(times(p, t.at(at)), hit).add(times(ONE.subtract(t.at(at)), miss));
            }));
  }

  private static BigTensor weighted(BigCall call, BigTensor losses) {
    return reduced(
        call,
        call.arguments().isNone("weight")
            ? losses
            : losses.zip(call.tensor("weight"), BigOps::times));
  }

  private static BigTensor reduced(BigCall call, BigTensor losses) {
    List<BigDecimal> all = Arrays.asList(losses.elements());
    return switch (call.arguments().text("reduction")) {
      case "none" -> losses;
      case "sum" -> BigTensor.scalar(sum(all));
      case "mean" -> BigTensor.scalar(mean(all));
      default -> throw new IllegalArgumentException(call.arguments().text("reduction"));
    };
  }

  private static BigTensor reshape(BigCall call) {
    BigTensor x = call.tensor("input");
    int[] shape = call.arguments().integers("shape");
    int known = Math.abs(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
    return x.reshape(
        Arrays.stream(shape).map(n -> n == -1 ? x.elements().length / known : n).toArray());
  }

  private static BigTensor flatten(BigCall call) {
    BigTensor x = call.tensor("input");
    int start = call.dim("start_dim", x.rank());
    int end = call.dim("end_dim", x.rank());
    int[] shape = Arrays.copyOf(x.shape(), start);
    shape = append(shape, Arrays.stream(x.shape(), start, end + 1).reduce(1, (a, b) -> a * b));
    for (int dim = end + 1; dim < x.rank(); dim++) {
      shape = append(shape, x.shape()[dim]);
    }
    return x.reshape(shape);
  }

  private static BigTensor transpose(BigCall call, String first, String second) {
    BigTensor x = call.tensor("input");
    return exchange(x, call.dim(first, x.rank()), call.dim(second, x.rank()));
  }

  private static BigTensor exchange(BigTensor x, int first, int second) {
    return x.rank() < 2
        ? x
        : x.view(exchanged(x.shape(), first, second), i -> exchanged(i, first, second));
  }

  private static int[] exchanged(int[] values, int first, int second) {
    int i = Math.floorMod(first, values.length);
    int j = Math.floorMod(second, values.length);
    int[] result = values.clone();
    result[i] = values[j];
    result[j] = values[i];
    return result;
  }
}
