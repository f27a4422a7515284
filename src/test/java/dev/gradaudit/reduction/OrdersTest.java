package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrdersTest {
  @Test
  void everyCombinationIsReadBackFromItsName() throws OrderSyntaxException {
    for (OrderSpec order : EveryOrderTest.orders().toList()) {
      assertThat(Orders.parse(order.name())).as(order.name()).isEqualTo(order);
      String spelledOut =
          String.join(
              "/", order.permutation().label(), order.tree().label(), order.accumulation().label());
      assertThat(Orders.parse(spelledOut)).isEqualTo(order);
      assertThat(Orders.parse(" " + spelledOut.toUpperCase(Locale.ROOT).replace("/", " / ")))
          .isEqualTo(order);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "forward, sequential",
    "sequential, sequential",
    "plain, sequential",
    "forward/sequential/plain, sequential",
    "pairwise, pairwise",
    "shuffled/pairwise/kahan, shuffled/pairwise/kahan",
    "reversed/strided:08, reversed/strided:8",
    "exact, exact",
  })
  void defaultsAreLeftOutOfNames(String text, String name) throws OrderSyntaxException {
    assertThat(Orders.parse(text).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "pairwize, pairwise",
    "reverse, reversed",
    "shufled/kahan, shuffled",
    "neumeier, neumaier",
    "stridded:8, strided",
    "blockd:4, blocked",
    "strided, strided:8",
    "strided:, strided:8",
    "strided:0, strided:8",
    "blocked:-3, blocked:8",
    "blocked:1e3, blocked:8",
    "blocked:1000000000, blocked:8",
    "pairwise:2, pairwise",
    "kahan/pairwise, permutation/tree/accumulation",
    "pairwise/strided:4, permutation/tree/accumulation",
    "pairwise/reversed, permutation/tree/accumulation",
    "kahan/reversed, permutation/tree/accumulation",
    "reversed/shuffled, permutation/tree/accumulation",
    "kahan/exact, permutation/tree/accumulation",
    "bogus, list orders",
    "pairwise/, sequential",
    "'', sequential",
  })
  void wrongOrdersAreRefusedWithAWayOut(String text, String advice) {
    OrderSyntaxException refusal =
        catchThrowableOfType(OrderSyntaxException.class, () -> Orders.parse(text));
    assertThat(refusal.advice()).contains(advice);
    assertThat(refusal).hasMessage(refusal.problem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pairwize", "pairwise:2", "strided:x", "kahan/pairwise"})
  void theProblemNamesThePart(String text) {
    assertThatExceptionOfType(OrderSyntaxException.class)
        .isThrownBy(() -> Orders.parse(text))
        .withMessageContaining(text.substring(text.indexOf('/') + 1));
  }

  @Test
  void anEmptyPartIsToldFromAnEmptyOrder() {
    assertThatExceptionOfType(OrderSyntaxException.class)
        .isThrownBy(() -> Orders.parse(" "))
        .withMessage("an order is empty");
    assertThatExceptionOfType(OrderSyntaxException.class)
        .isThrownBy(() -> Orders.parse("pairwise//kahan"))
        .withMessageContaining("empty part");
  }

  @Test
  void theWordsAreTheOnesThatCanBeRead() throws OrderSyntaxException {
    List<String> words = Orders.words();
    assertThat(words).hasSize(5 + 6 + 7).doesNotHaveDuplicates();
    for (String word : words) {
      Order order = Orders.parse(word.replace(":K", ":7").replace(":B", ":7"));
      assertThat(Orders.parse(order.name())).isEqualTo(order);
    }
    for (Permutation permutation : Permutation.values()) {
      assertThat(permutation.summary()).isNotBlank();
    }
    for (Accumulation accumulation : Accumulation.values()) {
      assertThat(accumulation.summary()).isNotBlank();
    }
  }
}
