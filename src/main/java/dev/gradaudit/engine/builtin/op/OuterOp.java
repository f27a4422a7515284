package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.program.Call;
import dev.gradaudit.program.CompositeOp;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;

/** The products of all pairs of elements of two vectors. */
final class OuterOp implements CompositeOp {
  @Override
  public Signature signature() {
    return Signatures.promoting(
        "outer",
        "products of all pairs of elements of two vectors",
        Signatures.INPUT,
        Parameter.required("vec2", Kind.TENSOR));
  }

  @Override
  public String definition(Call call) {
    for (String vector : new String[] {"input", "vec2"}) {
      if (call.type(vector).shape().rank() != 1) {
        throw new InvalidCallException(
            vector, "needs a vector, but its shape is " + call.type(vector).shape());
      }
    }
    return "input[:, None] * vec2";
  }
}
