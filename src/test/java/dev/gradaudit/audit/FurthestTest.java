package dev.gradaudit.audit;

import static dev.gradaudit.audit.Fixtures.floats;
import static dev.gradaudit.audit.Fixtures.up;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.compare.Difference;
import dev.gradaudit.compare.TensorComparison;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FurthestTest {
  private static Difference fromOnes(float... values) {
    return TensorComparison.compare(floats(1, 1, 1), floats(values));
  }

  /** From the smallest to the largest. */
  private static final List<Difference> ASCENDING =
      List.of(
          fromOnes(1, 1, 1),
          fromOnes(1, 1, up(1)),
          fromOnes(1, up(1), up(1)),
          fromOnes(1, 1, up(2)),
          fromOnes(-1, 1, 1),
          fromOnes(1, 1, Float.NaN),
          fromOnes(1, up(1), Float.NEGATIVE_INFINITY),
          fromOnes(1, -1, Float.NaN));

  @Test
  void whatHasNoDistanceComesFirstThenUlpsThenTheNumberOfElements() {
    for (int i = 0; i < ASCENDING.size(); i++) {
      for (int j = 0; j < ASCENDING.size(); j++) {
        assertThat(Furthest.isBeyond(ASCENDING.get(i), ASCENDING.get(j)))
            .as("%d beyond %d", i, j)
            .isEqualTo(i > j);
      }
    }
  }

  @Test
  void anythingThatDiffersIsBeyondNothing() {
    assertThat(Furthest.isBeyond(ASCENDING.get(0), null)).isFalse();
    assertThat(Furthest.isBeyond(ASCENDING.get(1), null)).isTrue();
  }
}
