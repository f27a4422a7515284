package dev.gradaudit.reduction;

/**
 * The identity of a place where terms are summed: the same for every run of a program.
 *
 * @param node the id of the node of the program that it serves
 * @param op the operator's name
 * @param role {@code forward}, {@code grad of x}, or {@code fan-out}
 * @param label tells several sums of one operator apart, such as {@code denominator}; may be empty
 * @param line the program line, from 1
 * @param column the operator's column in that line, from 1
 */
public record SiteKey(int node, String op, String role, String label, int line, int column) {}
