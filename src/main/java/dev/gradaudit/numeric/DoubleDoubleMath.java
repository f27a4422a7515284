package dev.gradaudit.numeric;

/**
 * Elementary functions of numbers of about 106 bits. Each errs by less than 2^-94 relative to its
 * result unless it says otherwise; the argument is taken as exact. Where an argument is not finite,
 * or a result over- or underflows, the result is that of {@link StrictMath}, with low part 0.
 *
 * <p>The methods are those of Hida, Li and Bailey, "Library for double-double and quad-double
 * arithmetic" (2001): arguments are reduced until a short Taylor series suffices, inverse functions
 * take one Newton step from the double result.
 */
public final class DoubleDoubleMath {
  public static final DoubleDouble PI =
      new DoubleDouble(0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53);
  public static final DoubleDouble LN_2 =
      new DoubleDouble(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56);
  public static final DoubleDouble LN_10 =
      new DoubleDouble(0x1.26bb1bbb55516p+1, -0x1.f48ad494ea3e9p-53);

  private static final DoubleDouble HALF_PI = PI.scaled(-1);
  public static final DoubleDouble TWO_OVER_ROOT_PI = DoubleDouble.of(2).dividedBy(PI.squareRoot());

  /** How often an argument of the exponential is halved, and its result squared. */
  private static final int HALVINGS = 9;

  /** Below this a term of a series does not count beside 1. */
  private static final double NEGLIGIBLE = 0x1p-108;

  /** What HALF_PI lacks, to 53 bits. */
  private static final double HALF_PI_REST = -0x1.f1976b7ed8fbcp-110;

  /** From here on the number of quarter turns is no exact double. */
  private static final double FAR = 0x1p50;

  /** From here on erf is 1 to 106 bits. */
  private static final double ERF_IS_ONE = 9;

  /** From here on e^-x does not count beside e^x. */
  private static final double LARGE = 40;

  private DoubleDoubleMath() {}

  /** e^x. */
  public static DoubleDouble exp(DoubleDouble x) {
    double rough = StrictMath.exp(x.high());
    if (rough < Double.MIN_NORMAL || !(rough < Double.POSITIVE_INFINITY)) {
      return DoubleDouble.of(rough);
    }
    double turns = Math.rint(x.high() / LN_2.high());
    DoubleDouble rest = x.minus(LN_2.times(turns));
    DoubleDouble result = smallExpm1(rest).plus(DoubleDouble.ONE);
    // In two steps, for 2^1024 is no double.
    int half = (int) turns / 2;
    return result.scaled(half).scaled((int) turns - half);
  }

  /** e^x − 1. */
  public static DoubleDouble expm1(DoubleDouble x) {
    return Math.abs(x.high()) < 0.5 ? smallExpm1(x) : exp(x).plus(-1);
  }

  /** For |x| below 1. */
  private static DoubleDouble smallExpm1(DoubleDouble x) {
    if (x.high() == 0) {
      return x;
    }
    DoubleDouble small = x.scaled(-HALVINGS);
    DoubleDouble term = small;
    DoubleDouble sum = small;
    for (int n = 2; Math.abs(term.high()) > Math.abs(small.high()) * NEGLIGIBLE; n++) {
      term = term.times(small).dividedBy(n);
      sum = sum.plus(term);
    }
    for (int i = 0; i < HALVINGS; i++) {
      // (1 + s)^2 - 1
      sum = sum.scaled(1).plus(sum.times(sum));
    }
    return sum;
  }

  /** log(1 + x). */
  public static DoubleDouble log1p(DoubleDouble x) {
    double rough = StrictMath.log1p(x.high());
    if (!Double.isFinite(rough) || x.high() == 0) {
      return DoubleDouble.of(rough);
    }
    if (Math.abs(x.high()) > 0.4) {
      return log(x.plus(DoubleDouble.ONE));
    }
    return nearOne(x, rough);
  }

  /** log(1 + x) from a rough value y: y + ((1 + x) e^-y − 1). */
  private static DoubleDouble nearOne(DoubleDouble x, double rough) {
    DoubleDouble less = expm1(DoubleDouble.of(-rough));
    DoubleDouble step = x.plus(less).plus(x.times(less));
    // The step is small, and its square is what Newton leaves out.
    return DoubleDouble.of(rough).plus(step.minus(step.times(step).scaled(-1)));
  }

