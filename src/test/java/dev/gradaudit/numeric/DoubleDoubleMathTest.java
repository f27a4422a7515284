package dev.gradaudit.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.dfp.Dfp;
import org.apache.commons.math3.dfp.DfpField;
import org.apache.commons.math3.dfp.DfpMath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against decimal arithmetic of 80 digits, which shares nothing with it. */
final class DoubleDoubleMathTest {
  private static final DfpField FIELD = new DfpField(80);
  private static final int SAMPLES = 300;

  /** A function, its oracle, the largest argument, and how far it may err. */
  private record Case(
      String name,
      UnaryOperator<DoubleDouble> function,
      UnaryOperator<Dfp> oracle,
      double from,
      double to,
      double relative,
      double absolute) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    double tight = 0x1p-94;
    Dfp one = FIELD.getOne();
    return List.of(
        new Case("exp", DoubleDoubleMath::exp, DfpMath::exp, -600, 700, tight, 0),
        new Case(
            "expm1", DoubleDoubleMath::expm1, x -> DfpMath.exp(x).subtract(one), -50, 50, tight, 0),
        new Case("log", DoubleDoubleMath::log, DfpMath::log, 0, 1e5, tight, 0),
        new Case("log near 1", DoubleDoubleMath::log, DfpMath::log, 0.9, 1.1, tight, 0),
        new Case("log of tiny", DoubleDoubleMath::log, DfpMath::log, 0, 1e-300, tight, 0),
        new Case(
            "log1p", DoubleDoubleMath::log1p, x -> DfpMath.log(x.add(one)), -0.99, 9, tight, 0),
        new Case("sin", DoubleDoubleMath::sin, DfpMath::sin, -30, 30, tight, 0x1p-100),
        new Case("sin far", DoubleDoubleMath::sin, DfpMath::sin, 0, 1e15, tight, 0x1p-100),
        new Case("cos", DoubleDoubleMath::cos, DfpMath::cos, -1e6, 1e6, tight, 0x1p-100),
        new Case("tan", DoubleDoubleMath::tan, DfpMath::tan, -1.5, 1.5, tight, 0),
        new Case("atan", DoubleDoubleMath::atan, DfpMath::atan, -50, 50, tight, 0),
        new Case("asin", DoubleDoubleMath::asin, DfpMath::asin, -1, 1, tight, 0),
        new Case("acos", DoubleDoubleMath::acos, DfpMath::acos, -1, 1, tight, 0),
        new Case(
            "sinh",
            DoubleDoubleMath::sinh,
            x -> DfpMath.exp(x).subtract(DfpMath.exp(x.negate())).divide(2),
            -100,
            100,
            tight,
            0),
        new Case(
            "cosh",
            DoubleDoubleMath::cosh,
            x -> DfpMath.exp(x).add(DfpMath.exp(x.negate())).divide(2),
            -100,
            100,
            tight,
            0),
        new Case(
            "tanh",
            DoubleDoubleMath::tanh,
            x -> {
              Dfp power = DfpMath.exp(x.multiply(2));
              return power.subtract(one).divide(power.add(one));
            },
            -50,
            50,
            tight,
            0),
        new Case(
            "sigmoid",
            DoubleDoubleMath::sigmoid,
            x -> one.divide(one.add(DfpMath.exp(x.negate()))),
            -300,
            300,
            tight,
            0),
        new Case(
            "softplus",
            DoubleDoubleMath::softplus,
            x -> DfpMath.log(one.add(DfpMath.exp(x))),
            -60,
            60,
            tight,
            0),
        new Case("erf", DoubleDoubleMath::erf, DoubleDoubleMathTest::erf, -8, 8, tight, 0),
        new Case("sqrt", DoubleDouble::squareRoot, Dfp::sqrt, 0, 1e9, 0x1p-100, 0));
  }

  /** 2/√π Σ (−1)ⁿ x^(2n+1) / (n! (2n+1)): another series, whose cancellation 80 digits allow. */
  private static Dfp erf(Dfp x) {
    Dfp square = x.multiply(x).negate();
    Dfp power = x;
    Dfp sum = x;
    for (int n = 1; n < 500; n++) {
      power = power.multiply(square).divide(n);
      sum = sum.add(power.divide(2 * n + 1));
    }
    return sum.multiply(2).divide(FIELD.getPi().sqrt());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isRightToAlmostAllOfItsBits(Case each) {
    SplittableRandom random = new SplittableRandom(each.name().hashCode());
    for (int i = 0; i < SAMPLES; i++) {
      double high = random.nextDouble(each.from(), each.to());
      if (i % 3 == 0 && each.from() <= 0) {
        // Small ones, where a result must not lose its relative precision.
        high = StrictMath.scalb(high, -random.nextInt(40));
      }
      DoubleDouble x = new DoubleDouble(high, Math.ulp(high) * random.nextDouble(-0.5, 0.5));
      Dfp expected = each.oracle().apply(dfp(x));
      Dfp error = dfp(each.function().apply(x)).subtract(expected).abs();
      Dfp allowed = expected.abs().multiply(dfp(each.relative())).add(dfp(each.absolute()));
      assertThat(error.lessThan(allowed) || error.isZero())
          .as("%s of %s errs by %s of %s", each, x, error, expected)
          .isTrue();
    }
  }

  @Test
  void powersAreRight() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < SAMPLES; i++) {
      DoubleDouble base = DoubleDouble.of(random.nextDouble(0.01, 50));
      DoubleDouble exponent = DoubleDouble.of(random.nextDouble(-20, 20));
      Dfp expected = DfpMath.pow(dfp(base), dfp(exponent));
      Dfp error = dfp(DoubleDoubleMath.pow(base, exponent)).subtract(expected).abs();
      assertThat(error.lessThan(expected.multiply(dfp(0x1p-88)))).isTrue();
    }
    assertThat(DoubleDoubleMath.pow(DoubleDouble.of(-2), DoubleDouble.of(3)).high()).isEqualTo(-8);
  }

  @Test
  void arithmeticIsRight() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 10 * SAMPLES; i++) {
      DoubleDouble a = random(random);
      DoubleDouble b = random(random);
      assertClose(a.plus(b), dfp(a).add(dfp(b)), 0x1.8p-105);
      assertClose(a.minus(b), dfp(a).subtract(dfp(b)), 0x1.8p-105);
      assertClose(a.times(b), dfp(a).multiply(dfp(b)), 0x1p-102);
      assertClose(a.dividedBy(b), dfp(a).divide(dfp(b)), 0x1p-102);
    }
  }

  private static DoubleDouble random(SplittableRandom random) {
    double high = StrictMath.scalb(random.nextDouble(-1, 1), random.nextInt(-30, 30));
    return new DoubleDouble(high, Math.ulp(high) * random.nextDouble(-0.5, 0.5));
  }

  private static void assertClose(DoubleDouble actual, Dfp expected, double relative) {
    Dfp error = dfp(actual).subtract(expected).abs();
    assertThat(error.isZero() || error.lessThan(expected.abs().multiply(dfp(relative))))
        .as("%s for %s", actual, expected)
        .isTrue();
    assertThat(Math.abs(actual.low())).isLessThanOrEqualTo(Math.ulp(actual.high()) / 2);
  }

  @Test
  void whatIsNotFiniteIsThatOfTheHighParts() {
    DoubleDouble infinity = DoubleDouble.of(Double.POSITIVE_INFINITY);
    DoubleDouble nan = DoubleDouble.of(Double.NaN);
    assertThat(DoubleDoubleMath.exp(infinity)).isEqualTo(infinity);
    assertThat(DoubleDoubleMath.exp(infinity.negated())).isEqualTo(DoubleDouble.of(0));
    assertThat(DoubleDoubleMath.log(DoubleDouble.of(0))).isEqualTo(infinity.negated());
    assertThat(DoubleDoubleMath.log(DoubleDouble.of(-1))).isEqualTo(nan);
    assertThat(DoubleDoubleMath.tanh(infinity)).isEqualTo(DoubleDouble.of(1));
    assertThat(DoubleDoubleMath.sigmoid(infinity.negated())).isEqualTo(DoubleDouble.of(0));
    assertThat(DoubleDoubleMath.sin(infinity)).isEqualTo(nan);
    assertThat(DoubleDoubleMath.erf(infinity.negated())).isEqualTo(DoubleDouble.of(-1));
    assertThat(DoubleDoubleMath.acos(DoubleDouble.of(2))).isEqualTo(nan);
    assertThat(DoubleDouble.ONE.dividedBy(DoubleDouble.of(-0.0))).isEqualTo(infinity.negated());
    assertThat(infinity.plus(infinity.negated()).high()).isNaN();
    assertThat(DoubleDouble.of(1e300).times(1e300)).isEqualTo(infinity);
  }

  private static Dfp dfp(DoubleDouble x) {
    return dfp(x.high()).add(dfp(x.low()));
  }

  /** To all digits: the significand is an integer, and it is multiplied by a power of two. */
  private static Dfp dfp(double x) {
    if (x == 0) {
      return FIELD.getZero();
    }
    int exponent = Math.max(Math.getExponent(x), Double.MIN_EXPONENT) - 52;
    long significand = (long) Math.scalb(Math.scalb(x, -exponent / 2), -exponent + exponent / 2);
    return FIELD.newDfp(significand).multiply(DfpMath.pow(FIELD.getTwo(), exponent));
  }
}
