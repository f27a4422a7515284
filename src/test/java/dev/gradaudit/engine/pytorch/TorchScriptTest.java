package dev.gradaudit.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.InputType;
import dev.gradaudit.program.PlainSourceLine;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.ProgramCompiler;
import dev.gradaudit.program.SourceLine;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What a program looks like in TorchScript, and in the archive around it. */
final class TorchScriptTest {
  @Test
  void callsWhatTheProgramCalls() {
    assertThat(body("y = F.softplus(x) * 2", "z = torch.outer(y[0], y[1])", "loss = z.mean()"))
        .containsExactly(
            "v1 = torch.softplus(x0)",
            "v3 = torch.mul(v1, 2.0)",
            "v4 = v3[0]",
            "v5 = v3[1]",
            "v7 = torch.outer(v4, v5)",
            "v8 = torch.mean(v7)",
            "return v8");
  }

  /** F.normalize is Python in PyTorch, too, and has no function of its own. */
  @Test
  void composesWhatPyTorchComposes() {
    assertThat(body("loss = F.normalize(x).sum()"))
        .anyMatch(line -> line.contains("torch.linalg_vector_norm(x0, 2.0, [1], True)"))
        .noneMatch(line -> line.contains("normalize"));
  }

  @Test
  void leavesNumbersToTheRightOperandAsPythonDoes() {
    assertThat(body("loss = (1 - x) + (2 / x) + (3 > x).float().sum() + 2 ** x"))
        .contains("v2 = torch.rsub(x0, 1.0)")
        .contains("v4 = torch.mul(torch.reciprocal(x0), 2.0)")
        .anyMatch(line -> line.contains("torch.lt(x0, 3.0)"))
        .anyMatch(line -> line.contains("torch.pow(2, x0)"));
  }

  @Test
  void takesTuplesApart() {
    assertThat(body("a, b = x.split([1, 2], dim=1)", "v, i = b.max(1)", "loss = v.sum() + a.sum()"))
        .contains("r2 = torch.split_with_sizes(x0, [1, 2], 1)", "v1 = r2[0]", "v2 = r2[1]")
        .anyMatch(line -> line.endsWith("= torch.max(v2, 1, False)"));
  }

  @Test
  void anArchiveHoldsTheObjectAndItsClass() throws Exception {
    Map<String, String> entries = new LinkedHashMap<>();
    byte[] archive = ScriptArchive.of("class Step(Module):\n");
    assertThat(ScriptArchive.of("class Step(Module):\n")).isEqualTo(archive);
    try (ZipInputStream zip = new ZipInputStream(new java.io.ByteArrayInputStream(archive))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String content = new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1);
        entries.put(entry.getName(), content);
      }
    }
    assertThat(entries)
        .containsOnlyKeys(
            "step/data.pkl", "step/code/__torch__.py", "step/constants.pkl", "step/version");
    assertThat(entries.get("step/data.pkl")).contains("__torch__\nStep\n").endsWith(".");
  }

  private static List<String> body(String... program) {
    List<SourceLine> lines = new ArrayList<>();
    for (String line : program) {
      lines.add(new PlainSourceLine("test", line));
    }
    TensorType type = new TensorType(DType.FLOAT32, Shape.of(2, 3));
    Program compiled =
        ProgramCompiler.compile(
                lines,
                Map.of("x", new InputType(type, true)),
                null,
                OpTable.instance(),
                fault -> {
                  throw new IllegalArgumentException(fault.message());
                })
            .orElseThrow();
    List<String> text = TorchScript.write(compiled).lines().map(String::strip).toList();
    return text.subList(text.indexOf("x0: Tensor) -> Tensor:") + 1, text.size());
  }
}