  /** log(x). */
  public static DoubleDouble log(DoubleDouble x) {
    double rough = StrictMath.log(x.high());
    if (!Double.isFinite(rough)) {
      return DoubleDouble.of(rough);
    }
    DoubleDouble normal = x;
    int exponent = 0;
    if (x.high() < Double.MIN_NORMAL) {
      normal = x.scaled(100);
      exponent = -100;
    }
    int power = Math.getExponent(normal.high());
    normal = normal.scaled(-power);
    exponent += power;
    if (normal.high() > 1.4) {
      normal = normal.scaled(-1);
      exponent++;
    }
    DoubleDouble above = normal.plus(-1);
    DoubleDouble rest =
        above.high() == 0 ? DoubleDouble.ZERO : nearOne(above, StrictMath.log1p(above.high()));
    return exponent == 0 ? rest : LN_2.times(exponent).plus(rest);
  }

  /** sin(x), with an absolute error below 2^-100; NaN, for not known, from 2^50 on. */
  public static DoubleDouble sin(DoubleDouble x) {
    return wave(x, 0);
  }

  /** cos(x), with an absolute error below 2^-100; NaN, for not known, from 2^50 on. */
  public static DoubleDouble cos(DoubleDouble x) {
    return wave(x, 1);
  }

  /** sin(x + quarters · π/2). */
  private static DoubleDouble wave(DoubleDouble x, int quarters) {
    if (!(Math.abs(x.high()) < FAR)) {
      return DoubleDouble.of(Double.NaN);
    }
    double turns = Math.rint(x.high() / HALF_PI.high());
    // Each part of π/2 by itself: the products of doubles are exact, and the first ones cancel.
    DoubleDouble rest =
        x.minus(DoubleDouble.of(HALF_PI.high()).times(turns))
            .minus(DoubleDouble.of(HALF_PI.low()).times(turns))
            .minus(DoubleDouble.of(HALF_PI_REST).times(turns));
    int quarter = Math.floorMod((long) turns + quarters, 4);
    DoubleDouble result =
        quarter % 2 == 0 ? series(rest, rest, 1) : series(DoubleDouble.ONE, rest, 0);
    return quarter < 2 ? result : result.negated();
  }

  /** first · (1 − x²/((n+1)(n+2)) + …). */
  private static DoubleDouble series(DoubleDouble first, DoubleDouble x, int n) {
    DoubleDouble square = x.times(x).negated();
    DoubleDouble term = first;
    DoubleDouble sum = first;
    for (int k = n; Math.abs(term.high()) > Math.abs(first.high()) * NEGLIGIBLE; k += 2) {
      term = term.times(square).dividedBy((k + 1.0) * (k + 2.0));
      sum = sum.plus(term);
    }
    return sum;
  }

  /** tan(x), as good as {@link #sin} and {@link #cos}. */
  public static DoubleDouble tan(DoubleDouble x) {
    return sin(x).dividedBy(cos(x));
  }

  /** atan(x). */
  public static DoubleDouble atan(DoubleDouble x) {
    double rough = StrictMath.atan(x.high());
    if (!Double.isFinite(x.high()) || x.high() == 0) {
      return DoubleDouble.of(rough);
    }
    if (Math.abs(x.high()) > 1) {
      DoubleDouble rest = atan(DoubleDouble.ONE.dividedBy(x));
      return (x.isNegative() ? HALF_PI.negated() : HALF_PI).minus(rest);
    }
    // atan(x) = y + atan((x cos y − sin y) / (cos y + x sin y)), and that is tiny.
    DoubleDouble y = DoubleDouble.of(rough);
    DoubleDouble sin = sin(y);
    DoubleDouble cos = cos(y);
    return y.plus(x.times(cos).minus(sin).dividedBy(cos.plus(x.times(sin))));
  }

  /** asin(x). */
  public static DoubleDouble asin(DoubleDouble x) {
    double rough = StrictMath.asin(x.high());
    if (!Double.isFinite(rough) || x.high() == 0) {
      return DoubleDouble.of(rough);
    }
    DoubleDouble root = complement(x);
    if (root.high() == 0) {
      return x.isNegative() ? HALF_PI.negated() : HALF_PI;
    }
    return atan(x.dividedBy(root));
  }

