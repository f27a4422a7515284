package dev.gradaudit.engine;

/**
 * The first NaN or infinity, in execution order: what made it, or that the data held it.
 *
 * @param op the operator; where no program line is to blame, the name of the tensor
 * @param role {@code forward}, {@code grad of} and the operand, {@code fan-out} where the gradients
 *     of several uses are added, or {@code data} where a tensor or number held it from the start
 * @param line the program line; 0 where none is to blame
 * @param statement its text
 * @param value {@code nan}, {@code inf} or {@code -inf}
 */
public record Anomaly(
    String op, String role, int line, int column, String statement, String value) {}
