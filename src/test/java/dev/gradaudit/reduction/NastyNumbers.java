package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import java.util.SplittableRandom;

/** Terms on which orders and careless arithmetic show: each column is one kind of them. */
final class NastyNumbers {
  static final int KINDS = 11;

  private NastyNumbers() {}

  /** One column of {@code terms} numbers, each of them one of the dtype. */
  static double[] column(int kind, int terms, DType dtype, SplittableRandom random) {
    double[] column = new double[terms];
    for (int i = 0; i < terms; i++) {
      double value = number(kind, i, column, dtype, random);
      column[i] = dtype.round(value);
    }
    return column;
  }

  private static double number(
      int kind, int i, double[] before, DType dtype, SplittableRandom random) {
    double unit = random.nextDouble() * 2 - 1;
    double tiny = dtype.smallest();
    double huge = dtype.largest();
    return switch (kind) {
      case 0 -> unit;
      case 1 -> Math.scalb(unit, random.nextInt(-40, 41));
      case 2 -> i % 2 == 1 ? -before[random.nextInt(i)] : 1e6 * unit;
      case 3 -> -0.0;
      case 4 -> random.nextInt(8) == 0 ? tiny : random.nextBoolean() ? 0.0 : -0.0;
      case 5 -> tiny * random.nextInt(-1000, 1000);
      case 6 -> huge * unit;
      case 7 -> random.nextInt(20) == 0 ? Double.NaN : unit;
      case 8 -> random.nextInt(20) == 0 ? Double.POSITIVE_INFINITY : huge * unit;
      case 9 -> random.nextInt(9) == 0 ? Math.copySign(Double.POSITIVE_INFINITY, unit) : unit;
      default -> 0.1;
    };
  }
}
