package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import java.util.List;

/** Short ways to write signatures. */
final class Signatures {
  static final Parameter INPUT = Parameter.required("input", Kind.TENSOR);
  static final Parameter OTHER = Parameter.required("other", Kind.TENSOR);
  static final Parameter TARGET = Parameter.required("target", Kind.TENSOR);
  static final Parameter DIM = Parameter.required("dim", Kind.INT);
  static final Parameter DIMS = Parameter.required("dim", Kind.DIMS);
  static final Parameter ALL_DIMS = Parameter.optional("dim", Kind.DIMS, Argument.none());
  static final Parameter KEEPDIM = Parameter.optional("keepdim", Kind.BOOL, Argument.of(false));
  static final Parameter REDUCTION =
      Parameter.optional("reduction", Kind.STRING, Argument.of("mean"));

  /** The dtype that the input is converted to first. */
  static final Parameter DTYPE = Parameter.optional("dtype", Kind.STRING, Argument.none());

  private Signatures() {}

  /** A parameter that may be left out. */
  static Parameter option(String name, Kind kind, Argument defaultValue) {
    return Parameter.optional(name, kind, defaultValue);
  }

  /** A number that may be left out. */
  static Parameter number(String name, double defaultValue) {
    return Parameter.optional(name, Kind.NUMBER, Argument.of(defaultValue));
  }

  /** A flag that may be left out. */
  static Parameter flag(String name, boolean defaultValue) {
    return Parameter.optional(name, Kind.BOOL, Argument.of(defaultValue));
  }

  /** An operator whose tensor operands have one dtype from the start. */
  static Signature of(String name, String summary, Parameter... parameters) {
    return new Signature(name, List.of(), summary, List.of(parameters), false);
  }

  /** An operator whose tensor operands are converted to a common dtype first. */
  static Signature promoting(String name, String summary, Parameter... parameters) {
    return new Signature(name, List.of(), summary, List.of(parameters), true);
  }

  static Signature withAliases(Signature signature, String... aliases) {
    return new Signature(
        signature.name(),
        List.of(aliases),
        signature.summary(),
        signature.parameters(),
        signature.promotes());
  }
}
