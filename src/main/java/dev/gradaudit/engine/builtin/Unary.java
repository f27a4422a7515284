package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.DoubleDouble;
import dev.gradaudit.numeric.DoubleDoubleMath;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * A function of one element. It is computed in float64 from {@link StrictMath} and arithmetic, and
 * its result is rounded once to the dtype, so that it has the same bits on every JVM. For float32 a
 * square root, a negation or an absolute value is thereby exactly the IEEE one, and an elementary
 * function errs by hardly more than half a unit in the last place.
 */
public final class Unary {
  public static final Unary NEG =
      decreasing("neg", x -> -x).withWide(WideUnary.choice((x, seen) -> x.negated()));
  public static final Unary EXP =
      elementary("exp", StrictMath::exp)
          .withWide(WideUnary.smooth(DoubleDoubleMath::exp, StrictMath::exp));
  public static final Unary LOG =
      elementary("log", StrictMath::log)
          .withWide(WideUnary.smooth(DoubleDoubleMath::log, x -> 1 / x));
  public static final Unary LOG1P =
      elementary("log1p", StrictMath::log1p)
          .withWide(WideUnary.smooth(DoubleDoubleMath::log1p, x -> 1 / (1 + x)));
  public static final Unary EXPM1 =
      elementary("expm1", StrictMath::expm1)
          .withWide(WideUnary.smooth(DoubleDoubleMath::expm1, StrictMath::exp));

  /** log(x) / log(2) in float64, exact at powers of two. */
  public static final Unary LOG2 =
      elementary("log2", Unary::log2)
          .withWide(
              WideUnary.smooth(
                  x -> DoubleDoubleMath.log(x).dividedBy(DoubleDoubleMath.LN_2), x -> 1.5 / x));

  public static final Unary LOG10 =
      elementary("log10", StrictMath::log10)
          .withWide(
              WideUnary.smooth(
                  x -> DoubleDoubleMath.log(x).dividedBy(DoubleDoubleMath.LN_10), x -> 0.5 / x));
  public static final Unary SINH =
      elementary("sinh", StrictMath::sinh)
          .withWide(WideUnary.smooth(DoubleDoubleMath::sinh, StrictMath::cosh));
  public static final Unary COSH =
      new Unary("cosh", StrictMath::cosh, Unary::encloseCosh)
          .withWide(WideUnary.smooth(DoubleDoubleMath::cosh, StrictMath::sinh));
  public static final Unary TAN =
      new Unary("tan", StrictMath::tan, Unary::encloseTan)
          .withWide(
              WideUnary.smooth(
                  DoubleDoubleMath::tan, x -> 1 + StrictMath.tan(x) * StrictMath.tan(x)));
  public static final Unary ASIN =
      elementary("asin", StrictMath::asin)
          .withWide(WideUnary.smooth(DoubleDoubleMath::asin, x -> 1 / Math.sqrt(1 - x * x)));
  public static final Unary ACOS =
      elementary("acos", StrictMath::acos)
          .withWide(WideUnary.smooth(DoubleDoubleMath::acos, x -> 1 / Math.sqrt(1 - x * x)));
  public static final Unary ATAN =
      elementary("atan", StrictMath::atan)
          .withWide(WideUnary.smooth(DoubleDoubleMath::atan, x -> 1 / (1 + x * x)));
  public static final Unary FLOOR =
      increasing("floor", Math::floor).withWide(WideUnary.stepwise(Math::floor));
  public static final Unary CEIL =
      increasing("ceil", Math::ceil).withWide(WideUnary.stepwise(Math::ceil));

  /** To the nearest integer, halves to the even one. */
  public static final Unary ROUND =
      increasing("round", Math::rint).withWide(WideUnary.stepwise(Math::rint));

  public static final Unary TRUNC =
      increasing("trunc", x -> x < 0 ? Math.ceil(x) : Math.floor(x))
          .withWide(WideUnary.stepwise(x -> x < 0 ? Math.ceil(x) : Math.floor(x)));

  /** The error function, with a relative error below 2^-47: see {@link ErrorFunction}. */
  public static final Unary ERF =
      new Unary("erf", ErrorFunction::erf, Unary::encloseErf)
          .withWide(WideUnary.smooth(DoubleDoubleMath::erf, x -> 1.13 * StrictMath.exp(-x * x)));

