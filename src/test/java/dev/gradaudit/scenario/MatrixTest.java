package dev.gradaudit.scenario;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.program.Fault;
import dev.gradaudit.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file with variables stands for a scenario for each combination of their values. */
final class MatrixTest {
  private static Reading read(String file, String text) {
    return new ScenarioReader(OpTable.instance(), ReadLimits.ofThisJvm()).read(file, text);
  }

  private static List<Scenario> accepted(String file, String text) {
    Reading reading = read(file, text);
    assertThat(reading).isInstanceOf(Reading.Accepted.class);
    return ((Reading.Accepted) reading).scenarios();
  }

  private static List<Fault> refused(String text) {
    Reading reading = read("s.json", text);
    assertThat(reading).isInstanceOf(Reading.Refused.class);
    return ((Reading.Refused) reading).faults();
  }

  private static String scenario(String matrix, String shape, String program) {
    return "{\"matrix\": "
        + matrix
        + ",\n\"tensors\": {\"w\": {\"shape\": ["
        + shape
        + "], \"init\": \"ones\", \"requires_grad\": true}},\n\"program\": \""
        + program
        + "\"}";
  }

  @Test
  void theLastVariableChangesFastest() {
    List<Scenario> all =
        accepted(
            "sweep.json",
            """
            {
              "description": "${n} of ${dtype}, $${n} stays",
              "matrix": {"n": [2, 3], "dtype": ["float32", "float64"], "keep": [true]},
              "dtype": "${dtype}",
              "tensors": {"w": {"shape": ["${n}"], "init": {"fill": "${n}"}, "requires_grad": "${keep}"}},
              "program": ["y = w * ${n}", "loss = y.sum()"]
            }
            """);
    assertThat(all.stream().map(Scenario::name))
        .containsExactly(
            "sweep[n=2, dtype=float32, keep=true]",
            "sweep[n=2, dtype=float64, keep=true]",
            "sweep[n=3, dtype=float32, keep=true]",
            "sweep[n=3, dtype=float64, keep=true]");
    Scenario last = all.get(3);
    assertThat(last.description()).isEqualTo("3 of float64, ${n} stays");
    assertThat(last.program().statements()).containsExactly("y = w * 3", "loss = y.sum()");
    assertThat(last.matrix())
        .containsExactly(
            Map.entry("n", new MatrixValue(MatrixValue.Kind.NUMBER, "3")),
            Map.entry("dtype", new MatrixValue(MatrixValue.Kind.STRING, "float64")),
            Map.entry("keep", new MatrixValue(MatrixValue.Kind.BOOLEAN, "true")));
    Tensor w = Objects.requireNonNull(last.steps().step(0).tensors().get("w"));
    assertThat(w.dtype().label() + w.shape()).isEqualTo("float64[3]");
    assertThat(w.doubleAt(2)).isEqualTo(3);
    assertThat(all.stream().map(Scenario::sha256).distinct()).hasSize(1);
  }

  @Test
  void aTextStaysAText() {
    List<Scenario> all =
        accepted(
            "s.json",
            """
            {"matrix": {"n": [1, 2]}, "name": "${n}", "description": "${n}",
             "tensors": {"w": {"data": [1, 2], "requires_grad": true}}, "program": ["loss = w.sum()"]}
            """);
    assertThat(all.get(1).name()).isEqualTo("2[n=2]");
    assertThat(all.get(1).description()).isEqualTo("2");
  }

  @Test
  void yamlHasItToo() {
    List<Scenario> all =
        accepted(
            "s.yaml",
            """
            matrix: {n: [1, 5]}
            tensors:
              w: {shape: ["${n}"], init: ones, requires_grad: true}
            program: |
              y = w * ${n}
              loss = y.sum()
            """);
    assertThat(all).hasSize(2);
    assertThat(all.get(1).program().statements()).contains("y = w * 5");
  }

