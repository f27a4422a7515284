package dev.gradaudit.compare;

import dev.gradaudit.numeric.DType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How two tensors of the same dtype and shape differ, element by element. Facts only. Integers are
 * |a−b| ULPs apart.
 *
 * @param dtype of both tensors: says how many bits the raw bits have
 * @param elements how many elements were compared
 * @param differing how many have other bits, whatever the reason
 * @param maxUlp the largest ULP distance among pairs of finite numbers, as an unsigned 64-bit
 *     integer
 * @param meanUlp the mean of the distances over all pairs of finite numbers, equal ones included; 0
 *     when there are none. The sum is exact; it and the quotient are rounded once each
 * @param p99Ulp the least distance that at least 99 % of these pairs do not exceed, unsigned
 * @param maxAbs the largest absolute difference of finite pairs, in float64: infinite when it
 *     overflows
 * @param maxRel the largest of |a−b| / max(|a|, |b|) of finite pairs, 0 for equal ones; never above
 *     2
 * @param signOfZero pairs of zeros with other signs (0 ULPs apart)
 * @param nonFinite pairs of which at least one is not finite and whose bits differ, by category;
 *     never part of the ULP figures. In the order of the categories; those without pairs are left
 *     out
 * @param histogram finite pairs by distance: the number with 0, then [1], [2,3], [4,7], … up to the
 *     last bucket that is not empty; entry k counts distances of k significant bits
 * @param worst the pair with the largest distance, the first in row-major order among equals; a
 *     pair of {@code nonFinite} comes before any finite one; null when nothing differs
 */
public record Difference(
    DType dtype,
    long elements,
    long differing,
    long maxUlp,
    double meanUlp,
    long p99Ulp,
    double maxAbs,
    double maxRel,
    long signOfZero,
    Map<NonFinite, Long> nonFinite,
    List<Long> histogram,
    @Nullable Worst worst) {
  public Difference {
    Map<NonFinite, Long> inEnumOrder = new EnumMap<>(NonFinite.class);
    inEnumOrder.putAll(nonFinite);
    nonFinite = Collections.unmodifiableMap(inEnumOrder);
    histogram = List.copyOf(histogram);
  }

  /** Ways to differ that have no distance. */
  public enum NonFinite {
    NAN_AGAINST_NUMBER,
    INFINITE_AGAINST_FINITE,
    OPPOSITE_INFINITIES,
    NAN_PAYLOAD
  }

  /** Whether every bit is the same. */
  public boolean identical() {
    return differing == 0;
  }

  public long nonFiniteTotal() {
    return nonFinite.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * One pair of elements.
   *
   * @param index the index of each dimension
   * @param fromBits raw bits, zero-extended
   */
  public record Worst(List<Integer> index, double from, double to, long fromBits, long toBits) {
    public Worst {
      index = List.copyOf(index);
    }
  }
}
