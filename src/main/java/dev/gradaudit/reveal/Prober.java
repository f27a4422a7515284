package dev.gradaudit.reveal;

import java.util.Arrays;

/**
 * Asks a sum how many terms lie under the smallest partial sum that takes in two given ones (FPRev,
 * "revealing floating-point accumulation orders", 2025): the large number stands at one of them,
 * its negative at the other, units everywhere else. The units that are added before the two meet
 * vanish; the result counts the rest.
 *
 * <p>Where a dtype cannot count so far, the units stand in one block of terms after the other.
 */
final class Prober {
  /** The answer where a result is no count of units. */
  static final int NO_COUNT = -1;

  private final SumUnderTest sum;
  private final RevealOptions options;
  private final Mask mask;
  private final double[] ones;
  private final double[][] rows;

  /** The block of units that the rows hold; -1 for none yet. */
  private int prepared = -1;

  private long probes;

  Prober(SumUnderTest sum, RevealOptions options) throws StoppedException {
    this.sum = sum;
    this.options = options;
    this.mask = Mask.of(sum.dtype(), sum.op(), sum.terms());
    this.ones = new double[sum.terms()];
    Arrays.fill(ones, 1);
    this.rows = new double[sum.most()][sum.terms()];
  }

  long probes() {
    return probes;
  }

  int blocks() {
    return (sum.terms() + mask.block() - 1) / mask.block();
  }

  /**
   * For each pair of terms the number of terms of the smallest partial sum with both, or {@link
   * #NO_COUNT}.
   *
   * @param placed of how many terms the place is known, for those who wait
   */
  int[] sizes(int[] first, int[] second, int placed) throws StoppedException {
    long cost = (long) first.length * blocks();
    if (probes + cost > options.mostProbes()) {
      throw new StoppedException(
          StoppedException.Cause.PROBES,
          "the tree needs at least "
              + (probes + cost)
              + " sums of "
              + sum.terms()
              + " terms, more than the "
              + options.mostProbes()
              + " that may be asked for");
    }
    int[] sizes = new int[first.length];
    Arrays.fill(sizes, sum.terms());
    for (int block = 0; block < blocks(); block++) {
      for (int from = 0; from < first.length; from += rows.length) {
        int count = Math.min(rows.length, first.length - from);
        double[] results = asked(first, second, from, count, block);
        for (int row = 0; row < count; row++) {
          int counted = count(results[row]);
          int at = from + row;
          sizes[at] = counted < 0 || sizes[at] < 0 ? NO_COUNT : sizes[at] - counted;
        }
        probes += count;
        options.progress().probed(probes, placed, sum.terms());
      }
    }
    return sizes;
  }

  /** The same of one pair, by the sum in its plain form. */
  int sizeAlone(int first, int second) throws StoppedException {
    int size = sum.terms();
    for (int block = 0; block < blocks(); block++) {
      prepare(block);
      double[] row = rows[0];
      row[first] = mask.large();
      row[second] = -mask.large();
      requireGoingOn();
      int counted = count(sum.sum(row, ones, 0));
      row[first] = unit(first, block);
      row[second] = unit(second, block);
      if (counted < 0) {
        return NO_COUNT;
      }
      size -= counted;
    }
    return size;
  }

  private double[] asked(int[] first, int[] second, int from, int count, int block)
      throws StoppedException {
    prepare(block);
    for (int row = 0; row < count; row++) {
      rows[row][first[from + row]] = mask.large();
      rows[row][second[from + row]] = -mask.large();
    }
    requireGoingOn();
    double[] results = sum.sums(count == rows.length ? rows : Arrays.copyOf(rows, count), ones);
    for (int row = 0; row < count; row++) {
      rows[row][first[from + row]] = unit(first[from + row], block);
      rows[row][second[from + row]] = unit(second[from + row], block);
    }
    return results;
  }

  private void requireGoingOn() throws StoppedException {
    if (options.cancelled().getAsBoolean()) {
      throw new StoppedException(
          StoppedException.Cause.CANCELLED, "stopped before the tree was known");
    }
  }

  private void prepare(int block) {
    if (prepared != block) {
      prepared = block;
      Arrays.setAll(rows[0], term -> unit(term, block));
      for (int row = 1; row < rows.length; row++) {
        System.arraycopy(rows[0], 0, rows[row], 0, rows[0].length);
      }
    }
  }

  private double unit(int term, int block) {
    return term / mask.block() == block ? mask.unit() : 0;
  }

  /** How many units a result is; negative where it is no number of units. */
  private int count(double result) {
    double units = result / mask.unit() * (sum.op() == SumOp.MEAN ? sum.terms() : 1);
    double whole = Math.rint(units);
    boolean exact = sum.op() == SumOp.MEAN || whole == units;
    return exact && whole >= 0 && whole <= mask.block() ? (int) whole : -1;
  }
}