  /** log(sigmoid(x)), without an exponential that overflows. */
  public static final Unary LOG_SIGMOID =
      elementary("logsigmoid", x -> Math.min(x, 0) - StrictMath.log1p(StrictMath.exp(-Math.abs(x))))
          .withWide(
              WideUnary.smooth(
                  x -> DoubleDoubleMath.softplus(x.negated()).negated(), x -> expRatio(-x)));

  public static final Unary TANH =
      elementary("tanh", StrictMath::tanh)
          .withWide(
              WideUnary.smooth(
                  DoubleDoubleMath::tanh, x -> 1 - StrictMath.tanh(x) * StrictMath.tanh(x)));
  public static final Unary SQRT =
      increasing("sqrt", Math::sqrt)
          .withWide(WideUnary.smooth(DoubleDouble::squareRoot, x -> 0.5 / Math.sqrt(x)));
  public static final Unary ABS =
      new Unary("abs", Math::abs, Unary::encloseAbs)
          .withWide(WideUnary.choice((x, seen) -> seen < 0 ? x.negated() : x));

  /** −1, 0 or 1; +0 at both zeros and at NaN, as in PyTorch. */
  public static final Unary SIGN =
      increasing("sign", x -> x > 0 ? 1 : x < 0 ? -1 : 0)
          .withWide(WideUnary.stepwise(x -> x > 0 ? 1 : x < 0 ? -1 : 0));

  /** 1-Lipschitz, and within [−1, 1]. */
  public static final Unary SIN =
      wave("sin", StrictMath::sin)
          .withWide(WideUnary.smooth(DoubleDoubleMath::sin, StrictMath::cos));

  /** 1-Lipschitz, and within [−1, 1]. */
  public static final Unary COS =
      wave("cos", StrictMath::cos)
          .withWide(WideUnary.smooth(DoubleDoubleMath::cos, StrictMath::sin));

  /** max(x, 0); NaN at NaN. PyTorch gives +0 at −0 or keeps it, by version; here it is kept. */
  public static final Unary RELU =
      new Unary("relu", x -> x < 0 ? 0 : x, Unary::encloseRelu)
          .withWide(WideUnary.choice((x, seen) -> seen < 0 ? DoubleDouble.ZERO : x));

  /** 1 / (1 + e^-x), from the side on which the exponential does not overflow. */
  public static final Unary SIGMOID =
      elementary("sigmoid", x -> x >= 0 ? 1 / (1 + StrictMath.exp(-x)) : expRatio(x))
          .withWide(WideUnary.smooth(DoubleDoubleMath::sigmoid, x -> 0.25));

  /** x, but 0 for an infinity: what may be subtracted without making NaN. */
  public static final Unary FINITE_OR_ZERO =
      new Unary(
              "finite_or_zero",
              x -> Double.isInfinite(x) ? 0 : x,
              x -> Double.isFinite(x.low()) && Double.isFinite(x.high()) ? x : Interval.EVERYTHING)
          .withWide(WideUnary.choice((x, seen) -> Double.isInfinite(seen) ? DoubleDouble.ZERO : x));

  private static final double LN_2 = StrictMath.log(2);

  /**
   * How far a computed value can be outside of the computed values at the ends of an interval: both
   * err by 2.5 units, and below a power of two a unit is two neighbours.
   */
  private static final int NEIGHBOURS = 10;

  private final String name;
  private final DoubleUnaryOperator function;
  private final UnaryOperator<Interval> enclosure;
  private final WideUnary wide;

  private Unary(String name, DoubleUnaryOperator function, UnaryOperator<Interval> enclosure) {
    this(name, function, enclosure, WideUnary.unknown(function));
  }

  private Unary(
      String name,
      DoubleUnaryOperator function,
      UnaryOperator<Interval> enclosure,
      WideUnary wide) {
    this.name = name;
    this.function = function;
    this.enclosure = enclosure;
    this.wide = wide;
  }

  /** The same function, whose values in wide arithmetic are known as well. */
  public Unary withWide(UnaryOperator<DoubleDouble> f, DoubleUnaryOperator slope) {
    return withWide(WideUnary.smooth(f, slope));
  }

  private Unary withWide(WideUnary known) {
    return new Unary(name, function, enclosure, known);
  }

  /** A function that never decreases, computed without error before the rounding to the dtype. */
  public static Unary increasing(String name, DoubleUnaryOperator f) {
    return new Unary(
        name, f, x -> new Interval(f.applyAsDouble(x.low()), f.applyAsDouble(x.high())));
  }

