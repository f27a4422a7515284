package dev.gradaudit.audit;

import dev.gradaudit.compare.Difference;
import org.jspecify.annotations.Nullable;

/** Which of two differences is the larger one. */
final class Furthest {
  private Furthest() {}

  /**
   * Whether a difference is strictly larger than the largest so far. Pairs without a distance (NaN,
   * infinities) come first, the largest ULP distance second, the number of differing elements last.
   */
  static boolean isBeyond(Difference difference, @Nullable Difference largest) {
    if (difference.identical()) {
      return false;
    }
    if (largest == null) {
      return true;
    }
    boolean noDistance = !difference.nonFinite().isEmpty();
    boolean largestNoDistance = !largest.nonFinite().isEmpty();
    if (noDistance != largestNoDistance) {
      return noDistance;
    }
    int byUlps = Long.compareUnsigned(difference.maxUlp(), largest.maxUlp());
    return byUlps != 0 ? byUlps > 0 : difference.differing() > largest.differing();
  }
}
