package dev.gradaudit.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.ExternalCommand;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.LibraryOrder;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that do what they should, and all the others. */
@DisabledOnOs(OS.WINDOWS)
final class CommandEngineTest {
  private static final String GRADIENTS =
      "{\"gradients\": {\"w\": {\"dtype\": \"float32\", \"shape\": [2], \"bits\": [%s]}}}";

  @TempDir Path folder;

  @Test
  void readsWhatTheCommandWrites() {
    RunOutcome.Completed run =
        completed(
            run(
                "echo '" + String.format(GRADIENTS, "\"3fc00000\", \"be800000\"") + "' > \"$1\"",
                60));
    assertThat(run.gradients()).containsOnlyKeys("w");
    assertThat(gradient(run, "w").doubleAt(1)).isEqualTo(-0.25);
    assertThat(run.loss().size()).isZero();
  }

  @Test
  void tellsTheCommandItsConfiguration() {
    String script =
        "test \"$VAR\" = 'T3' || exit 9; echo '"
            + String.format(GRADIENTS, "\"0000000'$2'\", \"0000000'$3'\"")
            + "' > \"$1.json\"";
    ExternalCommand command =
        new ExternalCommand(
            List.of("sh", "-c", script, "sh", "{out}", "{seed}", "{repeat}"),
            Map.of("VAR", "T{threads}"),
            Duration.ofSeconds(60),
            folder);
    Configuration configuration = new Configuration(7, 3, LibraryOrder.INSTANCE);
    RunOutcome.Completed run =
        completed(new CommandEngine().run(step(command), configuration, 5, RunOptions.DEFAULT));
    assertThat(gradient(run, "w").bitsAt(0)).isEqualTo(7);
    assertThat(gradient(run, "w").bitsAt(1)).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exit 3 | the command ended with exit code 3",
        "echo so sorry >&2; exit 1 | the command ended with exit code 1; it printed: so sorry",
        "kill -9 $$ | the command was ended by SIGKILL",
        "true | the command ended well, but wrote no gradients to {out}",
        "mkdir \"$1\" | the command made {out} a folder",
        "echo hello > \"$1\" | what the command wrote to {out} is no .npz",
        "echo '{' > \"$1\" | what the command wrote: '{out}.json'",
        "echo '{\"gradients\": {}}' > \"$1\" | the command wrote a file without gradients",
        "printf 'PK\\003\\004junk' > \"$1\" | what the command wrote: '{out}.npz'",
        "printf '\\223NUMPY' > \"$1\" | what the command wrote: '{out}.npy'",
        "touch \"$1.npz\" \"$1.npy\" | the command wrote 2 files that begin with {out}",
        "sleep 30 | the command took longer than 0.5 s",
      })
  void saysWhatIsWrong(String script, String message) {
    RunOutcome outcome = run(script, 0.5);
    assertThat(outcome).isInstanceOf(RunOutcome.Failed.class);
    assertThat(((RunOutcome.Failed) outcome).message()).startsWith(message).doesNotContain("\n");
  }

  @Test
  void aGradientThatIsNotFiniteIsNoSuccess() {
    RunOutcome outcome =
        run("echo '" + String.format(GRADIENTS, "\"3f800000\", \"7fc00000\"") + "' > \"$1\"", 60);
    assertThat(outcome)
        .isEqualTo(
            new RunOutcome.Failed("'w' has 1 element that is not finite, the first NaN at [1]"));
  }

  @Test
  void aCommandThatDoesNotExistIsAFailedRun() {
    ExternalCommand command =
        new ExternalCommand(
            List.of("no-such-program", "{out}"), Map.of(), Duration.ofSeconds(1), folder);
    RunOutcome outcome = new CommandEngine().run(step(command), usual(), 0, RunOptions.DEFAULT);
    assertThat(outcome).isInstanceOf(RunOutcome.Failed.class);
    assertThat(((RunOutcome.Failed) outcome).message()).contains("no-such-program");
  }

  /** What the command has started ends with it. */
  @Test
  void theUserCanStopIt() {
    AtomicInteger asked = new AtomicInteger();
    RunOptions stopping = new RunOptions(false, () -> asked.incrementAndGet() > 5);
    ExternalCommand command =
        new ExternalCommand(
            List.of("sh", "-c", "sleep 77 & wait", "sh", "{out}"),
            Map.of(),
            Duration.ofSeconds(60),
            folder);
    assertThat(new CommandEngine().run(step(command), usual(), 0, stopping))
        .isInstanceOf(RunOutcome.Cancelled.class);
    assertThat(ProcessHandle.current().descendants())
        .noneMatch(
            process ->
                process.isAlive() && process.info().commandLine().orElse("").contains("sleep 77"));
  }

  private RunOutcome run(String script, double seconds) {
    ExternalCommand command =
        new ExternalCommand(
            List.of("sh", "-c", script, "sh", "{out}"),
            Map.of(),
            Duration.ofMillis((long) (1000 * seconds)),
            folder);
    return new CommandEngine().run(step(command), usual(), 0, RunOptions.DEFAULT);
  }

  private static Configuration usual() {
    return new Configuration(0, 1, LibraryOrder.INSTANCE);
  }

  private static TrainingStep step(ExternalCommand command) {
    Tensor one = new FloatTensor(Shape.SCALAR, new float[] {1});
    return new TrainingStep(Program.of(command), Map.of(), one, 0);
  }

  private static RunOutcome.Completed completed(RunOutcome outcome) {
    assertThat(outcome).isInstanceOf(RunOutcome.Completed.class);
    return (RunOutcome.Completed) outcome;
  }

  private static Tensor gradient(RunOutcome.Completed run, String name) {
    return Objects.requireNonNull(run.gradients().get(name));
  }
}
