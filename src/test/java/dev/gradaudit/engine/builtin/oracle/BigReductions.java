package dev.gradaudit.engine.builtin.oracle;

import static dev.gradaudit.engine.builtin.oracle.BigMath.DIGITS;
import static dev.gradaudit.engine.builtin.oracle.BigMath.ONE;

import dev.gradaudit.program.Argument;
import java.math.BigDecimal;
import java.util.Arrays;
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
    put(table, "max", all -> all.stream().max(Comparator.naturalOrder()).orElseThrow());
    put(table, "min", all -> all.stream().min(Comparator.naturalOrder()).orElseThrow());
    put(table, "amin", all -> all.stream().min(Comparator.naturalOrder()).orElseThrow());
    put(table, "prod", all -> all.stream().reduce(ONE, BigReductions::times));
    put(table, "argmax", all -> place(all, (a, b) -> a.compareTo(b) >= 0 ? a : b));
    put(table, "argmin", all -> place(all, (a, b) -> a.compareTo(b) <= 0 ? a : b));
    table.put("var", call -> spread(call, variance -> variance));
    table.put("std", call -> spread(call, BigMath::sqrt));
    table.put("norm", call -> reduce(call, all -> norm(all, power(call, "p"))));
    table.put("linalg_norm", BigReductions::linalgNorm);
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

  private static double power(BigCall call, String parameter) {
    return call.arguments().get(parameter) instanceof Argument.Num number ? number.value() : 2;
  }

  private static BigTensor linalgNorm(BigCall call) {
    BigTensor x = call.tensor("A");
    return x.reduce(
        call.dims("dim", x.rank()),
        call.arguments().flag("keepdim"),
        all -> norm(all, power(call, "ord")));
  }

  private static BigTensor spread(BigCall call, Function<BigDecimal, BigDecimal> f) {
    BigTensor x = call.tensor("input");
    boolean all = call.arguments().get("dim") instanceof Argument.Bool;
    boolean[] every = new boolean[x.rank()];
    Arrays.fill(every, true);
    return x.reduce(
        all ? every : call.dims("dim", x.rank()),
        call.arguments().flag("keepdim"),
        group -> f.apply(variance(call, group)));
  }

  private static boolean isUnbiased(BigCall call) {
    if (call.arguments().get("dim") instanceof Argument.Bool flag) {
      return flag.value();
    }
    return call.arguments().isNone("unbiased") || call.arguments().flag("unbiased");
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
            ? BigDecimal.valueOf(isUnbiased(call) ? 1 : 0)
            : call.number("correction");
    return squares.divide(n.subtract(correction), DIGITS);
  }

  private static BigDecimal norm(List<BigDecimal> all, double p) {
    if (p == Double.POSITIVE_INFINITY) {
      return all.stream().map(BigDecimal::abs).max(Comparator.naturalOrder()).orElseThrow();
    }
    if (p == Double.NEGATIVE_INFINITY) {
      return all.stream().map(BigDecimal::abs).min(Comparator.naturalOrder()).orElseThrow();
    }
    if (p == 0) {
      return BigDecimal.valueOf(all.stream().filter(x -> x.signum() != 0).count());
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
