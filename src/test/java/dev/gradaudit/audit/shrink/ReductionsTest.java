package dev.gradaudit.audit.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.scenario.ScenarioDraft.Variable;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What each reduction leaves out by itself. */
class ReductionsTest {
  private static Map<String, Variable> layers() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("x", Shape.of(20, 6));
    shapes.put("V", Shape.of(6, 8));
    shapes.put("W", Shape.of(8, 3));
    return Searches.tensors(shapes);
  }

  private static Tensor value(Candidate candidate, String name) {
    return Objects.requireNonNull(candidate.tensors().get(name), name).value();
  }

  @Test
  void lossCutsEndTheProgramAtTheEarliestResultThatDiffers() {
    Candidate best =
        Searches.reduced(
            new LossCuts(),
            Searches.candidate(
                layers(), "loss", "h = x @ V", "y = torch.tanh(h) @ W", "loss = (y ** 2).mean()"));
    assertThat(best.statements()).containsExactly("h = x @ V", "loss = h.sum()");
    assertThat(best.tensors()).containsOnlyKeys("x", "V");
    assertThat(best.cotangent()).isNull();
  }

  /** The sum of ones is exact: only the gradient that the result had shows the difference. */
  @Test
  void lossCutsKeepTheGradientOfAResultAsTheCotangent() {
    Map<String, Variable> tensors = new LinkedHashMap<>();
    tensors.put("x", Searches.floats(false, 2e7f, 1, 1, 1));
    tensors.put("b", Searches.floats(true, 0));
    Candidate best =
        Searches.reduced(
            new LossCuts(),
            Searches.candidate(
                tensors,
                "loss",
                "h = b.expand(4)",
                "a = h * x",
                "c = torch.cat([a, a])",
                "loss = c[:4].sum()"));
    assertThat(best.statements()).containsExactly("h = b.expand(4)", "a = h * x", "loss = a.sum()");
    Candidate deeper =
        Searches.reduced(
            new LossCuts(),
            Searches.candidate(
                tensors, "loss", "h = b.expand(4)", "loss = torch.dot(torch.sin(h), x * 3)"));
    assertThat(deeper.statements()).containsExactly("h = b.expand(4)");
    assertThat(deeper.loss()).isEqualTo("h");
    assertThat(Objects.requireNonNull(deeper.cotangent()).doubleAt(3)).isEqualTo(3);
  }

  @Test
  void statementCutsPutNumbersInThePlaceOfWhatTheyStrike() {
    Map<String, Variable> tensors = layers();
    Candidate best =
        Searches.reduced(
            new StatementCuts(),
            Searches.candidate(
                tensors,
                "loss",
                "rows, inner = x.shape",
                "h = torch.exp(x)",
                "k = h.argmax(dim=1)",
                "g = h * 2",
                "unused = g + 1",
                "loss = (g / rows * k[:, None] @ V).sum()"));
    assertThat(best.statements()).containsExactly("loss = (g / 20 * k[:, None] @ V).sum()");
    assertThat(best.tensors()).containsOnlyKeys("V", "g", "k");
    assertThat(value(best, "k")).isInstanceOf(LongTensor.class);
    double first = value(Searches.candidate(tensors, "loss"), "x").doubleAt(0);
    assertThat(value(best, "g").doubleAt(0)).isEqualTo((float) StrictMath.exp(first) * 2);
  }

  @Test
  void expressionCutsLetPartsStandForTheWhole() {
    Candidate best =
        Searches.reduced(
            new ExpressionCuts(),
            Searches.candidate(
                layers(), "loss", "loss = torch.tanh(F.relu(torch.sin(x * 3) @ V) @ W).sum()"));
    assertThat(best.statements()).hasSize(1);
    assertThat(best.statements().get(0)).doesNotContain("tanh", "sin", "relu");
  }

  @Test
  void expressionCutsLeaveOutArgumentsAndTargets() {
    Candidate best =
        Searches.reduced(
            new ExpressionCuts(),
            Searches.candidate(
                layers(), "loss", "a, b = (x @ V).split(4, dim=1)", "loss = a.sum()"));
    assertThat(best.statements()).containsExactly("a = x @ V", "loss = a.sum()");
  }

  @Test
  void gradientCutsKeepOne() {
    Candidate best =
        Searches.reduced(
            new GradientCuts(), Searches.candidate(layers(), "loss", "loss = (x @ V @ W).sum()"));
    assertThat(best.gradients()).isOne();
  }

  @Test
  void extentCutsShrinkWhatSharesADimensionTogether() {
    Candidate best =
        Searches.reduced(
            new ExtentCuts(),
            Searches.candidate(layers(), "loss", "h = (x @ V).view(20, 2, 4)", "loss = h.sum()"));
    assertThat(value(best, "x").size()).isLessThan(20);
    assertThat(best.statements().get(0)).doesNotContain("20");
    assertThat(value(best, "x").shape().extent(1)).isEqualTo(value(best, "V").shape().extent(0));
  }

  @Test
  void extentCutsKeepTheNumbersThatMatter() {
    Map<String, Variable> tensors = new LinkedHashMap<>();
    tensors.put("x", Searches.floats(false, 0, 0, 1e8f, 0, 0, 0, 3, 0, 0, 3, 0));
    tensors.put("W", Searches.floats(true, 1));
    Candidate best =
        Searches.reduced(
            new ExtentCuts(), Searches.candidate(tensors, "loss", "loss = (x * W).sum()"));
    assertThat(value(best, "x").size()).isEqualTo(3);
    assertThat(value(best, "x").doubleAt(0)).isEqualTo(1e8);
  }

  @Test
  void extentCutsLetLabelsPointToWhatIsLeft() {
    Map<String, Variable> tensors = new LinkedHashMap<>(layers());
    tensors.remove("W");
    long[] labels = new long[20];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 8;
    }
    tensors.put("n", Searches.labels(labels));
    Candidate best =
        Searches.reduced(
            new ExtentCuts(),
            Searches.candidate(
                tensors, "loss", "h = x @ V", "loss = F.cross_entropy(h, n, reduction='sum')"));
    int classes = value(best, "V").shape().extent(1);
    assertThat(classes).isLessThan(8);
    for (long label : ((LongTensor) value(best, "n")).values()) {
      assertThat(label).isBetween(0L, classes - 1L);
    }
  }

  @Test
  void rankCutsLeaveOutDimensionsOfOne() {
    Map<String, Variable> tensors = new LinkedHashMap<>();
    Tensor x = new FloatTensor(Shape.of(3, 1, 1), new float[] {0.1f, 0.2f, 7});
    tensors.put("x", new Variable(x, false));
    tensors.put("W", new Variable(new FloatTensor(Shape.of(1, 1), new float[] {1}), true));
    Candidate best =
        Searches.reduced(
            new RankCuts(), Searches.candidate(tensors, "loss", "loss = (x * W).sum()"));
    assertThat(value(best, "x").shape()).isEqualTo(Shape.of(3));
    assertThat(value(best, "W").shape()).isEqualTo(Shape.SCALAR);
  }

  @Test
  void orderCutsMakeTheConfigurationsPlain() {
    Candidate start =
        Searches.candidate(layers(), "loss", "loss = (x @ V @ W).sum()")
            .withConfigurations(
                Searches.configuration("shuffled/strided:8/kahan", 4, 7),
                Searches.configuration("shuffled/blocked:64", 3, 2));
    Candidate best = Searches.reduced(new OrderCuts(), start);
    assertThat(best.from().seed()).isEqualTo(best.to().seed());
    assertThat(best.from().threads()).isEqualTo(1);
    assertThat(best.to().threads()).isEqualTo(1);
    assertThat(best.from().order().name() + " " + best.to().order().name())
        .doesNotContain("8", "64");
  }

  @Test
  void orderCutsMakeAPairDifferInOneWay() {
    Candidate start =
        Searches.candidate(layers(), "loss", "loss = (x @ V @ W).sum()")
            .withConfigurations(
                Searches.configuration("sequential", 1, 5),
                Searches.configuration("sequential", 8, 9));
    Candidate best = Searches.reduced(new OrderCuts(), start);
    assertThat(best.from()).isEqualTo(Searches.configuration("sequential", 1, 0));
    assertThat(best.to()).isEqualTo(Searches.configuration("sequential", 2, 0));
  }

  @Test
  void valueCutsLeaveSimpleNumbers() {
    Map<String, Variable> tensors = new LinkedHashMap<>();
    tensors.put("x", Searches.floats(false, 0.12345f, 33554432, -4.75f, 1.5f));
    tensors.put("W", Searches.floats(true, 0.333f));
    Candidate best =
        Searches.reduced(
            new ValueCuts(), Searches.candidate(tensors, "loss", "loss = (x * W).sum()"));
    assertThat(value(best, "W").doubleAt(0)).isZero();
    assertThat(Size.of(best).digits()).isLessThan(32 * 12);
  }

  @Test
  void refillsFindNumbersThatRoundForFewerTerms() {
    Map<String, Variable> tensors = new LinkedHashMap<>();
    tensors.put("x", Searches.floats(false, 2, 2, 2, 2, 0.1f, 0.1f, 2, 2));
    tensors.put("W", Searches.floats(true, 1));
    Candidate best =
        Searches.reduced(
            new Refills(), Searches.candidate(tensors, "loss", "loss = (x * W).sum()"));
    assertThat(value(best, "x").size()).isEqualTo(3);
  }

  @Test
  void inliningPutsWhatIsUsedOnceWhereItIsUsed() {
    Candidate best =
        Searches.reduced(
            new Inlining(),
            Searches.candidate(
                layers(),
                "loss",
                "h = x @ V",
                "g = torch.sin(h)",
                "loss = (g @ W + g.sum()).sum()"));
    assertThat(best.statements())
        .containsExactly("g = torch.sin((x @ V))", "loss = (g @ W + g.sum()).sum()");
  }

  @Test
  void aSearchKeepsTheKindAndThePlaceOfTheDifference() {
    ShrinkOptions wanted =
        new ShrinkOptions(2000, () -> false, 4, "W", () -> false, (tried, lines, elements) -> {});
    Search search =
        Searches.of(
            Searches.candidate(layers(), "loss", "h = x @ V", "loss = (h.sin() @ W).sum()"),
            wanted);
    for (Reduction reduction :
        new Reduction[] {new LossCuts(), new StatementCuts(), new ExtentCuts(), new ValueCuts()}) {
      reduction.reduce(search);
    }
    assertThat(Objects.requireNonNull(search.differences().get("W")).maxUlp())
        .isGreaterThanOrEqualTo(4);
  }

  @Test
  void whatIsNotSmallerOrDoesNotCompileCostsNothing() {
    Candidate start = Searches.candidate(layers(), "loss", "loss = (x @ V @ W).sum()");
    Search search = Searches.of(start);
    assertThat(search.accepts(start)).isFalse();
    assertThat(search.accepts(start.withStatements(List.of("loss = x @ W")))).isFalse();
    assertThat(search.evaluations()).isZero();
  }
}
