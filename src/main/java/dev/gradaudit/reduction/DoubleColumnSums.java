package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DoubleDouble;
import dev.gradaudit.numeric.ErrorFree;
import java.util.Arrays;

/** Partial sums of one sum in float64, for each accumulation but the exact one. */
abstract class DoubleColumnSums extends LazyRegisters {
  /** The terms in the sequence of the plan; products rounded. */
  double[] terms = new double[0];

  /** The factors of the terms, for {@link Fused} alone. */
  double[] lefts = new double[0];

  double[] rights = new double[0];

  double[] sums = new double[0];

  static DoubleColumnSums of(Accumulation accumulation) {
    return switch (accumulation) {
      case PLAIN -> new Plain();
      case FMA -> new Fused();
      case KAHAN -> new Kahan();
      case NEUMAIER -> new Neumaier();
      case WIDE -> new Wide();
      case STOCHASTIC -> new Stochastic();
      case EXACT -> throw new IllegalArgumentException("an exact sum has no partial sums");
    };
  }

  @Override
  void reserve(int registers) {
    super.reserve(registers);
    if (sums.length < registers) {
      sums = new double[registers];
    }
  }

  /** What a register holds, rounded to float64. A single term is itself. */
  final double result(int register) {
    return isSingle(register) ? terms[singleTerm(register)] : rounded(register);
  }

  double rounded(int register) {
    return sums[register];
  }

  @Override
  void setZero(int register) {
    sums[register] = 0;
  }

  @Override
  void setTerm(int register, int term) {
    sums[register] = terms[term];
  }

  /** s = fl(s1 + s2). */
  private static class Plain extends DoubleColumnSums {
    @Override
    void add(int register, int from, int count, int step) {
      double sum = sums[register];
      for (int i = 0; i < count; i++) {
        sum += terms[from + i * step];
      }
      sums[register] = sum;
    }

    @Override
    void merge(int left, int right) {
      sums[left] += sums[right];
    }
  }

  /** s = s1 + s2, rounded to one of its neighbours at random. */
  private static final class Stochastic extends DoubleColumnSums {
    @Override
    void add(int register, int from, int count, int step) {
      StochasticRounding rounding = rounding();
      int size = size(register);
      double sum = sums[register];
      for (int i = 0; i < count; i++) {
        sum = rounding.sum(sum, terms[from + i * step], size + i + 1);
      }
      sums[register] = sum;
    }

    @Override
    void merge(int left, int right) {
      sums[left] = rounding().sum(sums[left], sums[right], size(left) + size(right));
    }
  }

  /** s = fma(a, b, s1) where the right partial is one product. */
  private static final class Fused extends Plain {
    @Override
    void add(int register, int from, int count, int step) {
      double sum = sums[register];
      for (int i = 0; i < count; i++) {
        int term = from + i * step;
        sum = Math.fma(lefts[term], rights[term], sum);
      }
      sums[register] = sum;
    }
  }

  /** A sum with a correction. A term has the correction +0, and no correction is ever −0. */
  private abstract static class Corrected extends DoubleColumnSums {
    double[] corrections = new double[0];

    @Override
    void reserve(int registers) {
      super.reserve(registers);
      if (corrections.length < registers) {
        corrections = Arrays.copyOf(corrections, registers);
      }
    }

    @Override
    void setZero(int register) {
      super.setZero(register);
      corrections[register] = 0;
    }

    @Override
    void setTerm(int register, int term) {
      super.setTerm(register, term);
      corrections[register] = 0;
    }
  }

  /** y = s2 - (c1 + c2), s = s1 + y, c = (s - s1) - y; the result is s. */
  private static final class Kahan extends Corrected {
    @Override
    void add(int register, int from, int count, int step) {
      double sum = sums[register];
      double correction = corrections[register];
      for (int i = 0; i < count; i++) {
        double corrected = terms[from + i * step] - correction;
        double next = sum + corrected;
        correction = (next - sum) - corrected;
        sum = next;
      }
      sums[register] = sum;
      corrections[register] = correction;
    }

    @Override
    void merge(int left, int right) {
      double corrected = sums[right] - (corrections[left] + corrections[right]);
      double next = sums[left] + corrected;
      corrections[left] = (next - sums[left]) - corrected;
      sums[left] = next;
    }
  }

  /** s = s1 + s2, c = (c1 + c2) + e with e the error of s; the result is s + c. */
  private static final class Neumaier extends Corrected {
    @Override
    double rounded(int register) {
      return sums[register] + corrections[register];
    }

    @Override
    void add(int register, int from, int count, int step) {
      double sum = sums[register];
      double correction = corrections[register];
      for (int i = 0; i < count; i++) {
        double term = terms[from + i * step];
        correction += ErrorFree.sumError(sum, term);
        sum += term;
      }
      sums[register] = sum;
      corrections[register] = correction;
    }

    @Override
    void merge(int left, int right) {
      corrections[left] =
          (corrections[left] + corrections[right]) + ErrorFree.sumError(sums[left], sums[right]);
      sums[left] += sums[right];
    }
  }

  /** A double-double, its low part held as the correction, rounded at the end. */
  private static final class Wide extends Corrected {
    @Override
    double rounded(int register) {
      return DoubleDouble.round(sums[register], corrections[register]);
    }

    @Override
    void add(int register, int from, int count, int step) {
      double high = sums[register];
      double low = corrections[register];
      for (int i = 0; i < count; i++) {
        double term = terms[from + i * step];
        double sum = DoubleDouble.sumHigh(high, low, term, 0);
        low = DoubleDouble.sumLow(high, low, term, 0);
        high = sum;
      }
      sums[register] = high;
      corrections[register] = low;
    }

    @Override
    void merge(int left, int right) {
      double high = sums[left];
      double low = corrections[left];
      sums[left] = DoubleDouble.sumHigh(high, low, sums[right], corrections[right]);
      corrections[left] = DoubleDouble.sumLow(high, low, sums[right], corrections[right]);
    }
  }
}
