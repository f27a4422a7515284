package dev.gradaudit.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.Bits16;
import dev.gradaudit.numeric.DType;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is passed over has nothing new to say, wherever limits and binades meet. */
final class ClosePairsTest {
  private static final int COUNT = 400;

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT16", "BFLOAT16"})
  void whatIsPassedOverIsWithinWhatIsKnown(DType dtype) {
    int normal = 1 << dtype.precision() - 1;
    int infinity = normal * (dtype.maxExponent() - dtype.minExponent() + 2);
    int sign = 1 << 8 * dtype.bytes() - 1;
    int close = 1 << dtype.precision() - 2;
    SplittableRandom random = new SplittableRandom(dtype.precision());
    // One has room for all of them, one for a quarter.
    ClosePairs roomy = new ClosePairs(dtype, 32 * COUNT, close);
    ClosePairs tight = new ClosePairs(dtype, 8 * COUNT, close);
    int passed = 0;
    int looked = 0;
    for (int trial = 0; trial < 4000; trial++) {
      PairFigures figures = new PairFigures(dtype, COUNT, null);
      int exponent = 2 + random.nextInt(infinity / normal - 3);
      // Few ULPs as a rule, so that limits lie close together; else up to the limit.
      int range = trial % 3 == 0 ? close - 1 : 7;
      int fraction = 0;
      for (int i = 0; i < 1 + trial % 2; i++) {
        fraction = corner(random, normal);
        int known = exponent * normal + fraction;
        figures.add(0, known, known + 1 + random.nextInt(range));
      }
      int most = (int) figures.maxDistance();
      int[] from = new int[COUNT];
      int[] to = new int[COUNT];
      for (int i = 0; i < COUNT; i++) {
        int binade = i % 50 == 0 ? infinity / normal : exponent - 1 + random.nextInt(3);
        int place = i % 5 == 0 ? fraction + random.nextInt(5) : corner(random, normal);
        int base =
            i % 40 == 1
                ? random.nextInt(2 * most + 4)
                : binade * normal + place - random.nextInt(3);
        int distance =
            random.nextInt(3) == 0 ? most - 1 + random.nextInt(4) : random.nextInt(most + 1);
        int flip = random.nextBoolean() ? sign : 0;
        from[i] = base ^ flip;
        to[i] = Math.max(0, random.nextBoolean() ? base + distance : base - distance) ^ flip;
        if (i % 25 == 3) {
          to[i] ^= sign;
        }
        // As they come from a file.
        from[i] &= dtype.bytes() == 2 ? 0xffff : -1;
        to[i] &= dtype.bytes() == 2 ? 0xffff : -1;
      }
      // Many equal ones make it look for them.
      if (trial % 4 == 1) {
        System.arraycopy(from, 0, to, 0, COUNT * 3 / 4);
      }
      int[] distances = new int[COUNT];
      ClosePairs pairs = trial % 4 == 1 ? tight : roomy;
      int found = pairs.remarkable(from, to, distances, COUNT, figures);
      if (found < 0) {
        continue;
      }
      boolean[] remarkable = new boolean[COUNT];
      for (int i = 0; i < found; i++) {
        remarkable[pairs.place(i)] = true;
      }
      looked += found;
      for (int i = 0; i < COUNT; i++) {
        if (!remarkable[i]) {
          passed++;
          assertPassable(dtype, from[i], to[i], distances[i], figures);
        }
      }
    }
    assertThat(passed).isGreaterThan(10_000);
    assertThat(looked).isGreaterThan(1000);
  }

  /** A fraction near either end of a binade, in the middle, or anywhere. */
  private static int corner(SplittableRandom random, int normal) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(10);
      case 1 -> normal - 1 - random.nextInt(10);
      case 2 -> normal / 2 - 3 + random.nextInt(6);
      default -> random.nextInt(normal);
    };
  }

  private static void assertPassable(
      DType dtype, int from, int to, int distance, PairFigures figures) {
    List<String> what =
        Arrays.asList(
            dtype.label(),
            Integer.toHexString(from),
            Integer.toHexString(to),
            "distance " + figures.maxDistance(),
            "absolute " + figures.maxAbs,
            "relative " + figures.maxRel);
    double a = value(dtype, from);
    double b = value(dtype, to);
    assertThat(Double.isFinite(a) && Double.isFinite(b)).as("%s", what).isTrue();
    long known = Integer.toUnsignedLong(distance);
    assertThat(known)
        .as("%s", what)
        .isEqualTo(
            PairFigures.distance(dtype, Integer.toUnsignedLong(from), Integer.toUnsignedLong(to)))
        .isLessThanOrEqualTo(figures.maxDistance());
    if (from != to) {
      assertThat(known).as("%s", what).isPositive();
      assertThat(Math.abs(a - b)).as("%s", what).isLessThanOrEqualTo(figures.maxAbs);
      assertThat(PairFigures.relative(a, b)).as("%s", what).isLessThanOrEqualTo(figures.maxRel);
    }
  }

  private static double value(DType dtype, int bits) {
    return dtype == DType.FLOAT32
        ? Float.intBitsToFloat(bits)
        : dtype == DType.FLOAT16 ? Bits16.fromFloat16Bits(bits) : Bits16.fromBfloat16Bits(bits);
  }
}
