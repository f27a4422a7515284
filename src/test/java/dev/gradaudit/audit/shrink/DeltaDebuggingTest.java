package dev.gradaudit.audit.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeltaDebuggingTest {
  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void findsTheItemsThatMatterWhereverTheyAre() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int count = 1 + random.nextInt(100);
      Set<Integer> needed = new TreeSet<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        needed.add(random.nextInt(count));
      }
      assertThat(DeltaDebugging.minimise(upTo(count), some -> some.containsAll(needed)))
          .as("seed " + seed)
          .containsExactlyElementsOf(needed);
    }
  }

  @Test
  void noItemOfTheResultCanBeLeftOut() {
    // Not monotone: what passes depends on the number of items and on their sum.
    Predicate<List<Integer>> odd =
        some -> some.size() >= 3 && some.stream().mapToInt(i -> i).sum() % 3 == 0;
    List<Integer> all = upTo(33);
    List<Integer> few = DeltaDebugging.minimise(all, odd);
    assertThat(odd).accepts(few);
    for (int i = 0; i < few.size(); i++) {
      List<Integer> butOne = new ArrayList<>(few);
      butOne.remove(i);
      assertThat(odd).rejects(butOne);
    }
  }

  @Test
  void whereNothingMattersNothingIsLeft() {
    assertThat(DeltaDebugging.minimise(upTo(9), some -> true)).isEmpty();
    assertThat(DeltaDebugging.minimise(List.of(), some -> false)).isEmpty();
  }

  @Test
  void aFewOfManyTakeFewTests() {
    int[] tests = {0};
    DeltaDebugging.minimise(
        upTo(4096),
        some -> {
          tests[0]++;
          return some.contains(77) && some.contains(78);
        });
    assertThat(tests[0]).isLessThan(60);
  }
}
