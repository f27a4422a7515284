package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.DoubleDouble;
import dev.gradaudit.numeric.DoubleDoubleMath;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;

/**
 * A function of two elements, computed in float64 and rounded once to the dtype. For float32 that
 * is exactly the IEEE operation for + − × ÷: a float64 result has more than twice the bits, so that
 * rounding it again is harmless (Figueroa, "When is double rounding innocuous?", 1995).
 */
public final class Binary {
  public static final Binary ADD =
      new Binary(
          "add",
          Double::sum,
          Binary::encloseByCorners,
          new WideBinary((a, b, seenA, seenB) -> a.plus(b), (a, b, y) -> 1, (a, b, y) -> 1));
  public static final Binary SUB =
      new Binary(
          "sub",
          (a, b) -> a - b,
          Binary::encloseByCorners,
          new WideBinary((a, b, seenA, seenB) -> a.minus(b), (a, b, y) -> 1, (a, b, y) -> 1));
  public static final Binary MUL =
      new Binary(
          "mul",
          (a, b) -> a * b,
          Binary::encloseByCorners,
          new WideBinary((a, b, seenA, seenB) -> a.times(b), (a, b, y) -> b, (a, b, y) -> a));
  public static final Binary DIV =
      new Binary(
          "div",
          (a, b) -> a / b,
          Binary::encloseDivision,
          new WideBinary(
              (a, b, seenA, seenB) -> a.dividedBy(b), (a, b, y) -> 1 / b, (a, b, y) -> y / b));

  /** The larger one; NaN if either is. */
  public static final Binary MAXIMUM =
      new Binary(
          "maximum", Math::max, Binary::encloseByCorners, WideBinary.choice((a, b) -> a >= b));

  /** The smaller one; NaN if either is. */
  public static final Binary MINIMUM =
      new Binary(
          "minimum", Math::min, Binary::encloseByCorners, WideBinary.choice((a, b) -> a <= b));

  /** a^b as {@link StrictMath#pow}, but NaN-free cases as in C: 1^NaN = 1 and (−1)^±∞ = 1. */
  public static final Binary POW =
      new Binary(
          "pow",
          Binary::power,
          Binary::enclosePower,
          new WideBinary(
              (a, b, seenA, seenB) -> power(a, b),
              (a, b, y) -> b == 0 ? 0 : b * power(a, b - 1),
              (a, b, y) -> y * StrictMath.log(Math.abs(a))));

  /** 0 where b ≤ 0, and a elsewhere (at NaN too): how a gradient passes a rectifier. */
  public static final Binary WHERE_POSITIVE =
      new Binary(
          "where_positive",
          (a, b) -> b <= 0 ? 0 : a,
          Binary::encloseGate,
          new WideBinary(
              (a, b, seenA, seenB) -> seenB <= 0 ? DoubleDouble.ZERO : a,
              (a, b, y) -> 1,
              (a, b, y) -> 0));

  /** a where b is not 0, and 0 elsewhere. */
  public static final Binary WHERE_NONZERO =
      new Binary(
          "where_nonzero",
          (a, b) -> b != 0 ? a : 0,
          Binary::encloseGate,
          new WideBinary(
              (a, b, seenA, seenB) -> seenB != 0 ? a : DoubleDouble.ZERO,
              (a, b, y) -> 1,
              (a, b, y) -> 0));

  /** How the functions above enclose their values, given the function itself. */
  private interface Encloser {
    Interval enclose(DoubleBinaryOperator f, Interval a, Interval b);
  }

  private final String name;
  private final DoubleBinaryOperator function;
  private final BinaryOperator<Interval> enclosure;
  private final WideBinary wide;

  private Binary(String name, DoubleBinaryOperator function, Encloser encloser, WideBinary wide) {
    this.name = name;
    this.wide = wide;
    this.function = function;
    this.enclosure = (a, b) -> encloser.enclose(function, a, b);
  }

  public String name() {
    return name;
  }

  /** The value before it is rounded to the dtype. */
  double apply(double a, double b) {
    return function.applyAsDouble(a, b);
  }

  /** Encloses the values, before rounding to the dtype, over intervals of arguments. */
  Interval enclose(Interval a, Interval b) {
    return enclosure.apply(a, b);
  }

  /** The function in wide arithmetic. */
  WideBinary wide() {
    return wide;
  }

  private static DoubleDouble power(DoubleDouble base, DoubleDouble exponent) {
    boolean special =
        base.high() == 0 || exponent.high() == 0 || base.high() == 1 && base.low() == 0;
    return special
        ? DoubleDouble.of(power(base.high(), exponent.high()))
        : DoubleDoubleMath.pow(base, exponent);
  }

  private static double power(double base, double exponent) {
    boolean one = base == 1 || (base == -1 && Double.isInfinite(exponent));
    return one ? 1 : StrictMath.pow(base, exponent);
  }

  /** For a function that is monotone in each argument: the extremes are at the corners. */
  private static Interval encloseByCorners(DoubleBinaryOperator f, Interval a, Interval b) {
    return Interval.hull(
        f.applyAsDouble(a.low(), b.low()),
        f.applyAsDouble(a.low(), b.high()),
        f.applyAsDouble(a.high(), b.low()),
        f.applyAsDouble(a.high(), b.high()));
  }

  private static Interval encloseDivision(DoubleBinaryOperator f, Interval a, Interval b) {
    return b.contains(0) ? Interval.EVERYTHING : encloseByCorners(f, a, b);
  }

  private static Interval encloseGate(DoubleBinaryOperator f, Interval a, Interval b) {
    if (b.isPoint() || b.low() > 0) {
      return Interval.hull(f.applyAsDouble(a.low(), b.low()), f.applyAsDouble(a.high(), b.low()));
    }
    return Interval.hull(a.low(), a.high(), 0);
  }

  private static Interval enclosePower(DoubleBinaryOperator f, Interval a, Interval b) {
    if (a.low() > 0) {
      return encloseByCorners(f, a, b).widened(3);
    }
    boolean even = b.isPoint() && Math.rint(b.low() / 2) * 2 == b.low();
    boolean integer = b.isPoint() && Math.rint(b.low()) == b.low();
    if (!integer || (b.low() < 0 && a.contains(0))) {
      return Interval.EVERYTHING;
    }
    Interval corners = encloseByCorners(f, a, b).widened(3);
    return even && a.contains(0) ? Interval.hull(0, corners.high()) : corners;
  }

  @Override
  public String toString() {
    return name;
  }
}