  /** A function that never increases, computed without error before the rounding to the dtype. */
  public static Unary decreasing(String name, DoubleUnaryOperator f) {
    return new Unary(
        name, f, x -> new Interval(f.applyAsDouble(x.high()), f.applyAsDouble(x.low())));
  }

  /**
   * A monotone function, computed with an error of at most 2.5 units in the last place of float64,
   * which is what {@link StrictMath} promises of sinh, cosh and tanh; of the others it promises 1,
   * and that they are monotone themselves.
   */
  public static Unary elementary(String name, DoubleUnaryOperator f) {
    return stepped(name, 0, f);
  }

  /** The same, but that it may go the wrong way by up to {@code step} in all. */
  public static Unary stepped(String name, double step, DoubleUnaryOperator f) {
    return new Unary(
        name,
        f,
        x -> {
          Interval ends = Interval.hull(f.applyAsDouble(x.low()), f.applyAsDouble(x.high()));
          return new Interval(ends.low() - step, ends.high() + step).widened(NEIGHBOURS);
        });
  }

  private static Unary wave(String name, DoubleUnaryOperator f) {
    return new Unary(name, f, x -> encloseWave(f, x));
  }

  public String name() {
    return name;
  }

  /** The value before it is rounded to the dtype. */
  public double apply(double x) {
    return function.applyAsDouble(x);
  }

  /** Encloses the values, before rounding to the dtype, over an interval of arguments. */
  Interval enclose(Interval x) {
    return enclosure.apply(x);
  }

  /** The function in wide arithmetic. */
  WideUnary wide() {
    return wide;
  }

  private static double log2(double x) {
    int exponent = Math.getExponent(x);
    boolean power = x > 0 && exponent >= Double.MIN_EXPONENT && x == Math.scalb(1.0, exponent);
    return power ? exponent : StrictMath.log(x) / LN_2;
  }

  /** Two values err by up to 64 neighbours each, so that the later may be smaller by twice that. */
  private static Interval encloseErf(Interval x) {
    return Interval.hull(ErrorFunction.erf(x.low()), ErrorFunction.erf(x.high())).widened(128);
  }

  private static Interval encloseCosh(Interval x) {
    double ends = Math.max(StrictMath.cosh(x.low()), StrictMath.cosh(x.high()));
    double least =
        x.contains(0) ? 1 : Math.min(StrictMath.cosh(x.low()), StrictMath.cosh(x.high()));
    return new Interval(least, ends).widened(NEIGHBOURS);
  }

  /** Increasing between two poles; nothing is known of an interval that may hold one. */
  private static Interval encloseTan(Interval x) {
    double turns = Math.rint(x.low() / Math.PI);
    boolean between =
        Math.abs(x.low()) < 1e6
            && turns == Math.rint(x.high() / Math.PI)
            && StrictMath.cos(x.low()) * StrictMath.cos(x.high()) > 1e-9;
    return between
        ? new Interval(StrictMath.tan(x.low()), StrictMath.tan(x.high())).widened(3)
        : Interval.EVERYTHING;
  }

  private static double expRatio(double x) {
    double exp = StrictMath.exp(x);
    return exp / (1 + exp);
  }

  private static Interval encloseAbs(Interval x) {
    double high = Math.max(Math.abs(x.low()), Math.abs(x.high()));
    double low = x.contains(0) ? 0 : Math.min(Math.abs(x.low()), Math.abs(x.high()));
    return new Interval(low, high);
  }

  /** A zero may have either sign, for negative numbers become +0 and −0 stays what it is. */
  private static Interval encloseRelu(Interval x) {
    return new Interval(x.low() > 0 ? x.low() : -0.0, x.high() > 0 ? x.high() : 0.0);
  }

  private static Interval encloseWave(DoubleUnaryOperator f, Interval x) {
    double middle = x.low() / 2 + x.high() / 2;
    double centre = f.applyAsDouble(middle);
    double radius = Math.nextUp(Math.max(x.high() - middle, middle - x.low()));
    // Both values err by an ULP at most, and neither is above 1.
    Interval around = Interval.around(centre, radius + 2 * Math.ulp(1.0));
    return new Interval(Math.max(-1, around.low()), Math.min(1, around.high()));
  }

  @Override
  public String toString() {
    return name;
  }
}
