package dev.gradaudit.report.html;

import java.util.ArrayList;
import java.util.List;

/**
 * Places ULPs on a line. Zero has a place of its own at the start, where a value is zero; then each
 * factor of ten takes as much room as the other ones, from the least value's to the largest one's.
 *
 * @param from where the first tick is
 * @param to where the last tick is; may be less than {@code from}
 * @param zero whether the first tick is 0
 * @param least the exponent of the first power of ten
 * @param most the exponent of the last one; greater than {@code least}
 */
record LogScale(double from, double to, boolean zero, int least, int most) {
  /** From so many factors of ten on, the steps between them are not marked. */
  private static final int COARSE = 3;

  /** The share of the line that 0 takes. */
  private static final double ZERO = 0.15;

  /** Finer distances than a hundredth of a ULP are as good as none. */
  private static final int FINEST = -2;

  /** With room for these values; what is not finite counts as nothing. */
  static LogScale covering(double from, double to, List<Double> values) {
    boolean zero = false;
    int least = Integer.MAX_VALUE;
    int most = Integer.MIN_VALUE;
    for (double value : values) {
      if (value == 0 || value > 0 && value < power(FINEST)) {
        zero = true;
      } else if (Double.isFinite(value)) {
        int below = FINEST;
        while (power(below + 1) <= value) {
          below++;
        }
        least = Math.min(least, below);
        most = Math.max(most, power(below) == value ? below : below + 1);
      }
    }
    least = least == Integer.MAX_VALUE ? 0 : least;
    return new LogScale(from, to, zero, least, Math.max(most, least + 1));
  }

  /** The place of a value that is not negative; what lies beyond the ends is put there. */
  double place(double value) {
    double start = start();
    if (!(value >= power(least))) {
      return zero && !(value >= power(FINEST)) ? from : start;
    }
    return value >= power(most) ? to : start + step() * (StrictMath.log10(value) - least);
  }

  /** Where the first power of ten is. */
  private double start() {
    return zero ? from + ZERO * (to - from) : from;
  }

  private double step() {
    return (to - start()) / (most - least);
  }

  /** A mark and what stands beside it; no text where there is no room for one. */
  record Tick(double place, String text) {}

  List<Tick> ticks() {
    List<Tick> ticks = new ArrayList<>();
    if (zero) {
      ticks.add(new Tick(from, "0"));
    }
    int every = (most - least + 5) / 6;
    for (int exponent = least; exponent <= most; exponent++) {
      boolean named = (exponent - least) % every == 0;
      ticks.add(new Tick(place(power(exponent)), named ? text(exponent) : ""));
      for (int times = 2; exponent < most && most - least < COARSE && times < 10; times++) {
        boolean round = most - least == 1 && (times == 2 || times == 5);
        ticks.add(new Tick(place(times * power(exponent)), round ? text(times, exponent) : ""));
      }
    }
    return ticks;
  }

  private static String text(int exponent) {
    return text(1, exponent);
  }

  private static String text(int digit, int exponent) {
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digit;
    }
    return exponent < 5 ? digit + "0".repeat(exponent) : digit + "e" + exponent;
  }

  private static double power(int exponent) {
    double power = 1;
    for (int i = 0; i < Math.abs(exponent); i++) {
      power *= 10;
    }
    return exponent < 0 ? 1 / power : power;
  }
}
