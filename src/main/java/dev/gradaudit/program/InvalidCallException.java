package dev.gradaudit.program;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by {@link Op#infer} for a call that cannot work. The compiler turns it into a {@link
 * Fault} at the argument that is to blame, so it never leaves the package.
 */
public final class InvalidCallException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final @Nullable String parameter;
  private final @Nullable String advice;

  /**
   * @param parameter the argument that is to blame, or null for the call as a whole
   * @param message one sentence fragment that names the operands and their shapes
   */
  public InvalidCallException(@Nullable String parameter, String message, @Nullable String advice) {
    super(message);
    this.parameter = parameter;
    this.advice = advice;
  }

  public InvalidCallException(@Nullable String parameter, String message) {
    this(parameter, message, null);
  }

  public @Nullable String parameter() {
    return parameter;
  }

  public @Nullable String advice() {
    return advice;
  }

  /** The text of the fault; never null, unlike the inherited one. */
  public String text() {
    String message = getMessage();
    return message == null ? "invalid call" : message;
  }
}
