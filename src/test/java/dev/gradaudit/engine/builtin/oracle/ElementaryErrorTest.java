package dev.gradaudit.engine.builtin.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.builtin.Unary;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The enclosures of elementary functions rest on a bound of their errors: 2.5 units in the last
 * place, which the library promises of the hyperbolic ones.
 */
final class ElementaryErrorTest {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private record Case(Unary f, UnaryOperator<BigDecimal> exact) {
    @Override
    public String toString() {
      return f.name();
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(Unary.SINH, x -> half(BigMath.exp(x).subtract(BigMath.exp(x.negate())))),
        new Case(Unary.COSH, x -> half(BigMath.exp(x).add(BigMath.exp(x.negate())))),
        new Case(Unary.TANH, BigMath::tanh),
        new Case(
            Unary.SIGMOID,
            x ->
                BigDecimal.ONE.divide(BigDecimal.ONE.add(BigMath.exp(x.negate())), BigMath.DIGITS)),
        new Case(Unary.EXP, BigMath::exp));
  }

  private static BigDecimal half(BigDecimal x) {
    return x.divide(TWO, BigMath.DIGITS);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void errsByTwoUnitsAndAHalfAtMost(Case function) {
    double worst = 0;
    for (double x : points()) {
      double value = function.f().apply(x);
      BigDecimal error = new BigDecimal(value).subtract(function.exact().apply(new BigDecimal(x)));
      double units = Math.abs(error.doubleValue()) / Math.ulp(value);
      worst = Math.max(worst, units);
      assertThat(units).as("%s of %s", function, x).isLessThanOrEqualTo(2.5);
    }
    assertThat(worst).isPositive();
  }

  /** Of every size, and on both sides of where the library changes its formula. */
  private static List<Double> points() {
    SplittableRandom random = new SplittableRandom(20261123);
    List<Double> points = new ArrayList<>();
    for (double edge : new double[] {0.5 * StrictMath.log(2), 1, 1.5 * StrictMath.log(2), 22}) {
      for (double x = Math.nextDown(edge); x <= Math.nextUp(edge); x = Math.nextUp(x)) {
        points.add(x);
        points.add(-x);
      }
    }
    for (int i = 0; i < 1500; i++) {
      points.add(random.nextDouble(-4, 4));
      points.add(random.nextDouble(-30, 30));
      points.add(random.nextDouble(-1, 1) * Math.scalb(1.0, -random.nextInt(40)));
    }
    return points;
  }
}
