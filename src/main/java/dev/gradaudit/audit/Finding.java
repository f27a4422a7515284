package dev.gradaudit.audit;

import dev.gradaudit.plan.Axis;
import org.jspecify.annotations.Nullable;

/**
 * Something the user should know.
 *
 * @param code a stable identifier in kebab-case, such as {@code order-dependent}
 * @param axis the axis that it concerns, or null
 * @param message one or two sentences
 * @param advice what to do; may be empty
 */
public record Finding(
    String code, Severity severity, @Nullable Axis axis, String message, String advice) {
  /** How much it matters. */
  public enum Severity {
    ERROR,
    WARNING,
    NOTE
  }
}
