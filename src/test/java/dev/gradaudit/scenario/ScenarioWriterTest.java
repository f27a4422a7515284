package dev.gradaudit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.scenario.ScenarioDraft.Variable;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScenarioWriterTest {
  private static final ScenarioReader READER =
      new ScenarioReader(OpTable.instance(), new ReadLimits(1 << 20, 1 << 24));

  private static ScenarioDraft draft(Map<String, Variable> tensors, String... program) {
    return new ScenarioDraft(
        List.of("made by a test"),
        "draft",
        "of a \"test\" with a \\",
        tensors,
        List.of(program),
        null,
        null,
        AuditDefaults.VALUES,
        Map.of(Axis.ORDER, new Expectation.Bitwise(), Axis.SEED, new Expectation.MaxUlp(3)));
  }

  private static Scenario read(ScenarioDraft draft) {
    String text = ScenarioWriter.text(draft);
    Reading reading = READER.read("draft.json", text);
    assertThat(reading).as(text).isInstanceOf(Reading.Accepted.class);
    return ((Reading.Accepted) reading).scenario();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64", "FLOAT16", "BFLOAT16"})
  void everyNumberReadsBackAsTheSameBits(DType dtype) {
    SplittableRandom random = new SplittableRandom(5);
    double[] special = {0, -0.0, 1, -1, 0.1, 1e30, Double.NaN, Double.POSITIVE_INFINITY, -3e-5};
    Tensor numbers =
        Tensors.generated(
            dtype,
            Shape.of(300),
            i ->
                i < special.length
                    ? special[(int) i]
                    : i < 20 ? dtype.smallest() * i : Double.longBitsToDouble(random.nextLong()));
    Tensor written = Tensors.withCanonicalNaN(numbers);
    Map<String, Variable> tensors = new LinkedHashMap<>();
    tensors.put("x", new Variable(written, true));
    tensors.put("grid", new Variable(written.withShape(Shape.of(3, 20, 5)), false));
    Scenario scenario = read(draft(tensors, "loss = x.sum()"));
    TrainingStep step = scenario.steps().step(0);
    tensors.forEach(
        (name, variable) ->
            assertThat(
                    Tensors.sameBits(
                        Objects.requireNonNull(step.tensors().get(name)), variable.value()))
                .isTrue());
    assertThat(scenario.description()).isEqualTo("of a \"test\" with a \\");
    assertThat(scenario.audit()).isEqualTo(AuditDefaults.VALUES);
    assertThat(scenario.expectations())
        .isEqualTo(
            Map.of(Axis.ORDER, new Expectation.Bitwise(), Axis.SEED, new Expectation.MaxUlp(3)));
  }

  @Test
  void mixedDtypesShapesAndTheCotangentReadBack() {
    Map<String, Variable> tensors = new LinkedHashMap<>();
    tensors.put("a", new Variable(new FloatTensor(Shape.of(2), new float[] {1, 2.5f}), true));
    tensors.put("b", new Variable(new DoubleTensor(Shape.SCALAR, new double[] {0.1}), false));
    tensors.put("n", new Variable(new LongTensor(Shape.of(2), new long[] {1, 1L << 62}), false));
    tensors.put("none", new Variable(new FloatTensor(Shape.of(0, 3), new float[0]), false));
    tensors.put("zeros", new Variable(Tensors.filled(DType.FLOAT32, Shape.of(2, 3), 0), false));
    tensors.put("sevens", new Variable(Tensors.filled(DType.INT64, Shape.of(9), 7), false));
    Tensor cotangent = new FloatTensor(Shape.of(2), new float[] {-0.0f, 3});
    ScenarioDraft draft = draft(tensors, "y = a * b", "z = y * 2");
    Scenario scenario =
        read(
            new ScenarioDraft(
                draft.comment(),
                draft.name(),
                draft.description(),
                tensors,
                draft.program(),
                "y",
                cotangent,
                draft.audit(),
                draft.expectations()));
    TrainingStep step = scenario.steps().step(0);
    tensors.forEach(
        (name, variable) ->
            assertThat(
                    Tensors.sameBits(
                        Objects.requireNonNull(step.tensors().get(name)), variable.value()))
                .as(name)
                .isTrue());
    assertThat(Tensors.sameBits(step.gradOutput(), cotangent)).isTrue();
    assertThat(scenario.program().lossName()).isEqualTo("y");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "-2.5, -2.5",
    "0.1, 0.1",
    "0.001, 0.001",
    "0.0001, 1e-4",
    "1000, 1000",
    "100000, 1e5",
    "16777216, 16777216",
    "1.5e20, 15e19",
    "3.0e-9, 3e-9",
  })
  void numbersAreWrittenAsShortAsTheyReadBack(float value, String text) {
    assertThat(NumeralText.of(DType.FLOAT32, value)).isEqualTo(text);
  }

  @Test
  void aLongListIsBrokenIntoLines() {
    Tensor vector = Tensors.generated(DType.FLOAT32, Shape.of(200), i -> i * 0.37);
    String text =
        ScenarioWriter.text(draft(Map.of("x", new Variable(vector, true)), "loss = x.sum()"));
    assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(110));
    assertThat(text).startsWith("// made by a test\n{\n");
  }
}
