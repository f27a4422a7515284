package dev.gradaudit.engine.builtin.oracle;

import java.math.BigDecimal;
import java.math.MathContext;

/** Elementary functions in decimal arithmetic, by textbook series; good to some 55 digits. */
final class BigMath {
  /** What every operation of the oracle rounds to. */
  static final MathContext DIGITS = new MathContext(60);

  static final BigDecimal ONE = BigDecimal.ONE;
  static final BigDecimal TWO = BigDecimal.valueOf(2);

  // The series run with more digits, so that their errors stay below those of DIGITS.
  private static final MathContext GUARDED = new MathContext(76);
  private static final BigDecimal EPSILON = BigDecimal.ONE.movePointLeft(80);
  private static final BigDecimal LN_10 = newton(BigDecimal.TEN);
  private static final BigDecimal PI = pi();

  private BigMath() {}

  /** Σ rⁿ/n! of r = x/2ᵏ below 2⁻⁶, squared k times. */
  static BigDecimal exp(BigDecimal x) {
    int halvings = 6 + Math.max(0, x.abs().toBigInteger().bitLength());
    BigDecimal reduced = x.divide(TWO.pow(halvings), GUARDED);
    BigDecimal sum = ONE;
    BigDecimal term = ONE;
    for (int n = 1; term.abs().compareTo(EPSILON) > 0; n++) {
      term = term.multiply(reduced, GUARDED).divide(BigDecimal.valueOf(n), GUARDED);
      sum = sum.add(term, GUARDED);
    }
    for (int i = 0; i < halvings; i++) {
      sum = sum.multiply(sum, GUARDED);
    }
    return sum;
  }

  /** log m + k·log 10 of x = m·10ᵏ with 1 ≤ m < 10. */
  static BigDecimal log(BigDecimal x) {
    if (x.signum() <= 0) {
      throw new ArithmeticException("logarithm of " + x);
    }
    int exponent = x.precision() - x.scale() - 1;
    return newton(x.movePointLeft(exponent)).add(LN_10.multiply(BigDecimal.valueOf(exponent)));
  }

  /** y ← y + 2·(x − eʸ)/(x + eʸ), which triples the number of right digits. */
  private static BigDecimal newton(BigDecimal x) {
    BigDecimal y = new BigDecimal(StrictMath.log(x.doubleValue()));
    // Twice is enough: 16 digits, 48, 144.
    for (int i = 0; i < 2; i++) {
      BigDecimal exp = exp(y);
      BigDecimal step = x.subtract(exp).multiply(TWO).divide(x.add(exp), GUARDED);
      y = y.add(step, GUARDED);
    }
    return y;
  }

  static BigDecimal log1p(BigDecimal x) {
    return log(ONE.add(x));
  }

  static BigDecimal sigmoid(BigDecimal x) {
    return ONE.divide(ONE.add(exp(x.negate())), DIGITS);
  }

  static BigDecimal tanh(BigDecimal x) {
    BigDecimal squared = exp(x.multiply(TWO));
    return squared.subtract(ONE).divide(squared.add(ONE), DIGITS);
  }

  static BigDecimal sin(BigDecimal x) {
    return alternating(x, 1);
  }

  static BigDecimal cos(BigDecimal x) {
    return alternating(x, 0);
  }

  /** Σ ±rⁿ/n! over n = first, first + 2, … of r = x − 2πk. */
  private static BigDecimal alternating(BigDecimal x, int first) {
    BigDecimal turn = PI.multiply(TWO);
    BigDecimal reduced = x.subtract(turn.multiply(x.divideToIntegralValue(turn)));
    BigDecimal square = reduced.multiply(reduced, GUARDED).negate();
    BigDecimal term = first == 0 ? ONE : reduced;
    BigDecimal sum = term;
    for (int n = first + 2; term.abs().compareTo(EPSILON) > 0; n += 2) {
      BigDecimal divisor = BigDecimal.valueOf((long) n * (n - 1));
      term = term.multiply(square, GUARDED).divide(divisor, GUARDED);
      sum = sum.add(term, GUARDED);
    }
    return sum;
  }

  static BigDecimal sqrt(BigDecimal x) {
    return x.sqrt(DIGITS);
  }

  static BigDecimal pow(BigDecimal base, BigDecimal exponent) {
    boolean integer = exponent.stripTrailingZeros().scale() <= 0;
    return integer
        ? base.pow(exponent.intValueExact(), DIGITS)
        : exp(exponent.multiply(log(base), GUARDED));
  }

  /** Machin: π = 16·atan(1/5) − 4·atan(1/239). */
  private static BigDecimal pi() {
    BigDecimal first = arcTangentOfInverse(5).multiply(BigDecimal.valueOf(16));
    return first.subtract(arcTangentOfInverse(239).multiply(BigDecimal.valueOf(4)));
  }

  private static BigDecimal arcTangentOfInverse(int n) {
    BigDecimal square = BigDecimal.valueOf(-(long) n * n);
    BigDecimal power = ONE.divide(BigDecimal.valueOf(n), GUARDED);
    BigDecimal sum = power;
    for (int k = 3; power.abs().compareTo(EPSILON) > 0; k += 2) {
      power = power.divide(square, GUARDED);
      sum = sum.add(power.divide(BigDecimal.valueOf(k), GUARDED));
    }
    return sum;
  }
}