  /** acos(x). */
  public static DoubleDouble acos(DoubleDouble x) {
    double rough = StrictMath.acos(x.high());
    if (!Double.isFinite(rough)) {
      return DoubleDouble.of(rough);
    }
    DoubleDouble root = complement(x);
    if (Math.abs(x.high()) < 0.5) {
      return HALF_PI.minus(asin(x));
    }
    DoubleDouble angle = atan(root.dividedBy(x));
    return x.isNegative() ? PI.plus(angle) : angle;
  }

  /** √(1 − x²) without cancellation; 0 where x is beyond 1 by its low part. */
  private static DoubleDouble complement(DoubleDouble x) {
    DoubleDouble square = DoubleDouble.ONE.minus(x).times(DoubleDouble.ONE.plus(x));
    return square.isNegative() ? DoubleDouble.ZERO : square.squareRoot();
  }

  /** sinh(x). */
  public static DoubleDouble sinh(DoubleDouble x) {
    double rough = StrictMath.sinh(x.high());
    if (!Double.isFinite(rough) || x.high() == 0) {
      return DoubleDouble.of(rough);
    }
    if (x.isNegative()) {
      return sinh(x.negated()).negated();
    }
    if (x.high() > LARGE) {
      return exp(x.minus(LN_2));
    }
    // (e^x − e^-x)/2 = (m + m/(1 + m))/2 with m = e^x − 1
    DoubleDouble m = expm1(x);
    return m.plus(m.dividedBy(m.plus(DoubleDouble.ONE))).scaled(-1);
  }

  /** cosh(x). */
  public static DoubleDouble cosh(DoubleDouble x) {
    double rough = StrictMath.cosh(x.high());
    if (!Double.isFinite(rough)) {
      return DoubleDouble.of(rough);
    }
    DoubleDouble magnitude = x.isNegative() ? x.negated() : x;
    if (magnitude.high() > LARGE) {
      return exp(magnitude.minus(LN_2));
    }
    DoubleDouble power = exp(magnitude);
    return power.plus(DoubleDouble.ONE.dividedBy(power)).scaled(-1);
  }

  /** tanh(x). */
  public static DoubleDouble tanh(DoubleDouble x) {
    double rough = StrictMath.tanh(x.high());
    if (!Double.isFinite(rough) || x.high() == 0 || Math.abs(x.high()) > LARGE) {
      return DoubleDouble.of(rough);
    }
    DoubleDouble m = expm1(x.scaled(1));
    return m.dividedBy(m.plus(2));
  }

  /** 1 / (1 + e^-x). */
  public static DoubleDouble sigmoid(DoubleDouble x) {
    return x.isNegative()
        ? exp(x).dividedBy(exp(x).plus(DoubleDouble.ONE))
        : DoubleDouble.ONE.dividedBy(exp(x.negated()).plus(DoubleDouble.ONE));
  }

  /** log(1 + e^x). */
  public static DoubleDouble softplus(DoubleDouble x) {
    return x.isNegative() ? log1p(exp(x)) : x.plus(log1p(exp(x.negated())));
  }

  /**
   * 2/√π ∫₀ˣ e^(−t²) dt, by the series of positive terms 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) /
   * (1·3·…·(2n+1)) (Abramowitz and Stegun, 7.1.6).
   */
  public static DoubleDouble erf(DoubleDouble x) {
    if (!(Math.abs(x.high()) < ERF_IS_ONE)) {
      return DoubleDouble.of(Double.isNaN(x.high()) ? x.high() : Math.copySign(1, x.high()));
    }
    DoubleDouble square = x.times(x);
    DoubleDouble term = x;
    DoubleDouble sum = x;
    for (int n = 1; Math.abs(term.high()) > Math.abs(sum.high()) * NEGLIGIBLE; n++) {
      term = term.times(square.scaled(1)).dividedBy(2.0 * n + 1);
      sum = sum.plus(term);
    }
    return TWO_OVER_ROOT_PI.times(exp(square.negated())).times(sum);
  }

  /** b^e for b > 0, with an error below 2^-94 times 1 + |e log b|; b < 0 for integers e. */
  public static DoubleDouble pow(DoubleDouble base, DoubleDouble exponent) {
    double rough = StrictMath.pow(base.high(), exponent.high());
    if (!Double.isFinite(rough) || rough == 0 || !Double.isFinite(base.high())) {
      return DoubleDouble.of(rough);
    }
    DoubleDouble magnitude = base.isNegative() ? base.negated() : base;
    DoubleDouble power = exp(exponent.times(log(magnitude)));
    return rough < 0 ? power.negated() : power;
  }
}
