package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every primitive function: its values over an interval lie in its enclosure of the interval. */
final class EnclosureTest {
  private static final int INTERVALS = 3000;
  private static final int POINTS = 8;

  static List<Unary> unaries() {
    return constants(Unary.class);
  }

  static List<Binary> binaries() {
    return constants(Binary.class);
  }

  private static <T> List<T> constants(Class<T> type) {
    List<T> constants = new ArrayList<>();
    for (Field field : type.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == type) {
        try {
          constants.add(type.cast(field.get(null)));
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    return constants;
  }

  @ParameterizedTest
  @MethodSource("unaries")
  void unaryValuesLieInTheEnclosure(Unary f) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < INTERVALS; i++) {
      Interval x = interval(random);
      Interval enclosure = f.enclose(x);
      for (double point : points(x, random)) {
        assertEncloses(enclosure, f.apply(point), () -> f + " of " + point + " in " + x);
      }
    }
  }

  /**
   * Where a function hardly rises, its rounding errors do not let it rise from double to double.
   */
  @ParameterizedTest
  @MethodSource("unaries")
  void neighboursLieInTheEnclosureOfAFew(Unary f) {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < INTERVALS; i++) {
      double low = random.nextDouble(-4, 4);
      double high = low + random.nextInt(2, 400) * Math.ulp(low);
      Interval x = new Interval(low, high);
      Interval enclosure = f.enclose(x);
      for (double point = low; point <= high; point = Math.nextUp(point)) {
        double argument = point;
        assertEncloses(enclosure, f.apply(point), () -> f + " of " + argument + " in " + x);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void binaryValuesLieInTheEnclosure(Binary f) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < INTERVALS; i++) {
      Interval x = interval(random);
      Interval y = interval(random);
      Interval enclosure = f.enclose(x, y);
      for (double a : points(x, random)) {
        for (double b : points(y, random)) {
          assertEncloses(
              enclosure,
              f.apply(a, b),
              () -> f + " of " + a + " in " + x + " and " + b + " in " + y);
        }
      }
    }
  }

  @Test
  void runningProductsLieInTheirEnclosure() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < INTERVALS; round++) {
      Value start = uncertain(Shape.of(2), random);
      Value factors = uncertain(Shape.of(3, 2), random);
      Tensor result = Elementwise.runningProducts(start.tensor(), factors.tensor());
      Value enclosed =
          new Value(result, Enclosure.runningProducts(start, factors, result), Trail.NONE);
      for (int i = 0; i < POINTS; i++) {
        Tensor other = Elementwise.runningProducts(within(start, random), within(factors, random));
        for (int at = 0; at < result.size(); at++) {
          assertThat(Math.abs(other.doubleAt(at) - result.doubleAt(at)))
              .as("round %d, element %d", round, at)
              .isLessThanOrEqualTo(enclosed.radiusAt(at) * (1 + 1e-12));
        }
      }
    }
  }

  private static Value uncertain(Shape shape, SplittableRandom random) {
    int size = (int) shape.size();
    double[] radius = new double[size];
    // Often only one operand moves.
    boolean fixed = random.nextInt(3) == 0;
    Arrays.setAll(radius, i -> fixed || random.nextBoolean() ? 0 : random.nextDouble(0.5));
    return new Value(
        Tensors.generated(DType.FLOAT64, shape, i -> random.nextDouble(-2, 2)),
        Enclosure.nullIfZero(radius),
        Trail.NONE);
  }

  private static Tensor within(Value x, SplittableRandom random) {
    return Tensors.generated(
        DType.FLOAT64,
        x.shape(),
        i -> {
          double radius = x.radiusAt((int) i);
          return x.tensor().doubleAt((int) i) + (random.nextBoolean() ? 0.999 : -0.999) * radius;
        });
  }

  private static void assertEncloses(Interval enclosure, double value, Supplier<String> what) {
    boolean inside = enclosure.low() <= value && value <= enclosure.high();
    if (!inside && !enclosure.equals(Interval.EVERYTHING)) {
      fail("%s: %s is not in %s", what.get(), value, enclosure);
    }
  }

  /** Wide, narrow, a single point; often with an end at 0, a small whole number or a half. */
  private static Interval interval(SplittableRandom random) {
    double centre =
        random.nextBoolean()
            ? random.nextInt(-6, 7) / 2.0
            : random.nextDouble(-1, 1) * Math.scalb(1.0, random.nextInt(-40, 8));
    double length =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1 -> Math.ulp(centre) * random.nextInt(1, 4);
          case 2 -> random.nextInt(1, 5);
          default -> random.nextDouble() * Math.scalb(1.0, random.nextInt(-40, 4));
        };
    return random.nextBoolean()
        ? new Interval(centre, centre + length)
        : new Interval(centre - length, centre);
  }

  private static double[] points(Interval x, SplittableRandom random) {
    double[] points = new double[POINTS];
    Arrays.setAll(
        points, i -> Math.min(x.high(), x.low() + random.nextDouble() * (x.high() - x.low())));
    points[0] = x.low();
    points[1] = x.high();
    points[2] = Math.min(x.high(), Math.nextUp(x.low()));
    points[3] = Math.max(x.low(), Math.nextDown(x.high()));
    points[4] = Math.max(x.low(), Math.min(x.high(), 0.0));
    return points;
  }
}
