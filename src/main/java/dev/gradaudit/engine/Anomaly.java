package dev.gradaudit.engine;

/**
 * The first operation, in execution order, that made a NaN or an infinity out of finite operands.
 *
 * @param role {@code forward}, or {@code grad of} and the operand
 * @param line the program line
 * @param statement its text
 * @param value {@code nan}, {@code inf} or {@code -inf}
 */
public record Anomaly(
    String op, String role, int line, int column, String statement, String value) {}
