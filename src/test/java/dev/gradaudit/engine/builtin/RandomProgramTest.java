package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs that nobody wrote, against the oracle. */
final class RandomProgramTest {
  private static final int PROGRAMS = 300;

  /** Units of roundoff: 1.1e-14 in float64. */
  private static final double TOLERANCE = 100;

  private static final List<Configuration> CONFIGURATIONS =
      List.of(
          Runs.configuration("sequential", 1, 0), Runs.configuration("shuffled/random-tree", 3, 1));

  static Stream<Long> seeds() {
    return LongStream.range(0, PROGRAMS).boxed();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void gradientsAgreeWithTheOracle(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String line = RandomPrograms.draw(random, 3 + random.nextInt(8));
    new OracleComparison(Steps.of(line, DType.FLOAT64, random), random)
        .check(CONFIGURATIONS, TOLERANCE);
  }
}
