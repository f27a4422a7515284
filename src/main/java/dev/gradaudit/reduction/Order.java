package dev.gradaudit.reduction;

/**
 * A policy of summation: it plans each reduction site as its kind, extents, dtype and threads
 * demand. Two orders are equal when their names are.
 */
public interface Order {
  /** The canonical spelling, which {@link Orders#parse} reads back. */
  String name();

  /** Whether products of a sum of products may be fused into the accumulator. */
  boolean fusesProducts();

  /**
   * Whether sums are rounded up or down at random, as the seed has it: then even a sum of two terms
   * is not the same under every order.
   */
  boolean roundsAtRandom();

  /** Whether equal runs may differ: true only where real threads race. */
  boolean races();

  /**
   * Whether the sums of a product to which a bias is added begin with the bias: then they are
   * planned as a site of kind {@link SiteKind#LINEAR}.
   *
   * @param product the site without the bias
   */
  default boolean startsFromBias(Site product) {
    return false;
  }

  /**
   * @param threads the logical threads that carry the sum, at least 1
   * @param seed drives what is random in the schedule; nothing else does
   */
  SumPlan plan(Site site, int threads, long seed);
}
