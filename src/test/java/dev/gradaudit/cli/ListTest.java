package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.program.Op;
import dev.gradaudit.reduction.Orders;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListTest {
  @TempDir private Path folder;

  @Test
  void everyWordOfAnOrderIsExplained() {
    String out = Cli.run("list", "orders").out();
    for (String word : Orders.words()) {
      assertThat(out).containsPattern("(?m)^  " + word + " +\\S.*$");
    }
  }

  @Test
  void everyOpIsShownWithItsParametersAndWhatItDoes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Console console =
        new Console(bytes, bytes, Map.of(), StandardCharsets.UTF_8, false, false, 80, 80);
    int exitCode = Main.run(new String[] {"list", "ops"}, console, new SignalInterrupts(console));
    String out = bytes.toString(StandardCharsets.UTF_8);
    assertThat(exitCode).isZero();
    for (Op op : OpTable.instance().ops()) {
      assertThat(out).containsPattern("(?m)^  " + op.name() + "\\(");
      assertThat(out).contains(op.signature().summary());
    }
    assertThat(out).contains("sum(input, dim=None, keepdim=False, dtype=None)");
  }

  @Test
  void theOperatorsThatMentionSomeWordsAreFound() {
    Cli.Result found = Cli.shipped().with("list", "ops", "Softmax", "log");
    assertThat(found.out()).contains("log_softmax(").doesNotContain("matmul(");
    Cli.Result none = Cli.shipped().with("list", "ops", "nothing-like-it");
    assertThat(none.exitCode()).isEqualTo(4);
    assertThat(none.err()).contains("no operator mentions 'nothing-like-it'");
  }

  /** Write it anew with {@code bin/gradaudit list ops --format markdown}. */
  @Test
  void theDocumentationShowsEveryOperatorAsItIs() throws Exception {
    String page = Files.readString(Path.of("src/docs/operators.md"));
    assertThat(Cli.shipped().with("list", "ops", "--format", "markdown").out()).isEqualTo(page);
    assertThat(Cli.run("list", "orders", "--format", "markdown").exitCode()).isEqualTo(2);
  }

  @Test
  void scenariosAreShownWithTheirDescriptions() throws Exception {
    Path file = Files.writeString(folder.resolve("a.json"), "order");
    Cli.Result result = Cli.run("list", "scenarios", folder.toString());
    assertThat(result.out()).contains(file.toString()).contains("behaves as 'order'");
    Files.writeString(folder.resolve("b.json"), "bad");
    assertThat(Cli.run("list", "scenarios", folder.toString()).exitCode()).isEqualTo(2);
  }
}
