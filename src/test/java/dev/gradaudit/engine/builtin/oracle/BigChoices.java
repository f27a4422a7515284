package dev.gradaudit.engine.builtin.oracle;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.IntPredicate;

/** Truth values as the decimals 0 and 1, and what depends on them. */
final class BigChoices {
  private BigChoices() {}

  static void define(Map<String, BigOps.Definition> table) {
    compare(table, "lt", sign -> sign < 0);
    compare(table, "le", sign -> sign <= 0);
    compare(table, "gt", sign -> sign > 0);
    compare(table, "ge", sign -> sign >= 0);
    compare(table, "eq", sign -> sign == 0);
    compare(table, "ne", sign -> sign != 0);
    combine(table, "bitwise_and", BigDecimal::multiply);
    combine(table, "bitwise_or", BigDecimal::max);
    combine(table, "bitwise_xor", (a, b) -> a.subtract(b).abs());
    table.put("bitwise_not", call -> call.tensor("input").map(BigDecimal.ONE::subtract));
    table.put("bool", call -> call.tensor("input").map(x -> truth(x.signum() != 0)));
    table.put("long", call -> call.tensor("input").map(x -> x.setScale(0, RoundingMode.DOWN)));
    table.put("where", BigChoices::where);
  }

  private static BigDecimal truth(boolean holds) {
    return holds ? BigDecimal.ONE : BigDecimal.ZERO;
  }

  private static void compare(Map<String, BigOps.Definition> table, String op, IntPredicate holds) {
    combine(table, op, (a, b) -> truth(holds.test(a.compareTo(b))));
  }

  private static void combine(
      Map<String, BigOps.Definition> table, String op, BinaryOperator<BigDecimal> f) {
    table.put(op, call -> call.tensor("input").zip(call.tensor("other"), f));
  }

  private static BigTensor where(BigCall call) {
    BigTensor condition = call.tensor("condition");
    BigTensor input = call.tensor("input");
    BigTensor other = call.tensor("other");
    int[] shape =
        BigTensor.broadcast(condition.shape(), BigTensor.broadcast(input.shape(), other.shape()));
    return BigTensor.build(
        shape, at -> condition.at(at).signum() != 0 ? input.at(at) : other.at(at));
  }
}
