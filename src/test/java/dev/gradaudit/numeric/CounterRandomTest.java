package dev.gradaudit.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
  private static final int DRAWS = 100_000;
  private final CounterRandom random = CounterRandom.of(7, "weights");

  @Test
  void everyMethodIsAFunctionOfSeedStreamAndIndex() {
    CounterRandom again = CounterRandom.of(7, "weights");
    for (long index : new long[] {5, 0, -1, Long.MAX_VALUE, 5}) {
      assertThat(again.bits(index)).isEqualTo(random.bits(index));
      assertThat(again.gaussian(index)).isEqualTo(random.gaussian(index));
    }
  }

  @Test
  void seedsStreamsAndIndicesGiveDifferentNumbers() {
    Set<Long> seen = new HashSet<>();
    String[] streams = {"", "a", "b", "ab", "ba", "a\0", "\0", "weights", "weights\0"};
    int drawn = 0;
    for (long seed : new long[] {0, 1, 2, -1, Long.MIN_VALUE, 0x9e3779b97f4a7c15L}) {
      for (String stream : streams) {
        for (long index = -20; index < 20; index++) {
          seen.add(CounterRandom.of(seed, stream).bits(index));
          drawn++;
        }
      }
    }
    assertThat(seen).hasSize(drawn);
  }

  @Test
  void everyBitIsSetHalfTheTimeAndIndependentOfItsNeighbours() {
    int[] ones = new int[64];
    int[] equalToNext = new int[64];
    int[] equalInNextStream = new int[64];
    CounterRandom other = CounterRandom.of(8, "weights");
    for (int i = 0; i < DRAWS; i++) {
      long bits = random.bits(i);
      long changed = bits ^ random.bits(i + 1);
      long differs = bits ^ other.bits(i);
      for (int bit = 0; bit < 64; bit++) {
        ones[bit] += (int) (bits >>> bit & 1);
        equalToNext[bit] += (int) (changed >>> bit & 1);
        equalInNextStream[bit] += (int) (differs >>> bit & 1);
      }
    }
    // Five standard deviations of a fair coin; the numbers are fixed, so this holds or it does not.
    int tolerance = (int) (5 * Math.sqrt(DRAWS) / 2);
    for (int[] counts : new int[][] {ones, equalToNext, equalInNextStream}) {
      for (int count : counts) {
        assertThat(count).isCloseTo(DRAWS / 2, within(tolerance));
      }
    }
  }

  @Test
  void unitsAreUniformInZeroToOne() {
    int[] cells = new int[100];
    for (int i = 0; i < DRAWS; i++) {
      double unit = random.unit(i);
      assertThat(unit).isGreaterThanOrEqualTo(0).isLessThan(1);
      assertThat(unit * 0x1p53).isEqualTo(Math.rint(unit * 0x1p53));
      assertThat((double) random.unitFloat(i)).isEqualTo(Math.floor(unit * 0x1p24) * 0x1p-24);
      cells[(int) (unit * 100)]++;
    }
    assertThat(chiSquare(cells)).isBetween(50.0, 160.0);
  }

  @Test
  void gaussiansHaveTheMomentsOfTheNormalDistribution() {
    double[] moments = new double[5];
    int beyondTwo = 0;
    double neighbours = 0;
    for (int i = 0; i < DRAWS; i++) {
      double value = random.gaussian(i);
      beyondTwo += Math.abs(value) > 2 ? 1 : 0;
      neighbours += value * random.gaussian(i + 1);
      double power = 1;
      for (int k = 0; k < moments.length; k++) {
        moments[k] += power / DRAWS;
        power *= value;
      }
    }
    assertThat(moments[1]).isCloseTo(0, within(0.02));
    assertThat(moments[2]).isCloseTo(1, within(0.02));
    assertThat(moments[3]).isCloseTo(0, within(0.06));
    assertThat(moments[4]).isCloseTo(3, within(0.15));
    assertThat(beyondTwo / (double) DRAWS).isCloseTo(0.0455, within(0.003));
    assertThat(neighbours / DRAWS).isCloseTo(0, within(0.02));
  }

  @Test
  void boundedNumbersAreUnbiased() {
    int[] cells = new int[7];
    for (int i = 0; i < DRAWS; i++) {
      cells[(int) random.below(i, 7)]++;
    }
    assertThat(chiSquare(cells)).isLessThan(25);
    // Of 2^64 numbers a bound of 3 · 2^61 takes some values thrice and others twice, unless drawn
    // again; then the multiples of three would come 3/8 of the time.
    long bound = 3L << 61;
    int multiplesOfThree = 0;
    for (int i = 0; i < DRAWS; i++) {
      long value = random.below(i, bound);
      assertThat(value).isBetween(0L, bound - 1);
      multiplesOfThree += value % 3 == 0 ? 1 : 0;
    }
    assertThat(multiplesOfThree / (double) DRAWS).isCloseTo(1 / 3.0, within(0.01));
    assertThat(random.below(3, 1)).isZero();
    assertThatThrownBy(() -> random.below(0, 0)).hasMessageContaining("0");
  }

  @Test
  void permutationsHoldEveryNumberOnceAndAreUniform() {
    for (int n : new int[] {0, 1, 2, 100}) {
      int[] sorted = random.permutation(n);
      Arrays.sort(sorted);
      assertThat(sorted).containsExactly(IntStream.range(0, n).toArray());
    }
    int[] cells = new int[27];
    int tries = 6000;
    for (int seed = 0; seed < tries; seed++) {
      int[] p = CounterRandom.of(seed, "permutation").permutation(3);
      cells[p[0] * 9 + p[1] * 3 + p[2]]++;
    }
    int[] hit = IntStream.of(cells).filter(count -> count > 0).toArray();
    assertThat(hit).hasSize(6);
    assertThat(IntStream.of(hit)).allMatch(count -> Math.abs(count - tries / 6) < 150);
  }

  /** Another value here means that every seeded result of the project changes. */
  @Test
  void theNumbersAreTheOnesThatWerePublished() {
    assertThat(Long.toHexString(random.bits(0))).isEqualTo("96beab2f5ca7208c");
    assertThat(Long.toHexString(random.bits(1))).isEqualTo("1396dfe15c31283f");
    assertThat(Long.toHexString(CounterRandom.of(0, "").bits(0))).isEqualTo("7678515459187845");
    assertThat(Double.toHexString(random.unit(2))).isEqualTo("0x1.e34564403e82p-5");
    assertThat(Float.toHexString(random.unitFloat(2))).isEqualTo("0x1.e3456p-5");
    assertThat(Double.toHexString(random.gaussian(3))).isEqualTo("-0x1.6bf903f6edc51p-2");
    assertThat(random.below(4, 1000)).isEqualTo(927);
    assertThat(random.permutation(8)).containsExactly(3, 6, 1, 2, 4, 7, 5, 0);
  }

  private static double chiSquare(int[] cells) {
    double expected = DRAWS / (double) cells.length;
    double chiSquare = 0;
    for (int cell : cells) {
      chiSquare += (cell - expected) * (cell - expected) / expected;
    }
    return chiSquare;
  }
}
