package dev.gradaudit.reduction;

/**
 * The trees of PyTorch's sums on the processor. Items are terms, or vectors of V of them, whose
 * lanes are summed side by side.
 *
 * <p>Each method leaves its sum in a register and uses those above it.
 */
final class TorchSums {
  /** So many accumulators take turns, and so many levels has the cascade. */
  private static final int WAYS = 4;

  /** Registers that the deepest of the methods uses, the result's included. */
  static final int REGISTERS = 3 + 2 * WAYS;

  private TorchSums() {}

  /** Adds one item to a register, with the registers from {@code free} on at its disposal. */
  interface Items {
    void add(PartialSums sums, int register, int item, int free);
  }

  /** Items that are terms: {@code first}, {@code first + stride}, … */
  static Items terms(int first, int stride) {
    return (sums, register, item, free) -> {
      int term = first + item * stride;
      sums.addLeaves(register, term, term + 1, 1);
    };
  }

  /** The items first, first + step, … of others. */
  private static Items every(Items items, int first, int step) {
    return (sums, register, item, free) -> items.add(sums, register, first + item * step, free);
  }

  /**
   * A cascade: items are added to the lowest of four accumulators; when it has taken a certain
   * number, it is emptied into the next one, and so on.
   */
  static void cascade(PartialSums sums, int register, Items items, int count) {
    int bits = count <= 2 ? 1 : 32 - Integer.numberOfLeadingZeros(count - 1);
    int power = Math.max(WAYS, bits / WAYS);
    int step = 1 << power;
    int free = register + WAYS;
    for (int level = 0; level < WAYS; level++) {
      sums.zero(register + level);
    }
    int item = 0;
    while (item + step <= count) {
      for (int i = 0; i < step; i++) {
        items.add(sums, register, item++, free);
      }
      for (int level = 1; level < WAYS; level++) {
        sums.combine(register + level, register + level - 1);
        sums.zero(register + level - 1);
        if ((item & ((long) (step - 1) << (level * power))) != 0) {
          break;
        }
      }
    }
    while (item < count) {
      items.add(sums, register, item++, free);
    }
    for (int level = 1; level < WAYS; level++) {
      sums.combine(register, register + level);
    }
  }

  /** Four cascades over every fourth item, the rest added to the first of them. */
  static void row(PartialSums sums, int register, Items items, int count) {
    int each = count / WAYS;
    for (int way = 0; way < WAYS; way++) {
      cascade(sums, register + way, every(items, way, WAYS), each);
    }
    for (int item = WAYS * each; item < count; item++) {
      items.add(sums, register, item, register + WAYS);
    }
    for (int way = 1; way < WAYS; way++) {
      sums.combine(register, register + way);
    }
  }

  /**
   * Items that stand side by side in memory: vectors of them by {@link #row}, then the leftover
   * items, then the lanes.
   */
  static void contiguous(PartialSums sums, int register, Items items, int count, int lanes) {
    int vectors = count / lanes;
    sums.zero(register);
    if (vectors == 0) {
      row(sums, register + 1, items, count);
      sums.combine(register, register + 1);
      return;
    }
    for (int item = vectors * lanes; item < count; item++) {
      items.add(sums, register, item, register + 1);
    }
    for (int lane = 0; lane < lanes; lane++) {
      row(sums, register + 1, every(items, lane, lanes), vectors);
      sums.combine(register, register + 1);
    }
  }

  /** Contiguous terms split over threads, and their partial sums added like terms. */
  static Schedule split(int terms, int threads, int lanes) {
    int parts = (int) Math.min(threads, (terms + TorchLayout.GRAIN - 1L) / TorchLayout.GRAIN);
    int size = (terms + parts - 1) / parts;
    Items partials =
        (sums, register, part, free) -> {
          int from = Math.min(terms, part * size);
          int to = Math.min(terms, from + size);
          if (part < parts) {
            contiguous(sums, free, terms(from, 1), to - from, lanes);
          } else {
            sums.zero(free);
          }
          sums.combine(register, free);
        };
    return new ProfileTree(2 * REGISTERS, sums -> contiguous(sums, 0, partials, threads, lanes));
  }
}
