package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.engine.builtin.oracle.Oracle;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.CompositeOp;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.TrainingStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator against an oracle that shares no code with it: see {@code op/cases}. */
final class OpOracleTest {
  private static final long SEED = 20240517;

  /** Units of roundoff: few roundings matter in programs of a few operators. */
  private static final double TOLERANCE = 16;

  private static final List<Configuration> CONFIGURATIONS =
      List.of(
          Runs.configuration("sequential", 1, 0),
          Runs.configuration("exact", 1, 0),
          Runs.configuration("reversed/strided:3/fma", 2, 0),
          Runs.configuration("shuffled/pairwise/neumaier", 3, 1),
          Runs.configuration("ascending/random-tree/kahan", 1, 2),
          Runs.configuration("descending/blocked:2/wide", 2, 3));

  private static final Path CASES =
      Path.of("src/test/resources/dev/gradaudit/engine/builtin/op/cases");

  static List<String> cases() {
    try (Stream<Path> files = Files.list(CASES)) {
      List<String> lines = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        lines.addAll(Files.readAllLines(file));
      }
      return lines.stream().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Op> ops() {
    return OpTable.instance().ops();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheOracleInFloat64(String line) {
    check(line, DType.FLOAT64);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheOracleInFloat32(String line) {
    check(line, DType.FLOAT32);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheOracleInFloat16(String line) {
    check(line, DType.FLOAT16);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheOracleInBfloat16(String line) {
    check(line, DType.BFLOAT16);
  }

  private static void check(String line, DType dtype) {
    long seed = SEED ^ line.hashCode();
    SplittableRandom random = new SplittableRandom(seed);
    TrainingStep step = Steps.of(line, dtype, random);
    TrainingStep whole = Steps.opaque(line, dtype, new SplittableRandom(seed));
    new OracleComparison(step, whole, random).check(CONFIGURATIONS, TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("ops")
  void hasCasesForEverythingThatAnOperatorTakes(Op op) {
    if (op instanceof CompositeOp composite && composite.givesTuple()) {
      assertThat(cases()).anyMatch(line -> line.contains("." + op.name() + "("));
      return;
    }
    assertThat(Oracle.defines(op.name())).as("the oracle's definition of %s", op.name()).isTrue();
    List<Node.Apply> uses = cases().stream().flatMap(OpOracleTest::nodes).filter(uses(op)).toList();
    assertThat(uses).as("cases of %s", op.name()).isNotEmpty();
    for (Parameter parameter : op.signature().parameters()) {
      assertThat(uses)
          .as("cases of %s that give %s", op.name(), parameter.name())
          .anySatisfy(use -> assertThat(isExercised(use, parameter)).isTrue());
    }
    assertThat(op.signature().aliases())
        .as("aliases of %s that no case spells", op.name())
        .allMatch(alias -> cases().stream().anyMatch(line -> line.contains("." + alias)));
  }

  private static Predicate<Node.Apply> uses(Op op) {
    return node -> node.op().name().equals(op.name());
  }

  private static Stream<Node.Apply> nodes(String line) {
    return Steps.opaque(line, DType.FLOAT64, new SplittableRandom(SEED)).program().nodes().stream()
        .filter(Node.Apply.class::isInstance)
        .map(Node.Apply.class::cast);
  }

  /** A tensor has to get a gradient, and anything else a value that is not its default. */
  private static boolean isExercised(Node.Apply use, Parameter parameter) {
    Argument argument = use.arguments().get(parameter.name());
    if (argument instanceof Argument.Operand operand) {
      Node input = use.inputs().get(operand.input());
      return input.requiresGrad()
          || !input.type().dtype().isFloating()
          || !use.op().isDifferentiable();
    }
    boolean isTensor =
        parameter.kind() == Parameter.Kind.TENSOR
            || parameter.kind() == Parameter.Kind.OPTIONAL_TENSOR;
    return !isTensor && !argument.equals(parameter.defaultValue());
  }
}
