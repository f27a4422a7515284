package dev.gradaudit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.program.Fault;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioReaderTest {
  private static final ScenarioReader READER =
      new ScenarioReader(OpTable.instance(), new ReadLimits(1 << 20, 1 << 20));

  private static final String MINIMAL =
      "{\"tensors\": {\"w\": {\"data\": [1, 2], \"requires_grad\": true}%s},"
          + " \"program\": \"loss = (w%s).sum()\"%s}";

  private static Scenario accepted(String file, String text) {
    Reading reading = READER.read(file, text);
    assertThat(reading).as(text).isInstanceOf(Reading.Accepted.class);
    return ((Reading.Accepted) reading).scenario();
  }

  private static List<Fault> refused(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Refused.class);
    return ((Reading.Refused) reading).faults();
  }

  private static Scenario minimal(String tensors, String use, String fields) {
    return accepted("t.json", String.format(Locale.ROOT, MINIMAL, tensors, use, fields));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
  void namesTheEncodingThatSomeEditorsSaveIn(String charset) {
    byte[] bytes = ("\uFEFF" + minimalText()).getBytes(Charset.forName(charset));
    assertThat(refused(READER.read("t.json", bytes)))
        .extracting(Fault::message, Fault::advice)
        .containsExactly(tuple("the file is text in UTF-16", "save it as UTF-8"));
  }

  @Test
  void refusesNumbersInYamlThatNobodyMeans() {
    String text = "tensors: {w: {data: [%s], requires_grad: true}}\nprogram: loss = w.sum()\n";
    accepted("t.yaml", String.format(Locale.ROOT, text, "0." + "9".repeat(998)));
    Reading tooLong = READER.read("t.yaml", String.format(Locale.ROOT, text, "9".repeat(1001)));
    assertThat(refused(tooLong))
        .extracting(Fault::message)
        .containsExactly("a number that is too long to be meant");
  }

  @Test
  void fillsInEveryDefault() {
    Scenario scenario = accepted("some/folder/tiny.case.json", minimalText());
    assertThat(scenario.name()).isEqualTo("tiny.case");
    assertThat(scenario.description()).isEmpty();
    assertThat(scenario.file()).isEqualTo("some/folder/tiny.case.json");
    assertThat(scenario.audit().runs()).isEqualTo(5);
    assertThat(scenario.audit().seeds()).containsExactly(0L, 1L, 2L);
    assertThat(scenario.audit().threads()).containsExactly(1, 2, 4);
    assertThat(scenario.audit().orders().stream().map(order -> order.name()))
        .containsExactly(
            "sequential", "reversed", "pairwise", "strided:8", "shuffled", "random-tree");
    assertThat(scenario.expectations()).isEmpty();
    assertThat(scenario.dataDependsOnSeed()).isFalse();
    assertThat(scenario.program().lossName()).isEqualTo("loss");
    TrainingStep step = scenario.steps().step(0);
    assertThat(step.gradOutput().shape()).isEqualTo(Shape.SCALAR);
    assertThat(step.gradOutput().dtype()).isEqualTo(DType.FLOAT32);
    assertThat(step.gradOutput().doubleAt(0)).isEqualTo(1);
  }

  private static String minimalText() {
    return String.format(Locale.ROOT, MINIMAL, "", "", "");
  }

  @Test
  void givesEachFieldOfTheAuditItsOwnDefault() {
    AxisValues audit = minimal("", "", ", \"audit\": {\"seeds\": [7]}").audit();
    assertThat(audit)
        .isEqualTo(
            new AxisValues(
                5, List.of(7L), AuditDefaults.VALUES.threads(), AuditDefaults.VALUES.orders()));
  }

  @Test
  void readsTheSameModelFromJsonAndYaml() {
    Scenario json =
        accepted(
            "t.json",
            """
            // A comment.
            {
              "$schema": "scenario.schema.json",
              "name": "both", "description": "two\\nlines",
              "dtype": "float64",
              "tensors": {
                "x": [[1.5, "nan"], ["-inf", "0x1p-3"]],
                "w": {"shape": [2, 2], "init": {"uniform": [-1, 1]}, "requires_grad": true},
                "k": {"shape": [2], "init": {"randint": [0, 9]}, "dtype": "int64", "seed": -3},
              },
              "program": ["y = w * x", "loss = y.sum()"],
              "loss": "y", "grad_output": "random",
              "audit": {"runs": 2, "seeds": [3, -1], "threads": [8], "orders": ["shuffled/kahan"]},
              "expect": {"repeat": "bitwise", "seed": {"max_ulp": 3}, "order": "report",},
            }
            """);
    Scenario yaml =
        accepted(
            "t.yml",
            """
            # A comment.
            name: both
            description: "two\\nlines"
            dtype: float64
            tensors:
              x: [[1.5, .nan], [-.inf, 0x1p-3]]
              w:
                shape: [2, 2]
                init: {uniform: [-1, 0x1]}
                requires_grad: true
              k: {shape: [2], init: {randint: [0, 9]}, dtype: int64, seed: -3}
            program: |
              y = w * x
              loss = y.sum()
            loss: y
            grad_output: random
            audit: {runs: 2, seeds: [3, -1], threads: [8], orders: [shuffled/kahan]}
            expect:
              repeat: bitwise
              seed: {max_ulp: 3}
              order: report
            """);
    assertThat(yaml.name()).isEqualTo("both").isEqualTo(json.name());
    assertThat(yaml.description()).isEqualTo("two\nlines").isEqualTo(json.description());
    assertThat(yaml.audit()).isEqualTo(json.audit());
    assertThat(yaml.expectations()).isEqualTo(json.expectations());
    assertThat(json.expectations())
        .isEqualTo(
            Map.of(
                Axis.REPEAT, new Expectation.Bitwise(),
                Axis.SEED, new Expectation.MaxUlp(3),
                Axis.ORDER, new Expectation.Report()));
    assertThat(yaml.dataDependsOnSeed()).isTrue().isEqualTo(json.dataDependsOnSeed());
    assertThat(yaml.program().lossName()).isEqualTo("y");
    TrainingStep a = json.steps().step(5);
    TrainingStep b = yaml.steps().step(5);
    assertThat(a.tensors().keySet()).isEqualTo(b.tensors().keySet()).hasSize(3);
    a.tensors().forEach((name, t) -> assertThat(Tensors.sameBits(t, tensor(b, name))).isTrue());
    assertThat(Tensors.sameBits(a.gradOutput(), b.gradOutput())).isTrue();
  }

  @Test
  void acceptsAByteOrderMarkAndTheLineEndsOfWindows() {
    Scenario scenario = accepted("t.json", "\uFEFF" + minimalText().replace(": ", ":\r\n"));
    assertThat(scenario.program().lossName()).isEqualTo("loss");
    assertThat(accepted("t.yaml", "\uFEFF" + minimalText()).program().lossName()).isEqualTo("loss");
  }

  @Test
  void hashesTheBytesOfTheFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.json");
    Files.write(file, minimalText().getBytes(StandardCharsets.UTF_8));
    Reading reading = READER.read(file);
    assertThat(((Reading.Accepted) reading).scenario().sha256())
        .hasSize(64)
        .isEqualTo(accepted("b.json", minimalText()).sha256())
        .isNotEqualTo(accepted("b.json", minimalText() + " ").sha256());
    // Of the empty message, from FIPS 180.
    assertThat(HexFormat.of().formatHex(ScenarioReader.newSha256().digest()))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void drawsTensorsFromTheSeedAndTheirName() {
    Scenario scenario =
        minimal(
            ", \"v\": {\"shape\": [2], \"init\": {\"normal\": [0, 1]}},"
                + " \"u\": {\"shape\": [2], \"init\": {\"normal\": [0, 1]}, \"seed\": 1}",
            " * v * u",
            "");
    for (long seed : new long[] {0, 1, -5}) {
      TrainingStep step = scenario.steps().step(seed);
      for (int i = 0; i < 2; i++) {
        assertThat(tensor(step, "v").doubleAt(i))
            .isEqualTo((double) (float) CounterRandom.of(seed, "tensor/v").gaussian(i));
        assertThat(tensor(step, "u").doubleAt(i))
            .isEqualTo((double) (float) CounterRandom.of(1, "tensor/u").gaussian(i));
      }
    }
    assertThat(tensor(scenario.steps().step(0), "u"))
        .isSameAs(tensor(scenario.steps().step(1), "u"));
    assertThat(tensor(scenario.steps().step(0), "w"))
        .isSameAs(tensor(scenario.steps().step(1), "w"));
  }

  private static Tensor tensor(TrainingStep step, String name) {
    return Objects.requireNonNull(step.tensors().get(name));
  }

  @Test
  void countsOnlyWhatTheLossDependsOnAsDependingOnTheSeed() {
    String drawn = ", \"v\": {\"shape\": [2], \"init\": {\"normal\": [0, 1]}%s}";
    String free = String.format(Locale.ROOT, drawn, "");
    String fixed = String.format(Locale.ROOT, drawn, ", \"seed\": 4");
    assertThat(minimal(free, " * v", "").dataDependsOnSeed()).isTrue();
    assertThat(minimal(free, "", "").dataDependsOnSeed()).isFalse();
    assertThat(minimal(fixed, " * v", "").dataDependsOnSeed()).isFalse();
    assertThat(minimal("", "", ", \"grad_output\": \"random\"").dataDependsOnSeed()).isTrue();
    assertThat(minimal("", "", ", \"grad_output\": 2").dataDependsOnSeed()).isFalse();
    String seeded =
        ", \"grad_output\": {\"shape\": [], \"init\": {\"normal\": [0, 1]}, \"seed\": 1}";
    assertThat(minimal("", "", seeded).dataDependsOnSeed()).isFalse();
  }

  @Test
  void givesTheCotangentTheTypeOfTheLoss() {
    String vector =
        "{\"dtype\": \"float64\", \"tensors\": {\"w\": {\"data\": [1, 2], \"requires_grad\":"
            + " true}}, \"program\": \"loss = w.relu()\", \"grad_output\": %s}";
    TrainingStep given = step(vector, "[\"0x1p-60\", 3]");
    assertThat(given.gradOutput().dtype()).isEqualTo(DType.FLOAT64);
    assertThat(given.gradOutput().doubleAt(0)).isEqualTo(0x1p-60);
    TrainingStep random = step(vector, "\"random\"");
    assertThat(random.gradOutput().shape()).isEqualTo(Shape.of(2));
    assertThat(random.gradOutput().doubleAt(1))
        .isEqualTo(CounterRandom.of(9, "grad_output").gaussian(1));
    String single =
        "{\"tensors\": {\"w\": {\"data\": [[1]], \"requires_grad\": true}},"
            + " \"program\": \"loss = w.relu()\"%s}";
    assertThat(step(single, "").gradOutput().shape()).isEqualTo(Shape.of(1, 1));
    TrainingStep number = step(single, ", \"grad_output\": 0.5");
    assertThat(number.gradOutput().shape()).isEqualTo(Shape.of(1, 1));
    assertThat(number.gradOutput().doubleAt(0)).isEqualTo(0.5);
  }

  private static TrainingStep step(String text, String insertion) {
    return accepted("t.json", String.format(Locale.ROOT, text, insertion)).steps().step(9);
  }

  @Test
  void takesAFlatListForAnyShapeOfItsSize() {
    Scenario scenario =
        minimal(", \"v\": {\"data\": [1, 2, 3, 4, 5, 6], \"shape\": [3, 2]}", "", "");
    assertThat(tensor(scenario.steps().step(0), "v").shape()).isEqualTo(Shape.of(3, 2));
  }

  @Test
  void acceptsScalarsAndEmptyTensors() {
    Scenario scenario =
        minimal(
            ", \"a\": 2.5, \"b\": [], \"c\": {\"shape\": [0, 2147483647], \"init\": \"ones\"},"
                + " \"d\": {\"shape\": [], \"init\": {\"kaiming_uniform\": 4}}",
            "",
            "");
    TrainingStep step = scenario.steps().step(0);
    assertThat(tensor(step, "a").shape()).isEqualTo(Shape.SCALAR);
    assertThat(tensor(step, "b").size()).isZero();
    assertThat(tensor(step, "c").size()).isZero();
    assertThat(Math.abs(tensor(step, "d").doubleAt(0))).isLessThanOrEqualTo(0.5);
  }

  @Test
  void keepsTheTensorsInTheOrderOfTheFile() {
    Scenario scenario = minimal(", \"z\": 1, \"a\": 2, \"m\": 3", "", "");
    assertThat(scenario.program().inputs().stream().map(Node.Input::name))
        .containsExactly("w", "z", "a", "m");
  }

  @Test
  void refusesTensorsBeyondTheMemoryBeforeMakingThem() {
    ScenarioReader frugal = new ScenarioReader(OpTable.instance(), new ReadLimits(1 << 20, 100));
    String text =
        "{\"tensors\": {\"w\": {\"shape\": [%d], \"init\": \"ones\", \"requires_grad\": true}},"
            + " \"program\": \"loss = w.sum()\"}";
    assertThat(frugal.read("t.json", String.format(Locale.ROOT, text, 25)))
        .isInstanceOf(Reading.Accepted.class);
    assertThat(refused(frugal.read("t.json", String.format(Locale.ROOT, text, 26))))
        .singleElement()
        .satisfies(
            fault ->
                assertThat(fault.message()).contains("need 104 bytes, but only 100 bytes are"));
    ScenarioReader rich = new ScenarioReader(OpTable.instance(), new ReadLimits(99, 1L << 60));
    assertThat(refused(rich.read("t.json", String.format(Locale.ROOT, text, Integer.MAX_VALUE))))
        .singleElement()
        .satisfies(fault -> assertThat(fault.message()).contains("has 2147483647 elements"));
    String huge = String.format(Locale.ROOT, text, 2_000_000_000);
    assertThat(refused(READER.read("t.json", huge)))
        .singleElement()
        .satisfies(fault -> assertThat(fault.message()).contains("need 8.0 GB"));
  }

  @Test
  void refusesAFileThatCannotBeReadAtItsBeginning(@TempDir Path folder) throws IOException {
    Path large = folder.resolve("large.json");
    Files.writeString(large, " ".repeat((1 << 20) + 1));
    Map<Path, String> expected =
        Map.of(
            folder.resolve("missing.json"),
            "the file does not exist",
            folder,
            "the file is a folder",
            large,
            "the file is larger than 1048576 bytes");
    expected.forEach(
        (path, message) ->
            assertThat(refused(READER.read(path)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).isEqualTo(message))
                .satisfies(fault -> assertThat(fault.location().file()).isEqualTo(path.toString()))
                .satisfies(fault -> assertThat(fault.location().line()).isEqualTo(1))
                .satisfies(fault -> assertThat(fault.location().column()).isEqualTo(1)));
  }
}
