package dev.gradaudit.reduction;

/**
 * With what arithmetic partial sums are combined.
 *
 * <p>fl rounds to the dtype. For the narrow dtypes it rounds what was computed in float32, which is
 * as good as one rounding of the exact result, but for products of bfloat16 below 2^-126: float32
 * has more than twice their significant bits and two. A partial sum is a pair (s, c); a term is (x,
 * 0), and a term that is a product is x = fl(a·b) unless said otherwise.
 *
 * <ul>
 *   <li>plain: s = fl(s1 + s2).
 *   <li>fma: as plain, but where the right partial sum is a single product, s = fl(a·b + s1) with
 *       one rounding of the exact value, in the narrow dtypes too.
 *   <li>kahan: y = fl(s2 − fl(c1 + c2)), s = fl(s1 + y), c = fl(fl(s − s1) − y); the result is s.
 *   <li>neumaier: s = fl(s1 + s2), c = fl(fl(c1 + c2) + e) with e = s1 + s2 − s by TwoSum; the
 *       result is fl(s + c).
 *   <li>wide: s is a float32 for the narrow dtypes, a float64 for float32, a pair of float64 for
 *       float64; the result is fl(s). What is added are terms of the dtype, products among them.
 *   <li>stochastic: s = s1 + s2 rounded to one of its neighbours at random, to each with a
 *       probability that falls linearly with its distance: {@link StochasticRounding}.
 *   <li>exact: the sum of the terms, without any rounding, rounded once to the dtype.
 * </ul>
 *
 * <p>Where a term is not finite, kahan, neumaier and wide give what plain gives.
 */
public enum Accumulation {
  PLAIN("plain", "rounds every addition to the dtype"),
  FMA("fma", "fuses a product into the accumulator: one rounding instead of two"),
  KAHAN("kahan", "carries a correction into the next addition"),
  NEUMAIER("neumaier", "carries the error of every addition, added at the end"),
  WIDE(
      "wide",
      "adds in float32 (16 bits), float64 (float32) or double-double (float64), rounds once"),
  STOCHASTIC("stochastic", "rounds every addition up or down at random, without bias"),
  EXACT("exact", "correctly rounded; the same for every permutation, tree and thread count");

  private final String label;
  private final String summary;

  Accumulation(String label, String summary) {
    this.label = label;
    this.summary = summary;
  }

  public String label() {
    return label;
  }

  /** One line for {@code list orders}. */
  public String summary() {
    return summary;
  }
}
