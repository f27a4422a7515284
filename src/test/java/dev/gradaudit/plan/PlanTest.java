package dev.gradaudit.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.OrderSyntaxException;
import dev.gradaudit.reduction.Orders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PlanTest {
  private static final List<Order> ORDERS =
      orders("sequential", "pairwise", "reversed", "shuffled");
  private static final AxisValues VALUES =
      new AxisValues(5, List.of(7L, 8L), List.of(1, 2, 4), ORDERS);

  @Test
  void theFullProductTakesSeedsOutermostAndOrdersInnermost() {
    List<Configuration> expected = new ArrayList<>();
    for (long seed : new long[] {7, 8}) {
      for (int threads : new int[] {1, 2, 4}) {
        for (Order order : ORDERS) {
          expected.add(new Configuration(seed, threads, order));
        }
      }
    }
    Plan plan = new Plan(VALUES, PlanMode.FULL_PRODUCT);
    assertThat(plan.configurations()).isEqualTo(expected);
    assertThat(plan.size()).isEqualTo(24);
    assertThat(plan.totalRuns()).isEqualTo(120);
  }

  @Test
  void oneAtATimeVariesEachAxisFromTheBaseline() {
    Order first = ORDERS.get(0);
    Plan plan = new Plan(VALUES, PlanMode.ONE_AT_A_TIME);
    assertThat(plan.configurations())
        .containsExactly(
            new Configuration(7, 1, first),
            new Configuration(8, 1, first),
            new Configuration(7, 2, first),
            new Configuration(7, 4, first),
            new Configuration(7, 1, ORDERS.get(1)),
            new Configuration(7, 1, ORDERS.get(2)),
            new Configuration(7, 1, ORDERS.get(3)));
    assertThat(plan.totalRuns()).isEqualTo(35);
  }

  @ParameterizedTest
  @EnumSource
  void theBaselineIsTheFirstConfiguration(PlanMode mode) {
    Plan plan = new Plan(VALUES, mode);
    assertThat(plan.configurations().get(0)).isEqualTo(plan.baseline());
    assertThat(plan.baseline()).isEqualTo(new Configuration(7, 1, ORDERS.get(0)));
  }

  /** The oracle sorts all configurations by what they have in common besides the axis. */
  @ParameterizedTest
  @EnumSource
  void groupsHoldWhatDiffersAlongOneAxisOnly(PlanMode mode) {
    List<AxisValues> cases =
        List.of(
            VALUES,
            new AxisValues(1, List.of(7L), List.of(1), ORDERS),
            new AxisValues(1, List.of(1L, 2L, 3L), List.of(4), orders("exact")),
            new AxisValues(2, List.of(0L), List.of(3, 5), orders("exact", "pairwise")));
    for (AxisValues values : cases) {
      Plan plan = new Plan(values, mode);
      for (Axis axis : Axis.values()) {
        Map<List<Object>, List<Integer>> common = new LinkedHashMap<>();
        for (int position = 0; position < plan.size(); position++) {
          Configuration configuration = plan.configurations().get(position);
          common.computeIfAbsent(rest(configuration, axis), key -> new ArrayList<>()).add(position);
        }
        List<List<Integer>> expected =
            common.values().stream()
                .filter(group -> axis == Axis.REPEAT || group.size() > 1)
                .toList();
        assertThat(plan.groups(axis).stream().map(PlanTest::boxed))
            .as("%s along %s", values, axis)
            .containsExactlyInAnyOrderElementsOf(expected);
        for (int[] group : plan.groups(axis)) {
          assertThat(value(plan.configurations().get(group[0]), axis))
              .isEqualTo(value(plan.baseline(), axis));
        }
      }
    }
  }

  private static List<Object> rest(Configuration configuration, Axis axis) {
    return Stream.of(Axis.SEED, Axis.THREADS, Axis.ORDER)
        .filter(other -> other != axis)
        .map(other -> value(configuration, other))
        .toList();
  }

  private static Object value(Configuration configuration, Axis axis) {
    return switch (axis) {
      case REPEAT -> 0;
      case SEED -> configuration.seed();
      case THREADS -> configuration.threads();
      case ORDER -> configuration.order();
      case CAPABILITY -> configuration.capability();
      case ENGINE, HOST -> configuration.engine();
    };
  }

  private static List<Integer> boxed(int[] group) {
    return java.util.Arrays.stream(group).boxed().toList();
  }

  @ParameterizedTest
  @EnumSource
  void shardsDealOutEveryConfigurationOnce(PlanMode mode) {
    Plan plan = new Plan(VALUES, mode);
    for (int count : new int[] {1, 2, 3, 5, 24, 40}) {
      List<Configuration> dealt =
          new ArrayList<>(Collections.nCopies(plan.configurations().size(), null));
      for (int index = 1; index <= count; index++) {
        int position = index - 1;
        for (Configuration configuration : plan.shard(index, count)) {
          dealt.set(position, configuration);
          position += count;
        }
      }
      assertThat(dealt).isEqualTo(plan.configurations());
    }
  }

  @Test
  void aShardOutOfRangeIsRefused() {
    Plan plan = new Plan(VALUES, PlanMode.FULL_PRODUCT);
    assertThatThrownBy(() -> plan.shard(0, 3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> plan.shard(4, 3)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSizeOfAHugePlanSaturatesAndCostsNothing() {
    List<Long> seeds = LongStream.range(0, 1_000_000).boxed().toList();
    List<Integer> threads = seeds.stream().map(seed -> seed.intValue() + 1).toList();
    Plan plan =
        new Plan(new AxisValues(Integer.MAX_VALUE, seeds, threads, ORDERS), PlanMode.FULL_PRODUCT);
    assertThat(plan.size()).isEqualTo(4_000_000_000_000L);
    assertThat(plan.totalRuns()).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(plan::configurations).isInstanceOf(ArithmeticException.class);
  }

  static List<Order> orders(String... names) {
    return Stream.of(names).map(PlanTest::order).toList();
  }

  private static Order order(String name) {
    try {
      return Orders.parse(name);
    } catch (OrderSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
