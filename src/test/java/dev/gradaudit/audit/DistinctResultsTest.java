package dev.gradaudit.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DistinctResultsTest {
  @Test
  void equalResultsAreCountedOnceAndTheFirstIsCounted() {
    DistinctResults distinct = new DistinctResults();
    assertThat(distinct.count()).isEqualTo(1);
    distinct.addOther(new String[] {"aa", "bb"});
    distinct.addOther(new String[] {"aa", "bb"});
    distinct.addOther(new String[] {"bb", "aa"});
    assertThat(distinct.count()).isEqualTo(3);
  }

  @Test
  void countingStopsAtTheLimit() {
    DistinctResults distinct = new DistinctResults();
    for (int i = 0; i < DistinctResults.LIMIT + 10; i++) {
      distinct.addOther(new String[] {Integer.toHexString(i)});
      if (i == DistinctResults.LIMIT - 3) {
        assertThat(distinct.count()).isEqualTo(DistinctResults.LIMIT - 1);
      }
    }
    assertThat(distinct.count()).isEqualTo(DistinctResults.LIMIT);
  }
}
