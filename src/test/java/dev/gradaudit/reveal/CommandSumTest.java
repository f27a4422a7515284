package dev.gradaudit.reveal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradaudit.engine.command.SumCommand;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.ExternalCommand;
import dev.gradaudit.tensor.Tensor;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
final class CommandSumTest {
  private static CommandSum sum(DType dtype, int terms, String... words) {
    ExternalCommand command =
        new ExternalCommand(List.of(words), Map.of(), Duration.ofSeconds(20), Path.of("."));
    SumCommand program = new SumCommand(command, 1);
    return new CommandSum(rows -> sums(program.sums(rows, () -> false)), dtype, terms);
  }

  private static Tensor sums(SumCommand.Answer answer) throws StoppedException {
    Tensor sums = answer.sums();
    if (sums == null) {
      throw new StoppedException(StoppedException.Cause.ENGINE, answer.problem());
    }
    return sums;
  }

  @Test
  void revealsTheTreeOfAProgram() throws StoppedException, URISyntaxException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    CommandSum sum =
        sum(
            DType.FLOAT32,
            4,
            java,
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            Path.of(SumProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString(),
            SumProgram.class.getName(),
            "{in}",
            "{out}");
    Revelation revelation = Revealer.reveal(sum, RevealOptions.DEFAULT);
    SummationTree tree = revelation.tree();
    assertThat(GenericOrders.of(Objects.requireNonNull(tree), 1))
        .hasValueSatisfying(match -> assertThat(match.order()).isEqualTo("reversed"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cp {in} {out} | of shape [1, 3] to {out}, not the sums of the 1 rows of {in}",
        "true {in} {out} | wrote no gradients to {out}",
        "false {in} {out} | ended with exit code 1",
        "no-such-program {in} {out} | the command cannot be run"
      })
  void saysWhatIsWrong(String command, String message) {
    CommandSum sum = sum(DType.FLOAT32, 3, command.split(" "));
    assertThatThrownBy(() -> sum.sum(new double[] {1, 2, 3}, new double[] {1, 1, 1}, 0))
        .isInstanceOf(StoppedException.class)
        .hasMessageContaining(message);
  }
}
