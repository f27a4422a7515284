package dev.gradaudit.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.ProgramOutline.Statement;
import dev.gradaudit.program.ProgramOutline.Target;
import dev.gradaudit.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainProgramTest {
  private static final TensorType MATRIX = new TensorType(DType.FLOAT32, Shape.of(3, 3));

  private static Map<String, InputType> inputs() {
    Map<String, InputType> inputs = new LinkedHashMap<>();
    inputs.put("x", new InputType(MATRIX, false));
    inputs.put("w", new InputType(MATRIX, true));
    return inputs;
  }

  private static PlainProgram plain(String... lines) {
    List<SourceLine> source = new ArrayList<>();
    for (String line : lines) {
      source.add(new PlainSourceLine("test", line));
    }
    List<Fault> faults = new ArrayList<>();
    Program program =
        ProgramCompiler.compile(source, inputs(), null, OpTable.instance(), faults::add)
            .orElseThrow(() -> new IllegalArgumentException(faults.toString()));
    return PlainProgram.of(program, inputs().keySet());
  }

  @Test
  void oneAssignmentInEachLineWithoutComments() {
    PlainProgram plain =
        plain("import torch\nh = (x @  # a comment\n    w); y = h.sum(dim=0,\n  keepdim=True)\n\n");
    assertThat(plain.statements()).containsExactly("h = (x @ w)", "y = h.sum(dim=0, keepdim=True)");
    assertThat(plain.loss()).isEqualTo("y");
  }

  @Test
  void aNameIsAssignedOnlyOnce() {
    PlainProgram plain =
        plain(
            "h = x @ w",
            "h = F.relu(h)",
            "h *= h - 1",
            "x, dim = h * x, 0",
            "loss = x.sum(dim=dim).sum()",
            "loss = loss + h.sum()");
    assertThat(plain.statements())
        .containsExactly(
            "h = x @ w",
            "h_2 = F.relu(h)",
            "h_3 = h_2 * (h_2 - 1)",
            "x_2, dim = h_3 * x, 0",
            "loss = x_2.sum(dim=dim).sum()",
            "loss_2 = loss + h_3.sum()");
    assertThat(plain.loss()).isEqualTo("loss_2");
  }

  @Test
  void backwardNamesTheLoss() {
    assertThat(plain("a = w.sum()", "b = a * 2", "a.backward()").loss()).isEqualTo("a");
    PlainProgram plain = plain("a = w.sum()", "(a * 2).backward()");
    assertThat(plain.statements()).containsExactly("a = w.sum()", "loss = (a * 2)");
    assertThat(plain.loss()).isEqualTo("loss");
  }

  @Test
  void theOutlineKnowsWhatAStatementIsMadeOf() {
    List<Statement> statements =
        ProgramOutline.of(
                List.of("n = x.shape[0]", "h = F.softmax(x @ (w + 1), dim=n - 3)"),
                inputs(),
                OpTable.instance())
            .orElseThrow()
            .statements();
    assertThat(statements.get(0).targets()).containsExactly(new Target("n", null, false, "3"));
    Statement softmax = statements.get(1);
    assertThat(softmax.targets()).containsExactly(new Target("h", MATRIX, true, null));
    assertThat(softmax.uses()).containsExactlyInAnyOrder("x", "w", "n");
    assertThat(softmax.expressions())
        .extracting(expression -> expression.stretch().of(softmax.text()))
        .containsExactly("x", "w", "w + 1", "(w + 1)", "x @ (w + 1)", softmax.text().substring(4));
    assertThat(softmax.items())
        .extracting(item -> item.replaced(softmax.text(), ""))
        .containsExactlyInAnyOrder(
            "h = F.softmax( dim=n - 3)",
            "h = F.softmax(x @ (w + 1))",
            "h = F.softmax(x @ (), dim=n - 3)");
  }

  @Test
  void whatIsNotAListOfAssignmentsHasNoOutline() {
    for (String line : List.of("h = x @", "x.sum()", "h = unknown", "h = x @ w[:2]")) {
      assertThat(ProgramOutline.of(List.of(line), inputs(), OpTable.instance())).isEmpty();
    }
  }
}