  @Test
  void withoutAMatrixNothingIsPutIn() {
    Reading reading =
        read(
            "s.json",
            "{\"description\": \"${n}\", \"tensors\": {\"w\": {\"data\": [1], \"requires_grad\": true}},"
                + " \"program\": \"loss = w.sum()\"}");
    assertThat(((Reading.Accepted) reading).scenario().description()).isEqualTo("${n}");
    assertThat(((Reading.Accepted) reading).scenario().matrix()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'n': [1]} | '${m}' | the matrix has no variable 'm' | 2:30",
        "{'name': [1]} | '${nam}' | the matrix has no variable 'nam' | 2:30",
        "{'n': [1], 'k': [2]} | '${n}' | the matrix variable 'k' is not used | 1:23",
        "{'n': []} | '${n}' | expected a list of values | 1:18",
        "{'n': 3} | '${n}' | expected a list of values | 1:18",
        "{'n': [[1]]} | '${n}' | expected a number, a string, true or false | 1:19",
        "{'n': [1, 1]} | '${n}' | the value '1' is given twice | 1:22",
        "{'1n': [1]} | '${n}' | '1n' is no name of a variable | 1:13",
        "{} | 3 | an object with a list of values | 1:12",
        "{'n': [1]} | '${n' | is not closed | 2:30",
        "{'n': [1, -3]} | '${n}' | expected a whole number from 0 to 2147483647, found the number -3 [n=-3] | 1:22",
      })
  void mistakesAreNamedWhereTheyStand(String matrix, String shape, String message, String place) {
    List<Fault> faults =
        refused(scenario(matrix.replace('\'', '"'), shape.replace('\'', '"'), "loss = w.sum()"));
    assertThat(faults)
        .anySatisfy(
            fault -> {
              assertThat(fault.message()).contains(message);
              assertThat(fault.location().line() + ":" + fault.location().column())
                  .isEqualTo(place);
            });
  }

  /** Behind a variable the columns are those of the file, whatever the value's length. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "1000000000"})
  void columnsAreThoseOfTheFile(String value) {
    List<Fault> faults =
        refused(scenario("{\"n\": [" + value + "]}", "2", "loss = w.sum() * ${n} + foo + ${n}"));
    assertThat(faults).hasSize(1);
    Fault fault = faults.get(0);
    assertThat(fault.message()).contains("'foo' is not defined");
    assertThat(fault.location().sourceLine().substring(fault.location().column() - 1))
        .startsWith("foo");
    assertThat(fault.location().length()).isEqualTo(3);
  }

  @Test
  void whatIsWrongInAllOfThemIsSaidOnce() {
    List<Fault> faults = refused(scenario("{\"n\": [1, 2, 3]}", "\"${n}\"", "loss = v.sum()"));
    assertThat(faults).hasSize(1);
    assertThat(faults.get(0).message()).doesNotContain("[n=");
  }

  @Test
  void tooManyCombinationsAreRefused() {
    StringBuilder many = new StringBuilder("[0");
    for (int i = 1; i < 40; i++) {
      many.append(", ").append(i);
    }
    String list = many.append(']').toString();
    List<Fault> faults =
        refused(scenario("{\"a\": " + list + ", \"b\": " + list + "}", "2", "loss = w.sum()"));
    assertThat(faults.get(0).message()).contains("more than 1000 combinations");
  }

  /** At the variable itself, behind escapes and in blocks too. */
  @Test
  void anUnknownVariableIsMarkedWhereItStands() {
    Fault json =
        refused(scenario("{\"rows\": [1]}", "\"${rows}\"", "loss = \\u0077 * ${row}")).get(0);
    assertThat(marked(json)).isEqualTo("${row}");
    assertThat(json.advice()).isEqualTo("did you mean 'rows'?");
    Reading yaml =
        read(
            "s.yaml",
            """
            matrix: {rows: [2]}
            tensors:
              w: {shape: ["${rows}"], init: ones, requires_grad: true}
            program: |
              y = w * 2
              loss = (y * ${row}).sum() + ${rows
            """);
    assertThat(((Reading.Refused) yaml).faults().stream().map(MatrixTest::marked))
        .containsExactly("${row}", "${rows");
  }

  private static String marked(Fault fault) {
    int start = fault.location().column() - 1;
    return fault.location().sourceLine().substring(start, start + fault.location().length());
  }

  @Test
  void variablesWithoutAMatrixAreExplained() {
    String text =
        "{'tensors': {'w': {'shape': ['${n}'], 'init': 'ones', 'requires_grad': true}},"
            + " 'program': ['loss = w.sum() * ${n}']}";
    List<Fault> faults = refused(text.replace('\'', '"'));
    assertThat(faults).hasSize(2);
    assertThat(faults).allSatisfy(f -> assertThat(f.advice()).contains("need a \"matrix\""));
  }

  @Test
  void aFaultOfSomeCombinationsNamesTheFirstAndHowManyMore() {
    String one =
        scenario("{\"n\": [1, 2, 3]}", "\"${n}\"", "loss = (w + zeros).sum()")
            .replace("\"tensors\": {", "\"tensors\": {\"zeros\": [0, 0, 0, 0], ");
    assertThat(refused(one).stream().map(Fault::message))
        .anySatisfy(message -> assertThat(message).endsWith("do not broadcast [n=2]"));
    String both = "{\"n\": [2, 5], \"k\": [5, 6, 7]}";
    assertThat(
            refused(scenario(both, "\"${n}\"", "loss = w[4] * ${k}")).stream().map(Fault::message))
        .singleElement()
        .asString()
        .endsWith("[n=2, k=5] and in 2 other combinations");
  }

  /** In a program truth is spelled as in Python; in the words of a command numbers are text. */
  @Test
  void valuesTakeTheFormOfTheirPlace() {
    List<Scenario> all =
        accepted(
            "s.json",
            scenario(
                "{\"keep\": [false, true]}", "2", "loss = w.sum(dim=0, keepdim=${keep}).sum()"));
    assertThat(all.get(1).program().statements().get(0)).contains("keepdim=True");
    assertThat(all.get(1).name()).isEqualTo("s[keep=true]");
    List<Scenario> commands =
        accepted(
            "s.json",
            "{\"matrix\": {\"n\": [7]}, \"engine\": {\"command\": [\"step\", \"${n}\", \"{out}\"]}}");
    assertThat(Objects.requireNonNull(commands.get(0).program().external()).mentions("7")).isTrue();
  }

  @Test
  void numbersWithoutAVariableAreHeldOnce() {
    String numbers = "[1" + ", 0.5".repeat(99_999) + "]";
    List<Scenario> all =
        accepted(
            "s.json",
            "{\"matrix\": {\"n\": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], \"k\": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]},"
                + " \"tensors\": {\"w\": {\"requires_grad\": true, \"data\": "
                + numbers
                + "}}, \"program\": \"loss = (w * ${n} * ${k}).sum()\"}");
    assertThat(all).hasSize(100);
    Tensor first = all.get(0).steps().step(0).tensors().get("w");
    assertThat(first).isNotNull();
    assertThat(all.get(99).steps().step(0).tensors().get("w")).isSameAs(first);
  }

  @Test
  void longListsWithAVariableAreRefusedForManyCombinations() {
    String numbers = "[\"${n}\"" + ", 0.5".repeat(99_999) + "]";
    String values = "[0" + IntStream.range(1, 100).mapToObj(n -> ", " + n).collect(joining()) + "]";
    String text =
        "{\"matrix\": {\"n\": "
            + values
            + "}, \"tensors\": {\"w\": {\"requires_grad\": true, \"data\": "
            + numbers
            + "}}, \"program\": \"loss = w.sum()\"}";
    List<Fault> faults = refused(text);
    assertThat(faults).hasSize(1);
    assertThat(faults.get(0).message()).contains("100 combinations are too large");
    assertThat(faults.get(0).location().column()).isEqualTo(12);
    assertThat(accepted("s.json", text.replace(values, "[0, 1]"))).hasSize(2);
  }

  @Test
  void wrongNumbersAreSaidOnceForAllCombinations() {
    List<Fault> faults =
        refused(
            "{\"matrix\": {\"n\": [1, 2, 3]}, \"tensors\": {\"w\": {\"requires_grad\": true,"
                + " \"data\": [1, \"x\", null]}}, \"program\": \"loss = w.sum() * ${n}\"}");
    assertThat(faults.stream().map(Fault::message))
        .containsExactly("'x' is not a number", "expected a number, found null");
  }
}
