package dev.gradaudit.audit;

import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Expectation;
import org.jspecify.annotations.Nullable;

/**
 * The verdict along one axis, with the numbers that it states.
 *
 * @param holds whether the expectation does; never true for {@code INCONCLUSIVE}
 * @param reason one sentence without a full stop: why this verdict
 * @param vacuous proved by the data, so that no implementation under test could be caught here
 * @param comparesGradients false along the seed when the data changes with it: then what is
 *     compared are the verdicts of the other axes, seed by seed
 * @param runs how many runs took part
 * @param groups in how many groups of runs that differ along this axis only
 * @param distinct the largest number of different results within one group
 * @param comparisons how many pairs of gradients were compared
 * @param elements elements of all gradients together
 * @param elementsVarying how many of them took more than one value within some group
 * @param maxUlp the largest ULP distance from a group's first run, unsigned
 * @param meanUlp the mean distance over the elements in the comparison that holds the maximum
 * @param nonFinite pairs of elements that have no distance because one is NaN or infinite
 * @param probabilityMatch for {@code IDENTICAL}: with the confidence of the plan a further run
 *     matches with at least this probability; null otherwise
 * @param boundUlp how far apart any two orders can be, in ULPs, for the element where they can be
 *     furthest; null when not known or not finite
 * @param worst the comparison with the largest distance; null when nothing differs
 */
public record AxisVerdict(
    Axis axis,
    Verdict verdict,
    Expectation expectation,
    boolean holds,
    String reason,
    boolean vacuous,
    boolean comparesGradients,
    int runs,
    int groups,
    int distinct,
    int comparisons,
    int elements,
    int elementsVarying,
    long maxUlp,
    double meanUlp,
    int nonFinite,
    @Nullable Double probabilityMatch,
    @Nullable Double boundUlp,
    @Nullable Comparison worst) {}
