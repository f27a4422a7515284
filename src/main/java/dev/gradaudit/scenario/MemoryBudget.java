package dev.gradaudit.scenario;

import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Tensors;
import java.util.Locale;

/** Refuses tensors that cannot fit in memory, before anything is allocated for them. */
final class MemoryBudget {
  /** The largest array that every JVM can make. */
  private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  private final FaultLog faults;
  private final long available;
  private long used;

  MemoryBudget(FaultLog faults, long available) {
    this.faults = faults;
    this.available = available;
  }

  /**
   * Sets memory aside for a tensor, if there is enough.
   *
   * @param at where a fault is placed
   */
  boolean reserve(DocumentNode at, String name, TensorType type) {
    long size = type.shape().size();
    int bytes = Tensors.heldBytes(type.dtype());
    long together = size > (Long.MAX_VALUE - used) / bytes ? Long.MAX_VALUE : used + size * bytes;
    if (together > available) {
      faults.add(
          at,
          "the tensors up to "
              + Wording.quoted(name)
              + " need "
              + amount(together)
              + ", but only "
              + amount(available)
              + " are available for tensors",
          "make them smaller, or give Java more memory (-Xmx)");
      return false;
    }
    if (size > MAX_ELEMENTS) {
      faults.add(
          at,
          "tensor " + Wording.quoted(name) + " has " + size + " elements",
          "a tensor has at most " + MAX_ELEMENTS);
      return false;
    }
    used = together;
    return true;
  }

  private static String amount(long bytes) {
    if (bytes < 1_000_000) {
      return bytes + " bytes";
    }
    if (bytes == Long.MAX_VALUE) {
      return "more than 2^63 bytes";
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", (double) bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", (double) bytes / 1e9);
  }
}
