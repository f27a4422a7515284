package dev.gradaudit.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gradaudit.engine.ProcessEngine.Settings;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.engine.pytorch.PyTorchEngine.Mode;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.LibraryOrder;
import dev.gradaudit.scenario.ReadLimits;
import dev.gradaudit.scenario.Reading;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.scenario.ScenarioReader;
import dev.gradaudit.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real PyTorch: its bits, and what becomes of a process that does not behave. */
@Tag("libtorch")
final class PyTorchEngineTest {
  private static final Libtorch LIBTORCH = new Libtorch(System.getenv(), notice -> {});

  @TempDir Path folder;

  private static PyTorchEngine engine(Mode mode, Settings settings) {
    return new PyTorchEngine(mode, LIBTORCH, settings);
  }

  private static Configuration configuration(int threads, String capability) {
    return new Configuration(0, threads, LibraryOrder.INSTANCE, capability, "", "");
  }

  private static Scenario read(Path file) {
    Reading reading = new ScenarioReader(OpTable.instance(), ReadLimits.ofThisJvm()).read(file);
    assertThat(reading).isInstanceOf(Reading.Accepted.class);
    return ((Reading.Accepted) reading).scenario();
  }

  private Scenario scenario(String text) throws IOException {
    return read(Files.writeString(folder.resolve("s.json"), text));
  }

