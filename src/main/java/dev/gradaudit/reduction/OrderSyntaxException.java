package dev.gradaudit.reduction;

import org.jspecify.annotations.Nullable;

/** Thrown by {@link Orders#parse} for text that is not an order. */
public final class OrderSyntaxException extends Exception {
  private static final long serialVersionUID = 1;

  private final String problem;
  private final @Nullable String advice;

  public OrderSyntaxException(String problem, @Nullable String advice) {
    super(problem);
    this.problem = problem;
    this.advice = advice;
  }

  /** What is wrong, in one sentence fragment. */
  public String problem() {
    return problem;
  }

  /** The way out, such as the nearest valid name; may be null. */
  public @Nullable String advice() {
    return advice;
  }
}
