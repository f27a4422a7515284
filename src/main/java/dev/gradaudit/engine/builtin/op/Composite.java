package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.program.Call;
import dev.gradaudit.program.CompositeOp;
import dev.gradaudit.program.Signature;
import java.util.List;
import java.util.function.Function;

/**
 * An operator that is nothing but its signature and its definition.
 *
 * @param resultNames what the items of a tuple are called; empty where they have no names
 * @param text the definition for a call
 */
record Composite(
    Signature signature, boolean givesTuple, List<String> resultNames, Function<Call, String> text)
    implements CompositeOp {
  /** One whose definition depends on the call. */
  static Composite of(Signature signature, Function<Call, String> text) {
    return new Composite(signature, false, List.of(), text);
  }

  /** One whose definition is always the same. */
  static Composite of(Signature signature, String text) {
    return of(signature, call -> text);
  }

  /** One that gives a tuple, whose items may have names. */
  static Composite tuple(Signature signature, List<String> names, Function<Call, String> text) {
    return new Composite(signature, true, names, text);
  }

  @Override
  public String definition(Call call) {
    return text.apply(call);
  }
}
