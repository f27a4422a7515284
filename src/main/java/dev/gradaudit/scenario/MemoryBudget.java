package dev.gradaudit.scenario;

import dev.gradaudit.program.TensorType;
import java.util.Locale;

/** Refuses tensors that cannot fit in memory, before anything is allocated for them. */
final class MemoryBudget {
  /** The largest array that every JVM can make. */
  private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  private final FaultLog faults;
  private final long available;
  private long needed;

  MemoryBudget(FaultLog faults, long available) {
    this.faults = faults;
    this.available = available;
  }

  /**
   * Sets memory aside for a tensor. Once the tensors before it have used it up, each one that
   * follows is refused too, with the sum so far.
   *
   * @param at where a fault is placed
   */
  boolean reserve(DocumentNode at, String name, TensorType type) {
    long size = type.shape().size();
    if (size > MAX_ELEMENTS) {
      faults.add(
          at,
          "tensor "
              + Wording.quoted(name)
              + " has "
              + (size == Long.MAX_VALUE ? "more than 2^63" : size)
              + " elements, but at most "
              + MAX_ELEMENTS
              + " fit in one tensor",
          null);
      return false;
    }
    // At most 2^31 tensors of 2^34 bytes each would overflow; no file holds so many.
    needed += size * type.dtype().bytes();
    if (needed > available) {
      faults.add(
          at,
          "the tensors up to "
              + Wording.quoted(name)
              + " need "
              + amount(needed)
              + ", but only "
              + amount(available)
              + " are available for tensors",
          "make them smaller, or give Java more memory (-Xmx)");
      return false;
    }
    return true;
  }

  private static String amount(long bytes) {
    if (bytes < 1_000_000) {
      return bytes + " bytes";
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", (double) bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", (double) bytes / 1e9);
  }
}
