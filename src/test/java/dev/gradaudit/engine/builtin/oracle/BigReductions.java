package dev.gradaudit.engine.builtin.oracle;

import static dev.gradaudit.engine.builtin.oracle.BigMath.DIGITS;
import static dev.gradaudit.engine.builtin.oracle.BigMath.ONE;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** Reductions, from their definitions. */
final class BigReductions {
  private BigReductions() {}

  static void define(Map<String, BigOps.Definition> table) {
    put(table, "amax", all -> all.stream().max(Comparator.naturalOrder()).orElseThrow());
    put(table, "amin", all -> all.stream().min(Comparator.naturalOrder()).orElseThrow());
    put(table, "prod", all -> all.stream().reduce(ONE, BigReductions::times));
    put(table, "argmax", all -> place(all, (a, b) -> a.compareTo(b) >= 0 ? a : b));
    put(table, "argmin", all -> place(all, (a, b) -> a.compareTo(b) <= 0 ? a : b));
    table.put("var", call -> reduce(call, all -> variance(call, all)));
    table.put("std", call -> reduce(call, all -> BigMath.sqrt(variance(call, all))));
    table.put("norm", call -> reduce(call, all -> norm(all, call.arguments().real("p"))));
    table.put("vector_norm", call -> reduce(call, all -> norm(all, call.arguments().real("ord"))));
    table.put("trace", BigReductions::trace);
    table.put("cumsum", BigReductions::cumsum);
  }

  private static BigDecimal times(BigDecimal a, BigDecimal b) {
    return a.multiply(b, DIGITS);
  }

  private static void put(
      Map<String, BigOps.Definition> table, String op, Function<List<BigDecimal>, BigDecimal> f) {
    table.put(op, call -> reduce(call, f));
  }

  static BigTensor reduce(BigCall call, Function<List<BigDecimal>, BigDecimal> f) {
    BigTensor x = call.tensor("input");
    return x.reduce(call.dims("dim", x.rank()), call.arguments().flag("keepdim"), f);
  }

  private static BigDecimal place(List<BigDecimal> all, BinaryOperator<BigDecimal> better) {
    return BigDecimal.valueOf(all.indexOf(all.stream().reduce(better).orElseThrow()));
  }

  private static BigDecimal variance(BigCall call, List<BigDecimal> all) {
    BigDecimal n = BigDecimal.valueOf(all.size());
    BigDecimal mean = all.stream().reduce(BigDecimal.ZERO, BigDecimal::add).divide(n, DIGITS);
    BigDecimal squares =
        all.stream()
            .map(x -> times(x.subtract(mean), x.subtract(mean)))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal correction =
        call.arguments().isNone("correction")
            ? BigDecimal.valueOf(call.arguments().flag("unbiased") ? 1 : 0)
            : call.number("correction");
    return squares.divide(n.subtract(correction), DIGITS);
  }

  private static BigDecimal norm(List<BigDecimal> all, double p) {
    if (p == Double.POSITIVE_INFINITY) {
      return all.stream().map(BigDecimal::abs).max(Comparator.naturalOrder()).orElseThrow();
    }
    BigDecimal power = new BigDecimal(p);
    BigDecimal sum =
        all.stream()
            .map(x -> x.signum() == 0 ? x : BigMath.pow(x.abs(), power))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return p == 1 ? sum : BigMath.pow(sum, ONE.divide(power, DIGITS));
  }

  private static BigTensor trace(BigCall call) {
    BigTensor x = call.tensor("input");
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < Math.min(x.shape()[0], x.shape()[1]); i++) {
      sum = sum.add(x.at(i, i));
    }
    return BigTensor.scalar(sum);
  }

  private static BigTensor cumsum(BigCall call) {
    BigTensor x = call.tensor("input");
    int dim = call.dim("dim", x.rank());
    return BigTensor.build(
        x.shape(),
        at -> {
          BigDecimal sum = BigDecimal.ZERO;
          int[] earlier = at.clone();
          for (int i = 0; i <= at[dim]; i++) {
            earlier[dim] = i;
            sum = sum.add(x.at(earlier));
          }
          return sum;
        });
  }
}
