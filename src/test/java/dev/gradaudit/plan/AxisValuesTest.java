package dev.gradaudit.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradaudit.reduction.Order;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AxisValuesTest {
  private static final List<Order> ORDERS = PlanTest.orders("sequential", "pairwise");
  private static final AxisValues VALUES = new AxisValues(5, List.of(0L), List.of(1, 2), ORDERS);

  @Test
  void overridesReplaceOnlyWhatTheyState() {
    assertThat(VALUES.overriddenBy(null, null, null, null)).isEqualTo(VALUES);
    List<Order> exact = PlanTest.orders("exact");
    assertThat(VALUES.overriddenBy(2, List.of(3L, 4L), null, exact))
        .isEqualTo(new AxisValues(2, List.of(3L, 4L), List.of(1, 2), exact));
    assertThat(VALUES.overriddenBy(null, null, List.of(8), null))
        .isEqualTo(new AxisValues(5, List.of(0L), List.of(8), ORDERS));
  }

  @Test
  void everyAxisCountsItsValues() {
    assertThat(VALUES.count(Axis.REPEAT)).isEqualTo(5);
    assertThat(VALUES.count(Axis.SEED)).isEqualTo(1);
    assertThat(VALUES.count(Axis.THREADS)).isEqualTo(2);
    assertThat(VALUES.count(Axis.ORDER)).isEqualTo(2);
  }

  @Test
  void emptyDuplicateAndNonPositiveValuesAreRefused() {
    assertThatThrownBy(() -> VALUES.overriddenBy(0, null, null, null)).hasMessageContaining("runs");
    assertThatThrownBy(() -> VALUES.overriddenBy(null, List.of(), null, null))
        .hasMessageContaining("no seeds");
    assertThatThrownBy(() -> VALUES.overriddenBy(null, List.of(1L, 1L), null, null))
        .hasMessageContaining("duplicate seeds");
    assertThatThrownBy(() -> VALUES.overriddenBy(null, null, List.of(2, 0), null))
        .hasMessageContaining("threads");
    List<Order> same = PlanTest.orders("forward/sequential", "plain");
    assertThatThrownBy(() -> VALUES.overriddenBy(null, null, null, same))
        .hasMessageContaining("duplicate orders");
  }
}