  static List<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("scenarios"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void runsEveryShippedScenario(Path file) {
    Scenario scenario = read(file);
    TrainingStep step = scenario.steps().step(0);
    try (PyTorchEngine engine = engine(Mode.EAGER, Settings.DEFAULT)) {
      RunOutcome.Completed run = completed(engine.run(step, configuration(1, ""), 0, options()));
      assertThat(run.gradients()).isNotEmpty();
      run.gradients().values().forEach(gradient -> assertThat(gradient).isNotNull());
    }
  }

  /** The three examples that people quote give the same bits whatever one does. */
  @ParameterizedTest
  @ValueSource(strings = {"linear", "polynomial", "elementwise"})
  void theQuotedExamplesNeverDiffer(String name) {
    TrainingStep step = read(Path.of("scenarios", name + ".json")).steps().step(0);
    Set<List<String>> results = new HashSet<>();
    try (PyTorchEngine engine = engine(Mode.EAGER, Settings.DEFAULT)) {
      for (int threads : new int[] {1, 2, 3, 4, 8}) {
        for (int repeat = 0; repeat < 200; repeat++) {
          results.add(bits(engine.run(step, configuration(threads, ""), repeat, options())));
        }
      }
    }
    assertThat(results).hasSize(1);
  }

  @Test
  void theFirstRunOfTheGraphExecutorIsApart() {
    TrainingStep step = read(Path.of("scenarios/tanh_product.json")).steps().step(0);
    try (PyTorchEngine engine = engine(Mode.JIT, Settings.DEFAULT)) {
      List<String> first = bits(engine.run(step, configuration(1, ""), 0, options()));
      List<String> second = bits(engine.run(step, configuration(1, ""), 1, options()));
      List<String> third = bits(engine.run(step, configuration(1, ""), 2, options()));
      assertThat(second).isNotEqualTo(first).isEqualTo(third);
      // A run is a function of its number, also when it is asked for out of turn.
      assertThat(bits(engine.run(step, configuration(1, ""), 0, options()))).isEqualTo(first);
      assertThat(bits(engine.run(step, configuration(1, ""), 2, options()))).isEqualTo(third);
    }
    try (PyTorchEngine engine = engine(Mode.EAGER, Settings.DEFAULT)) {
      List<String> first = bits(engine.run(step, configuration(1, ""), 0, options()));
      assertThat(bits(engine.run(step, configuration(1, ""), 1, options()))).isEqualTo(first);
    }
  }

  @Test
  void aCapabilityHasAProcessOfItsOwn() {
    TrainingStep step = read(Path.of("scenarios/softmax_classifier.json")).steps().step(0);
    try (PyTorchEngine engine = engine(Mode.EAGER, Settings.DEFAULT)) {
      List<String> plain = bits(engine.run(step, configuration(1, "default"), 0, options()));
      List<String> wide = bits(engine.run(step, configuration(1, "avx2"), 0, options()));
      assertThat(wide).isNotEqualTo(plain);
      assertThat(bits(engine.run(step, configuration(1, "default"), 0, options())))
          .isEqualTo(plain);
    }
  }

  @Test
  void aWorkerThatIsKilledFailsOneRun() throws Exception {
    TrainingStep step = slow();
    try (PyTorchEngine engine = engine(Mode.EAGER, Settings.DEFAULT)) {
      Thread killer =
          new Thread(
              () -> {
                ProcessHandle child = awaitChild();
                try {
                  // Long enough for the program to be loaded and to run.
                  Thread.sleep(1500);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                child.destroyForcibly();
              });
      killer.start();
      RunOutcome killed = engine.run(step, configuration(1, ""), 0, options());
      killer.join();
      assertThat(killed).isInstanceOf(RunOutcome.Failed.class);
      assertThat(((RunOutcome.Failed) killed).message())
          .startsWith("the process of libtorch was ended by SIGKILL");
      TrainingStep quick = read(Path.of("scenarios/linear.json")).steps().step(0);
      assertThat(engine.run(quick, configuration(1, ""), 1, options()))
          .isInstanceOf(RunOutcome.Completed.class);
    }
    awaitNoWorker();
  }

  @Test
  void aWorkerThatHangsIsEnded() throws Exception {
    Settings impatient = new Settings(Duration.ofMillis(700), false);
    try (PyTorchEngine engine = engine(Mode.EAGER, impatient)) {
      RunOutcome outcome = engine.run(slow(), configuration(1, ""), 0, options());
      assertThat(outcome)
          .isEqualTo(new RunOutcome.Failed("the process of libtorch did not answer within 700 ms"));
    }
    awaitNoWorker();
  }

  @Test
  void aWorkerWithoutMemoryFailsOneRun() throws Exception {
    Path prlimit = Path.of("/usr/bin/prlimit");
    assumeTrue(Files.isExecutable(prlimit), "the memory of a process cannot be limited here");
    TrainingStep quick = read(Path.of("scenarios/linear.json")).steps().step(0);
    TrainingStep large =
        scenario(
                "{\"tensors\": {\"x\": {\"shape\": [12000], \"init\": \"ones\", \"requires_grad\":"
                    + " true}}, \"program\": [\"loss = torch.outer(x, x).sum()\"]}")
            .steps()
            .step(0);
    try (PyTorchEngine engine = engine(Mode.EAGER, Settings.DEFAULT)) {
      completed(engine.run(quick, configuration(1, ""), 0, options()));
      ProcessHandle worker = awaitChild();
      long pages =
          Long.parseLong(
              Files.readString(Path.of("/proc/" + worker.pid() + "/statm")).split(" ")[0]);
      new ProcessBuilder(
              prlimit.toString(), "--pid=" + worker.pid(), "--as=" + (pages * 4096 + (300 << 20)))
          .start()
          .waitFor();
      RunOutcome outcome = engine.run(large, configuration(1, ""), 0, options());
      assertThat(outcome).isInstanceOf(RunOutcome.Failed.class);
      assertThat(((RunOutcome.Failed) outcome).message()).contains("memory").doesNotContain("\n");
      completed(engine.run(quick, configuration(1, ""), 1, options()));
    }
    awaitNoWorker();
  }

  @Test
  void theUserCanStopALongRun() throws Exception {
    long start = System.nanoTime();
    RunOptions stopped = new RunOptions(false, () -> System.nanoTime() - start > 1_000_000_000L);
    try (PyTorchEngine engine = engine(Mode.EAGER, Settings.DEFAULT)) {
      assertThat(engine.run(slow(), configuration(1, ""), 0, stopped))
          .isInstanceOf(RunOutcome.Cancelled.class);
    }
    awaitNoWorker();
  }

  @Test
  void whatPyTorchRefusesIsSaidInOneLine() throws Exception {
    Scenario scenario =
        scenario(
            "{\"tensors\": {\"x\": {\"data\": [1.0], \"requires_grad\": true}, \"w\": {\"data\":"
                + " [1.0], \"requires_grad\": true}}, \"program\": [\"loss ="
                + " F.binary_cross_entropy(torch.sigmoid(x), torch.sigmoid(x), w)\"]}");
    try (PyTorchEngine engine = engine(Mode.EAGER, Settings.DEFAULT)) {
      RunOutcome outcome = engine.run(scenario.steps().step(0), configuration(1, ""), 0, options());
      assertThat(outcome).isInstanceOf(RunOutcome.Failed.class);
      assertThat(((RunOutcome.Failed) outcome).message())
          .startsWith("PyTorch: The function 'binary_cross_entropy' is not differentiable")
          .doesNotContain("\n");
    }
  }

  private static RunOptions options() {
    return RunOptions.DEFAULT;
  }

  /** Products of large matrices, which take seconds. */
  private TrainingStep slow() throws IOException {
    String tensor = "{\"shape\": [3000, 3000], \"init\": \"ones\", \"requires_grad\": true}";
    return scenario(
            "{\"tensors\": {\"x\": "
                + tensor
                + "}, \"program\": [\"y = x @ x @ x @ x @ x @ x @ x @ x @ x @ x @ x @ x\","
                + " \"loss = (y @ y @ y @ y @ y @ y @ y @ y @ y @ y @ y @ y).sum()\"]}")
        .steps()
        .step(0);
  }

  private static ProcessHandle awaitChild() {
    while (workers().isEmpty()) {
      Thread.onSpinWait();
    }
    return workers().stream().max(Comparator.comparing(ProcessHandle::pid)).orElseThrow();
  }

  /** A process that was ended takes a moment to go. */
  private static void awaitNoWorker() throws InterruptedException {
    for (int i = 0; i < 500 && !workers().isEmpty(); i++) {
      Thread.sleep(20);
    }
    assertThat(workers()).isEmpty();
  }

  private static List<ProcessHandle> workers() {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .filter(child -> child.info().commandLine().orElse("").contains("pytorch.worker"))
        .toList();
  }

  private static RunOutcome.Completed completed(RunOutcome outcome) {
    assertThat(outcome).isInstanceOf(RunOutcome.Completed.class);
    return (RunOutcome.Completed) outcome;
  }

  private static List<String> bits(RunOutcome outcome) {
    return completed(outcome).gradients().entrySet().stream()
        .map(Map.Entry::getValue)
        .map(gradient -> Tensors.sha256(Objects.requireNonNull(gradient)))
        .toList();
  }
}
