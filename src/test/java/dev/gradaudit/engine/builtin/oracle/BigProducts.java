package dev.gradaudit.engine.builtin.oracle;

import java.util.Map;

/** Products of tensors. */
final class BigProducts {
  private BigProducts() {}

  static void define(Map<String, BigOps.Definition> table) {
    table.put("outer", BigProducts::outer);
  }

  private static BigTensor outer(BigCall call) {
    BigTensor a = call.tensor("input");
    BigTensor b = call.tensor("vec2");
    return BigTensor.build(
        new int[] {a.shape()[0], b.shape()[0]}, at -> a.at(at[0]).multiply(b.at(at[1])));
  }
}
