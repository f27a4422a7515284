package dev.gradaudit.reduction;

import org.jspecify.annotations.Nullable;

/**
 * The orders of a library: a policy that sums each kind of site in the library's way, with the
 * library's own partition into threads. Where a library's way is not known a profile falls back to
 * something else, and {@link #uncovered} says so.
 */
public interface Profile extends Order {
  /**
   * What a profile stands for, for {@code list orders}.
   *
   * @param spelling with a letter for a parameter: {@code nccl-ring:R}
   * @param library which one, in which version
   * @param processor for which hardware it holds
   * @param claims what it sums as the library does
   * @param leavesOut what it does not cover, and what it does there
   * @param verified whether it was compared with the real library bit by bit; otherwise it follows
   *     the library's sources
   */
  record Claim(
      String spelling,
      String library,
      String processor,
      String claims,
      String leavesOut,
      boolean verified) {}

  Claim claim();

  /**
   * Why a site is not summed as the library does, in a few words; null where it is.
   *
   * @param threads as for {@link #plan}
   */
  @Nullable String uncovered(Site site, int threads);

  @Override
  default boolean roundsAtRandom() {
    return false;
  }

  @Override
  default boolean races() {
    return false;
  }
}
