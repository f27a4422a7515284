package dev.gradaudit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.program.ModuleOp;
import dev.gradaudit.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a scenario says of a saved module. The module itself only PyTorch reads. */
final class ModuleReaderTest {
  private static final String MODULE = "{\"file\": \"model.pt\", \"returns\": [2, 3]}";

  @TempDir Path folder;

  private Reading read(String module, String program) throws IOException {
    Files.writeString(folder.resolve("model.pt"), "anything");
    String text =
        "{\"tensors\": {\"x\": [1.0, 2.0], \"w\": {\"data\": 1.0, \"requires_grad\": true}},"
            + " \"module\": "
            + module
            + ", \"program\": \""
            + program
            + "\"}";
    Path file = Files.writeString(folder.resolve("s.json"), text);
    return new ScenarioReader(OpTable.instance(), ReadLimits.ofThisJvm()).read(file);
  }

  @Test
  void aCallHasTheTypeThatTheScenarioStates() throws IOException {
    Reading reading = read(MODULE, "loss = module(x).sum() + module(x, w)[0, 1]");
    assertThat(reading).isInstanceOf(Reading.Accepted.class);
    Program program = ((Reading.Accepted) reading).scenario().program();
    assertThat(program.moduleCalls()).hasSize(2);
    assertThat(program.moduleCalls().get(1).inputs()).hasSize(2);
    assertThat(program.moduleCalls().get(0).type()).hasToString("float32[2, 3]");
    assertThat(program.moduleCalls().get(0).requiresGrad()).isTrue();
    assertThat(((ModuleOp) program.moduleCalls().get(0).op()).file()).isEqualTo("model.pt");
  }

  @Test
  void theHashCoversTheModule() throws IOException {
    String before = ((Reading.Accepted) read(MODULE, "loss = module(x).sum()")).scenario().sha256();
    Files.writeString(folder.resolve("model.pt"), "another");
    Reading again =
        new ScenarioReader(OpTable.instance(), ReadLimits.ofThisJvm())
            .read(folder.resolve("s.json"));
    assertThat(((Reading.Accepted) again).scenario().sha256()).isNotEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'file': 'model.pt'} | loss = w * 2 | the loss does not depend on the module",
        "{'file': 'model.pt'} | loss = module(x * 2) | module takes tensors of the scenario",
        "{'file': 'model.pt'} | loss = module() | input",
        "{'file': 'none.pt'} | loss = module(x) | there is no file 'none.pt'",
        "{'file': '../other.pt'} | loss = module(x) | no file '../other.pt'",
        "{'file': 'model.pt', 'return': [2]} | loss = module(x) | unknown field 'return'",
        "{'file': 'model.pt', 'returns': [-2]} | loss = module(x) | a whole number from 0",
        "{'returns': [2]} | loss = module(x) | file",
        "3 | loss = module(x) | the path of a module",
      },
      quoteCharacter = '`')
  void mistakesAreNamed(String module, String program, String message) throws IOException {
    Reading reading = read(module.replace('\'', '"'), program);
    assertThat(reading).isInstanceOf(Reading.Refused.class);
    assertThat(((Reading.Refused) reading).faults())
        .anySatisfy(fault -> assertThat(fault.message() + " " + fault.advice()).contains(message));
  }
}
