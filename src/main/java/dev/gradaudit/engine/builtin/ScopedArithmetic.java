package dev.gradaudit.engine.builtin;

import java.util.List;

/** What the tape needs of an arithmetic besides the primitives that rules see. */
interface ScopedArithmetic extends Arithmetic {
  /** Names the reduction sites that follow. */
  void enter(SiteScope scope);

  /** Whether the sums of {@link #matmulPlus} begin with the bias. */
  boolean startsFromBias(Value a, Value b);

  /** A reduction site: the gradients of several uses of one tensor, in the order given. */
  Value accumulate(List<Value> contributions, List<Integer> groups);
}
