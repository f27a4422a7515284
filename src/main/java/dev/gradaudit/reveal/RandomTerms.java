package dev.gradaudit.reveal;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Terms of very different magnitudes that largely cancel, so that nearly every way of adding them
 * gives another result. No two have the same magnitude.
 */
final class RandomTerms {
  /** So many are enough to see anything; the rest are zeros. */
  private static final int MOST = 256;

  private static final int ATTEMPTS = 50;

  private final CounterRandom random;
  private final DType dtype;
  private long draws;

  RandomTerms(String purpose, DType dtype) {
    this.random = CounterRandom.of(0, "reveal " + purpose);
    this.dtype = dtype;
  }

  /**
   * Terms whose magnitudes differ by up to so many bits.
   *
   * @param count how many
   * @param bits more than the significant bits of an accumulator show what it loses
   */
  double[] spread(int count, int bits) {
    double[] terms = new double[count];
    int[] places = permutation(count);
    int used = Math.min(count, MOST);
    int top = highest(used);
    int bottom = Math.max(top - bits, dtype.minExponent() - (dtype == DType.FLOAT16 ? 8 : 0));
    Set<Double> magnitudes = new HashSet<>();
    for (int i = 0; i < used; i++) {
      double value = 0;
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        value =
            i % 2 == 1 && attempt < ATTEMPTS / 2
                ? nearlyOpposite(terms[places[i - 1]])
                : scaled(bottom + below(top - bottom + 1));
        if (value != 0 && magnitudes.add(Math.abs(value))) {
          break;
        }
      }
      terms[places[i]] = value;
    }
    return terms;
  }

  /**
   * Numbers of one sign and of like magnitudes: here every rounding shows, and the errors of
   * additions are easily carried along.
   */
  double[] likely(int count) {
    double[] terms = new double[count];
    Arrays.setAll(terms, i -> Math.abs(scaled(below(4) - 2)));
    int room = 32 - Integer.numberOfLeadingZeros(count);
    double scale = Math.min(1, Math.scalb(1.0, dtype.maxExponent() - 4 - room));
    Arrays.setAll(terms, i -> terms[i] * scale);
    return terms;
  }

  /**
   * Small numbers among three large ones that cancel exactly: what was added before they do is lost
   * even in a wider accumulator, also where terms are sorted by magnitude, smaller ones first.
   * Equal magnitudes have equal signs, so that a sort has but one result.
   */
  double[] cancelling(int count) {
    int gap = dtype == DType.FLOAT16 ? 28 : dtype == DType.FLOAT64 ? 400 : 90;
    int top = dtype == DType.FLOAT16 ? 11 : gap / 2;
    double[] terms = plain(count);
    Arrays.setAll(terms, i -> dtype.round(Math.scalb(Math.abs(terms[i]), top - gap)));
    if (count > 3) {
      int[] places = permutation(count);
      double first = 1 + below(8);
      double second = first + 1 + below(7);
      double sign = below(2) == 0 ? 1 : -1;
      terms[places[0]] = Math.scalb(sign * first, top - 2);
      terms[places[1]] = Math.scalb(sign * second, top - 2);
      terms[places[2]] = -Math.scalb(sign * (first + second), top - 2);
    }
    return terms;
  }

  /** Numbers between 1 and 4 in magnitude. */
  double[] plain(int count) {
    double[] terms = new double[count];
    Arrays.setAll(terms, i -> scaled(below(2)));
    return terms;
  }

  int[] permutation(int count) {
    int[] permutation = new int[count];
    for (int i = 0; i < count; i++) {
      int j = below(i + 1);
      permutation[i] = permutation[j];
      permutation[j] = i;
    }
    return permutation;
  }

  int below(int bound) {
    return (int) random.below(draws++, bound);
  }

  /** So that no sum of so many overflows. */
  private int highest(int count) {
    int room = 32 - Integer.numberOfLeadingZeros(count);
    return Math.min(20, dtype.maxExponent() - 1 - room);
  }

  private double scaled(int exponent) {
    long bits = random.bits(draws++);
    double magnitude = 1 + (bits >>> 12) * 0x1p-52;
    return dtype.round(Math.scalb((bits & 1) == 0 ? magnitude : -magnitude, exponent));
  }

  private double nearlyOpposite(double value) {
    double change = (1 + below(6)) * 2 * dtype.unitRoundoff();
    return dtype.round(-value * (1 - change));
  }
}
