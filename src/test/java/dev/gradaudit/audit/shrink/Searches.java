package dev.gradaudit.audit.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.compare.Difference;
import dev.gradaudit.engine.builtin.BuiltinEngine;
import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.OrderSyntaxException;
import dev.gradaudit.reduction.Orders;
import dev.gradaudit.scenario.ScenarioDraft.Variable;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Searches that start from a few lines of text. */
final class Searches {
  private Searches() {}

  static Configuration configuration(String order, int threads, long seed) {
    try {
      return new Configuration(seed, threads, Orders.parse(order));
    } catch (OrderSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Tensors of random numbers; a name in capitals requires a gradient. */
  static Map<String, Variable> tensors(Map<String, Shape> shapes) {
    Map<String, Variable> tensors = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(17);
    shapes.forEach(
        (name, shape) -> {
          float[] values = new float[(int) shape.size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() - 0.4);
          }
          tensors.put(
              name,
              new Variable(new FloatTensor(shape, values), Character.isUpperCase(name.charAt(0))));
        });
    return tensors;
  }

  static Variable floats(boolean requiresGrad, float... values) {
    return new Variable(new FloatTensor(Shape.of(values.length), values), requiresGrad);
  }

  static Variable labels(long... values) {
    return new Variable(new LongTensor(Shape.of(values.length), values), false);
  }

  /** Sequential against reversed. */
  static Candidate candidate(Map<String, Variable> tensors, String loss, String... statements) {
    return candidate(tensors, loss, null, statements);
  }

  static Candidate candidate(
      Map<String, Variable> tensors,
      String loss,
      @Nullable Tensor cotangent,
      String... statements) {
    return new Candidate(
        tensors,
        List.of(statements),
        loss,
        cotangent,
        configuration("sequential", 1, 0),
        configuration("reversed", 1, 0));
  }

  /** A search whose start shows a difference. */
  static Search of(Candidate start) {
    return of(start, ShrinkOptions.DEFAULT);
  }

  static Search of(Candidate start, ShrinkOptions options) {
    Search.Demand demand = new Search.Demand(options.leastUlps(), options.gradient());
    BuiltinEngine engine = new BuiltinEngine();
    Search probe = new Search(engine, OpTable.instance(), demand, options, start, Map.of());
    Map<String, Difference> differences = probe.differences(start);
    assertThat(differences).as("the start shows a difference").isNotEmpty();
    return new Search(
        engine, OpTable.instance(), demand, options, start, Objects.requireNonNull(differences));
  }

  /** The best candidate after one reduction, which is made sure to be smaller and to differ. */
  static Candidate reduced(Reduction reduction, Candidate start) {
    Search search = of(start);
    reduction.reduce(search);
    Candidate best = search.best();
    assertThat(Size.of(best)).isLessThan(Size.of(start));
    assertThat(search.differences()).isNotEmpty();
    assertThat(search.differences(best)).isEqualTo(search.differences());
    return best;
  }
}
