package dev.gradaudit.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.Bits16;
import dev.gradaudit.numeric.DType;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is passed over has nothing new to say, wherever limits and binades meet. */
final class ClosePairsTest {
  private static final int COUNT = 400;

  /** The places that may be remarkable, and the distances of all others. */
  private record Found(int count, IntUnaryOperator places, long[] distances) {}

  /** Whatever the width of the numbers is. */
  @FunctionalInterface
  private interface Finder {
    Found find(long[] from, long[] to, PairFigures figures);
  }

  private static Finder finder(DType dtype, int length, int close) {
    if (dtype == DType.FLOAT64) {
      WideClosePairs pairs = new WideClosePairs(length, close);
      return (from, to, figures) -> {
        long[] distances = new long[COUNT];
        int found = pairs.remarkable(from, to, distances, COUNT, figures);
        return new Found(found, pairs::place, distances);
      };
    }
    NarrowClosePairs pairs = new NarrowClosePairs(dtype, length, close);
    return (from, to, figures) -> {
      int[] distances = new int[COUNT];
      int found = pairs.remarkable(ints(from), ints(to), distances, COUNT, figures);
      long[] unsigned = new long[COUNT];
      for (int i = 0; i < COUNT; i++) {
        unsigned[i] = Integer.toUnsignedLong(distances[i]);
      }
      return new Found(found, pairs::place, unsigned);
    };
  }

  private static int[] ints(long[] bits) {
    int[] narrow = new int[bits.length];
    for (int i = 0; i < bits.length; i++) {
      narrow[i] = (int) bits[i];
    }
    return narrow;
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT64", "FLOAT32", "FLOAT16", "BFLOAT16"})
  void whatIsPassedOverIsWithinWhatIsKnown(DType dtype) {
    long normal = 1L << dtype.precision() - 1;
    int binades = dtype.maxExponent() - dtype.minExponent() + 2;
    long sign = 1L << 8 * dtype.bytes() - 1;
    int close = Math.min(1 << 10, (int) Math.min(1 << 20, normal / 2));
    SplittableRandom random = new SplittableRandom(dtype.precision());
    // One has room for all of them, one for a quarter.
    Finder roomy = finder(dtype, 32 * COUNT, close);
    Finder tight = finder(dtype, 8 * COUNT, close);
    int passed = 0;
    int looked = 0;
    for (int trial = 0; trial < 4000; trial++) {
      PairFigures figures = new PairFigures(dtype, COUNT, null);
      int exponent = trial % 5 == 0 ? 1 + trial % 70 % binades : 2 + random.nextInt(binades - 3);
      // Few ULPs as a rule, so that limits lie close together; else up to the limit.
      int range = trial % 3 == 0 ? close - 1 : 7;
      long fraction = 0;
      for (int i = 0; i < 1 + trial % 2; i++) {
        fraction = corner(random, normal);
        long known = exponent * normal + fraction;
        figures.add(0, known, known + 1 + random.nextInt(range));
      }
      int most = (int) figures.maxDistance();
      long[] from = new long[COUNT];
      long[] to = new long[COUNT];
      for (int i = 0; i < COUNT; i++) {
        int binade = i % 50 == 0 ? binades : exponent - 1 + random.nextInt(3);
        long place = i % 5 == 0 ? fraction + random.nextInt(5) : corner(random, normal);
        long base =
            i % 40 == 1
                ? random.nextInt(2 * most + 4)
                : binade * normal + place - random.nextInt(3);
        int distance =
            random.nextInt(3) == 0 ? most - 1 + random.nextInt(4) : random.nextInt(most + 1);
        long flip = random.nextBoolean() ? sign : 0;
        from[i] = Math.max(0, base) ^ flip;
        to[i] = Math.max(0, random.nextBoolean() ? base + distance : base - distance) ^ flip;
        if (i % 25 == 3) {
          to[i] ^= sign;
        }
      }
      // Many equal ones make it look for them.
      if (trial % 4 == 1) {
        System.arraycopy(from, 0, to, 0, COUNT * 3 / 4);
      }
      Found found = (trial % 4 == 1 ? tight : roomy).find(from, to, figures);
      if (found.count() < 0) {
        continue;
      }
      boolean[] remarkable = new boolean[COUNT];
      for (int i = 0; i < found.count(); i++) {
        remarkable[found.places().applyAsInt(i)] = true;
      }
      looked += found.count();
      for (int i = 0; i < COUNT; i++) {
        if (!remarkable[i]) {
          passed++;
          assertPassable(dtype, from[i], to[i], found.distances()[i], figures);
        }
      }
    }
    assertThat(passed).isGreaterThan(10_000);
    assertThat(looked).isGreaterThan(1000);
  }

  /** A fraction near either end of a binade, in the middle, or anywhere. */
  private static long corner(SplittableRandom random, long normal) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(10);
      case 1 -> normal - 1 - random.nextInt(10);
      case 2 -> normal / 2 - 3 + random.nextInt(6);
      default -> random.nextLong(normal);
    };
  }

  private static void assertPassable(
      DType dtype, long from, long to, long distance, PairFigures figures) {
    List<String> what =
        List.of(
            dtype.label(),
            Long.toHexString(from),
            Long.toHexString(to),
            "distance " + figures.maxDistance(),
            "absolute " + figures.maxAbs,
            "relative " + figures.maxRel);
    double a = value(dtype, from);
    double b = value(dtype, to);
    assertThat(Double.isFinite(a) && Double.isFinite(b)).as("%s", what).isTrue();
    assertThat(distance)
        .as("%s", what)
        .isEqualTo(PairFigures.distance(dtype, from, to))
        .isLessThanOrEqualTo(figures.maxDistance());
    if (from != to) {
      assertThat(distance).as("%s", what).isPositive();
      assertThat(Math.abs(a - b)).as("%s", what).isLessThanOrEqualTo(figures.maxAbs);
      assertThat(PairFigures.relative(a, b)).as("%s", what).isLessThanOrEqualTo(figures.maxRel);
    }
  }

  private static double value(DType dtype, long bits) {
    return switch (dtype) {
      case FLOAT64 -> Double.longBitsToDouble(bits);
      case FLOAT32 -> Float.intBitsToFloat((int) bits);
      case FLOAT16 -> Bits16.fromFloat16Bits((int) bits);
      case BFLOAT16 -> Bits16.fromBfloat16Bits((int) bits);
      case INT64, BOOL -> throw new IllegalArgumentException(dtype.label());
    };
  }
}
