package dev.gradaudit.reveal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.builtin.BuiltinEngine;
import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.DeclaredSum;
import dev.gradaudit.reduction.Orders;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an order of the grammar declares is what its sums give away. */
final class EveryOrderIsRevealedTest {
  private static final List<String> PERMUTATIONS =
      List.of("forward", "reversed", "ascending", "descending", "shuffled");
  private static final List<String> TREES =
      List.of("sequential", "pairwise", "strided:4", "strided:7", "blocked:5", "random-tree");
  private static final List<String> ACCUMULATIONS =
      List.of("plain", "fma", "kahan", "neumaier", "wide", "stochastic", "exact");
  private static final int[] THREADS = {1, 2, 3, 4, 8};
  private static final List<DType> DTYPES =
      List.of(DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.BFLOAT16);
  private static final int MOST_TERMS = 200;
  private static final int FEW_TERMS = 5;
  private static final int STRIDE = 29;

  static Stream<String> orders() {
    List<String> orders = new ArrayList<>();
    for (String permutation : PERMUTATIONS) {
      for (String tree : TREES) {
        for (String accumulation : ACCUMULATIONS) {
          orders.add(permutation + "/" + tree + "/" + accumulation);
        }
      }
    }
    return orders.stream();
  }

  private static Judgement judge(String order, SumOp op, DType dtype, int terms, int threads)
      throws Exception {
    Configuration configuration = new Configuration(5, threads, Orders.parse(order));
    EngineSum sum =
        EngineSum.of(
            new BuiltinEngine(), OpTable.instance(), op, dtype, terms, configuration, () -> false);
    DeclaredSum declared = Objects.requireNonNull(sum.declared());
    Revelation revealed = Revealer.reveal(sum, RevealOptions.DEFAULT);
    Judgement judgement = Judgement.of(revealed, declared, threads);
    assertThat(judgement.verdict().holds())
        .as(
            "%s %s %s n=%d threads=%d: %s %s",
            order, op, dtype, terms, threads, judgement, revealed)
        .isTrue();
    return judgement;
  }

  @ParameterizedTest
  @MethodSource("orders")
  void asDeclared(String order) throws Exception {
    int turn = order.hashCode() & 0xff;
    // Every order at some lengths, every length at some orders; all of both take twenty minutes.
    boolean every = Boolean.getBoolean("gradaudit.reveal.every");
    for (int terms = 1; terms <= MOST_TERMS; terms++) {
      if (!every && terms > FEW_TERMS && (terms + turn) % STRIDE != 0) {
        continue;
      }
      SumOp op = List.of(SumOp.values()).get(turn % 4);
      DType dtype = DTYPES.get(turn / 4 % 4);
      int threads = THREADS[turn / 16 % 5];
      judge(order, op, dtype, terms, threads);
      turn++;
    }
  }
}
