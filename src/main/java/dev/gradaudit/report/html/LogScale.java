package dev.gradaudit.report.html;

import java.util.ArrayList;
import java.util.List;

/**
 * Places ULPs on a line: zero has a place of its own at the start, then each factor of ten takes as
 * much room as the other ones. Only comparisons and divisions, so that a picture does not depend on
 * the accuracy of a logarithm.
 *
 * @param from where 0 is
 * @param to where the last tick is; may be less than {@code from}
 * @param decades how many factors of ten above 0.1 there is room for
 */
record LogScale(double from, double to, int decades) {
  private static final double LEAST = 0.1;

  /** With room for this value; NaN and infinities count as nothing. */
  static LogScale covering(double from, double to, List<Double> values) {
    int decades = 1;
    for (double value : values) {
      for (double top = LEAST * 10; Double.isFinite(value) && value > top; top *= 10) {
        decades = Math.max(decades, exponent(top) + 2);
      }
    }
    return new LogScale(from, to, decades);
  }

  /** The place of a value that is not negative; what lies beyond the ends is put there. */
  double place(double value) {
    double step = (to - from) / (decades + 1);
    if (!(value > LEAST)) {
      return value > 0 ? from + step * (0.3 + 0.7 * value / LEAST) : from;
    }
    if (value == Double.POSITIVE_INFINITY) {
      return to;
    }
    double rest = value / LEAST;
    int decade = 0;
    while (rest >= 10) {
      rest /= 10;
      decade++;
    }
    return decade >= decades ? to : from + step * (1 + decade + StrictMath.log10(rest));
  }

  /** A mark and what stands beside it. */
  record Tick(double place, String text) {}

  List<Tick> ticks() {
    List<Tick> ticks = new ArrayList<>();
    ticks.add(new Tick(from, "0"));
    int every = (decades + 5) / 6;
    for (int decade = 1; decade <= decades; decade += every) {
      double step = (to - from) / (decades + 1);
      ticks.add(new Tick(from + step * (1 + decade), text(decade - 1)));
    }
    return ticks;
  }

  private static String text(int exponent) {
    return exponent < 4 ? "1" + "0".repeat(exponent) : "1e" + exponent;
  }

  /** Of a power of ten that is at least 1. */
  private static int exponent(double power) {
    int exponent = 0;
    for (double rest = power; rest >= 9.5; rest /= 10) {
      exponent++;
    }
    return exponent;
  }
}
