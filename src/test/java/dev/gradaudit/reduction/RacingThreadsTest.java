package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RacingThreadsTest {
  private static final int TRIES = 5000;

  @Test
  void everyRacerRunsOnceOnADaemonThreadOfItsOwn() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    AtomicIntegerArray runs = new AtomicIntegerArray(8);
    int[] order =
        new RacingThreads()
            .race(
                8,
                racer -> {
                  threads.add(Thread.currentThread());
                  runs.incrementAndGet(racer);
                });
    assertThat(threads)
        .hasSize(8)
        .allMatch(Thread::isDaemon)
        .doesNotContain(Thread.currentThread());
    assertThat(runs.toString()).isEqualTo("[1, 1, 1, 1, 1, 1, 1, 1]");
    assertThat(Arrays.stream(order).sorted().toArray()).isEqualTo(IntStream.range(0, 8).toArray());
  }

  @Test
  void theOrderIsThatOfArrival() {
    // The sleep is as long as it takes the other racer to draw its place many times over.
    int[] order = new RacingThreads().race(2, racer -> pause(racer == 0 ? 300 : 0));
    assertThat(order).containsExactly(1, 0);
  }

  @Test
  void aFailureIsReportedAndTheNextRaceIsClean() {
    RacingThreads races = new RacingThreads();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  races.race(
                      4,
                      racer -> {
                        if (racer == 2) {
                          throw new ArithmeticException("racer 2");
                        }
                      }))
          .hasRootCauseMessage("racer 2");
      assertThat(races.race(4, racer -> {})).hasSize(4);
    }
  }

  @Test
  void anInterruptIsKeptForTheCaller() {
    Thread.currentThread().interrupt();
    int[] order = new RacingThreads().race(3, racer -> {});
    assertThat(Thread.interrupted()).isTrue();
    assertThat(order).hasSize(3);
  }

  @Test
  void atomicSumsDifferFromRunToRun() throws OrderSyntaxException {
    Set<Integer> results = new HashSet<>();
    Summation summation = new Summation(Orders.parse("atomic"), 8, 0);
    for (int i = 0; i < TRIES && results.size() < 3; i++) {
      results.add(Float.floatToIntBits(sum(summation)));
    }
    assertThat(results).as("distinct sums of %s tries", TRIES).hasSizeGreaterThan(1);
  }

  @Test
  void atomicSumsOfOneThreadAndExactOnesDoNot() throws OrderSyntaxException {
    float sequential = sum(new Summation(Orders.parse("sequential"), 1, 0));
    float exact = sum(new Summation(Orders.parse("exact"), 1, 0));
    for (int i = 0; i < 50; i++) {
      assertThat(sum(new Summation(Orders.parse("atomic"), 1, 0))).isEqualTo(sequential);
      assertThat(sum(new Summation(Orders.parse("atomic/exact"), 8, 0))).isEqualTo(exact);
    }
  }

  @Test
  void aRaceOfRowsKeepsItsThreadsApart() throws OrderSyntaxException {
    // Exact data: whatever the order of arrival, a sum that lost or doubled a term would show.
    int terms = 1000;
    int sums = 700;
    float[] block = new float[terms * sums];
    for (int i = 0; i < block.length; i++) {
      block[i] = i % sums;
    }
    for (String order : new String[] {"atomic", "atomic/kahan", "atomic/neumaier", "atomic/wide"}) {
      float[] result =
          new Summation(Orders.parse(order), 8, 0)
              .sumBlock(Sites.sums(DType.FLOAT32, terms, sums), block);
      for (int j = 0; j < sums; j++) {
        assertThat(result[j]).isEqualTo(1000f * j);
      }
    }
  }

  /** The plain tree that has the last word is walked in the order of the race, not by another. */
  @Test
  void whatIsNotFiniteIsNotRacedTwice() throws OrderSyntaxException {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT16, DType.BFLOAT16)) {
      AtomicInteger races = new AtomicInteger();
      Arrivals counted =
          (racers, work) -> {
            races.incrementAndGet();
            return new RacingThreads().race(racers, work);
          };
      Summation summation =
          new Summation(Orders.parse("atomic/kahan"), 3, 0, new FastEvaluator(counted));
      float[] terms = {1, Float.POSITIVE_INFINITY, 2, 3};
      assertThat(summation.sumBlock(Sites.sums(dtype, 4, 1), terms))
          .containsExactly(Float.POSITIVE_INFINITY);
      assertThat(races).as("%s", dtype).hasValue(1);
    }
  }

  @Test
  void aRaceOfSixteenBitRowsKeepsItsThreadsApart() throws OrderSyntaxException {
    int terms = 200;
    float[][] left = new float[3][terms];
    float[][] right = new float[terms][600];
    for (float[] row : left) {
      Arrays.fill(row, 0.5f);
    }
    for (float[] row : right) {
      Arrays.fill(row, 2);
    }
    float[] expected = new float[3 * 600];
    Arrays.fill(expected, terms);
    for (DType dtype : List.of(DType.FLOAT16, DType.BFLOAT16)) {
      for (Accumulation accumulation : Accumulation.values()) {
        Order order = new OrderSpec(Permutation.FORWARD, new Tree.Atomic(), accumulation);
        assertThat(
                new Summation(order, 8, 0)
                    .sumProducts(Sites.products(dtype, 3, terms, 600), left, right))
            .as("%s %s", dtype, accumulation)
            .isEqualTo(expected);
      }
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static float sum(Summation summation) {
    CounterRandom random = CounterRandom.of(0, "race");
    float[] terms = new float[1000];
    for (int i = 0; i < terms.length; i++) {
      terms[i] = random.unitFloat(i) - 0.5f;
    }
    return summation.sumBlock(Sites.sums(DType.FLOAT32, terms.length, 1), terms)[0];
  }
}
