package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The first order that gave the smallest result so far, the first of the largest, one of NaN. */
final class ObservedExtremes {
  private WorstOrders.@Nullable Extreme lowest;
  private WorstOrders.@Nullable Extreme highest;
  private WorstOrders.@Nullable Extreme notANumber;

  /** Whether a result is a new extreme. */
  boolean wants(double sum) {
    return Double.isNaN(sum)
        ? notANumber == null
        : lowest == null
            || highest == null
            || Double.compare(sum, lowest.sum()) < 0
            || Double.compare(sum, highest.sum()) > 0;
  }

  void add(WorstOrders.Extreme seen) {
    if (Double.isNaN(seen.sum())) {
      notANumber = notANumber == null ? seen : notANumber;
      return;
    }
    if (lowest == null || Double.compare(seen.sum(), lowest.sum()) < 0) {
      lowest = seen;
    }
    if (highest == null || Double.compare(seen.sum(), highest.sum()) > 0) {
      highest = seen;
    }
  }

  /** The largest or the smallest result, NaN when nothing else was seen. */
  WorstOrders.Extreme extreme(boolean largest) {
    WorstOrders.Extreme extreme = largest ? highest : lowest;
    return extreme == null ? Objects.requireNonNull(notANumber) : extreme;
  }

  WorstOrders orders(DType dtype, AnyOrderBound bound, int evaluations) {
    return new WorstOrders(dtype, extreme(false), extreme(true), notANumber, bound, evaluations);
  }
}
