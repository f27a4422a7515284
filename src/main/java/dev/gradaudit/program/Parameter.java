package dev.gradaudit.program;

/**
 * One parameter of an operator.
 *
 * @param name PyTorch's keyword
 * @param kind what it accepts, and None where that is the default
 * @param defaultValue used when the argument is left out; {@link Argument.Missing} when it may not
 *     be left out
 */
public record Parameter(String name, Kind kind, Argument defaultValue) {
  /** What a parameter accepts. */
  public enum Kind {
    /** A tensor; a number is taken as a scalar tensor of the other operands' dtype. */
    TENSOR,
    /** A tensor or None. */
    OPTIONAL_TENSOR,
    /** A tensor of truth values; takes no part in promotion. */
    MASK,
    /** A tensor of int64; takes no part in promotion. */
    INDICES,
    /** A tensor, or a number that stays a number. */
    TENSOR_OR_NUMBER,
    NUMBER,
    INT,
    /** A list or tuple of tensors. */
    TENSORS,
    /** One int, a tuple or list of ints, or None. */
    DIMS,
    /** The same, and None among the ints. */
    DIMS_OR_NONE,
    /** As DIMS, or True or False: for functions whose first flag may stand in this place. */
    DIMS_OR_BOOL,
    /** Ints, as one tuple or list or spread over the rest of the positional arguments. */
    INTS,
    BOOL,
    STRING,
    /** One int, a tuple or list of ints, or a string. */
    INTS_OR_STRING,
    NUMBER_OR_STRING,
    /**
     * What stands between the brackets of {@code x[...]}, tensors included; not callable by name.
     */
    INDEX
  }

  public static Parameter required(String name, Kind kind) {
    return new Parameter(name, kind, new Argument.Missing());
  }

  public static Parameter optional(String name, Kind kind, Argument defaultValue) {
    return new Parameter(name, kind, defaultValue);
  }

  public boolean isRequired() {
    return defaultValue instanceof Argument.Missing;
  }
}
