package dev.gradaudit.compare;

import dev.gradaudit.compare.Difference.NonFinite;
import dev.gradaudit.tensor.Tensor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The figures of a difference, one by one from their definitions, with integers of any size. */
final class DifferenceByDefinition {
  private DifferenceByDefinition() {}

  static Difference of(Tensor from, Tensor to) {
    List<BigInteger> distances = new ArrayList<>();
    Map<NonFinite, Long> nonFinite = new EnumMap<>(NonFinite.class);
    int differing = 0;
    int signOfZero = 0;
    double maxAbs = 0;
    double maxRel = 0;
    int worst = -1;
    BigInteger worstRank = BigInteger.valueOf(-1);
    for (int i = 0; i < from.size(); i++) {
      double a = from.doubleAt(i);
      double b = to.doubleAt(i);
      boolean differs = from.bitsAt(i) != to.bitsAt(i);
      differing += differs ? 1 : 0;
      BigInteger rank;
      if (Double.isFinite(a) && Double.isFinite(b)) {
        rank = ordinal(from, i).subtract(ordinal(to, i)).abs();
        distances.add(rank);
        signOfZero += differs && a == b ? 1 : 0;
        maxAbs = Math.max(maxAbs, Math.abs(a - b));
        if (a != b) {
          maxRel = Math.max(maxRel, relative(a, b));
        }
      } else {
        rank = BigInteger.ONE.shiftLeft(80);
        if (differs) {
          nonFinite.merge(category(a, b), 1L, Long::sum);
        }
      }
      if (differs && rank.compareTo(worstRank) > 0) {
        worst = i;
        worstRank = rank;
      }
    }
    Collections.sort(distances);
    int n = distances.size();
    BigInteger sum = distances.stream().reduce(BigInteger.ZERO, BigInteger::add);
    int rank99 = BigInteger.valueOf(n).multiply(BigInteger.valueOf(99)).intValueExact();
    int position = rank99 / 100 + (rank99 % 100 == 0 ? 0 : 1) - 1;
    return new Difference(
        from.dtype(),
        from.size(),
        differing,
        n == 0 ? 0 : distances.get(n - 1).longValue(),
        n == 0 ? 0 : sum.doubleValue() / n,
        n == 0 ? 0 : distances.get(position).longValue(),
        maxAbs,
        maxRel,
        signOfZero,
        nonFinite,
        histogram(distances),
        worst < 0
            ? null
            : new Difference.Worst(
                Arrays.stream(from.shape().indexOf(worst)).boxed().toList(),
                from.doubleAt(worst),
                to.doubleAt(worst),
                from.bitsAt(worst),
                to.bitsAt(worst)));
  }

  /** The quotient of the exact difference rounded to float64, as |a−b| itself is. */
  private static double relative(double a, double b) {
    double largest = Math.max(Math.abs(a), Math.abs(b));
    BigDecimal exact = new BigDecimal(a).subtract(new BigDecimal(b)).abs();
    double rounded = exact.divide(BigDecimal.valueOf(4)).doubleValue();
    return Double.isInfinite(exact.doubleValue())
        ? rounded / (largest / 4)
        : exact.doubleValue() / largest;
  }

  private static BigInteger ordinal(Tensor tensor, int position) {
    int signBit = 8 * tensor.dtype().bytes() - 1;
    BigInteger bits = new BigInteger(Long.toUnsignedString(tensor.bitsAt(position)));
    return bits.testBit(signBit) ? bits.clearBit(signBit).negate() : bits;
  }

  private static NonFinite category(double a, double b) {
    int nans = (Double.isNaN(a) ? 1 : 0) + (Double.isNaN(b) ? 1 : 0);
    int infinities = (Double.isInfinite(a) ? 1 : 0) + (Double.isInfinite(b) ? 1 : 0);
    return switch (nans) {
      case 2 -> NonFinite.NAN_PAYLOAD;
      case 1 -> NonFinite.NAN_AGAINST_NUMBER;
      default ->
          infinities == 2 ? NonFinite.OPPOSITE_INFINITIES : NonFinite.INFINITE_AGAINST_FINITE;
    };
  }

  private static List<Long> histogram(List<BigInteger> sorted) {
    List<Long> histogram = new ArrayList<>();
    for (BigInteger distance : sorted) {
      while (histogram.size() <= distance.bitLength()) {
        histogram.add(0L);
      }
      histogram.set(distance.bitLength(), histogram.get(distance.bitLength()) + 1);
    }
    return histogram;
  }
}
