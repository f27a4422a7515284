package dev.gradaudit.reveal;

/**
 * Sizes that no tree has.
 *
 * @param first a term
 * @param second another one
 * @param size what the sum said of how many terms the smallest partial sum with both has; negative
 *     where it said nothing
 * @param members how many terms are seen to belong to it
 * @param alwaysTwo whether the answer was 2 for every pair with the first term
 */
public record Contradiction(int first, int second, int size, int members, boolean alwaysTwo) {}
