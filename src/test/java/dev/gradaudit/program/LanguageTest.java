package dev.gradaudit.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each construct of the language, by what it compiles to. */
class LanguageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "torch.sum(x)                               | sum(x)",
        "sum(x)                                     | sum(x)",
        "x.sum(dim=0, keepdim=True)                 | sum(x)",
        "x.sum(axis=(0, 1), keepdims=True,)         | sum(x)",
        "F.linear(x, w)                             | linear(x, w)",
        "nn.functional.linear(x, weight=w)          | linear(x, w)",
        "torch.nn.functional.linear(x, w, bias=None)| linear(x, w)",
        "torch.special.logsumexp(x, 1)              | logsumexp(x)",
        "x.T.mT                                     | mT(t(x))",
        "s * x.shape[-1]                            | mul(s, 4.0)",
        "s * x.shape[:1][0]                         | mul(s, 3.0)",
        "s * x.size(0)                              | mul(s, 3.0)",
        "s * x.size()[1]                            | mul(s, 4.0)",
        "s * x.size(dim=-1)                         | mul(s, 4.0)",
        "s * x.numel()                              | mul(s, 12.0)",
        "s * x.ndim                                 | mul(s, 2.0)",
        "s * x.dim()                                | mul(s, 2.0)",
        "s * len(x)                                 | mul(s, 3.0)",
        "s * len(x.shape)                           | mul(s, 2.0)",
        "s * math.sqrt(16)                          | mul(s, 4.0)",
        "s * math.floor(2.5)                        | mul(s, 2.0)",
        "s * math.log2(536870912)                   | mul(s, 29.0)",
        "s * math.pi                                | mul(s, 3.141592653589793)",
        "s * torch.pi                               | mul(s, 3.141592653589793)",
        "s * float('inf')                           | mul(s, Infinity)",
        "s * float('-Infinity')                     | mul(s, -Infinity)",
        "s * float('1e3')                           | mul(s, 1000.0)",
        "s * -math.inf                              | mul(s, -Infinity)",
        "s * int(-2.5)                              | mul(s, -2.0)",
        "s * 0x10                                   | mul(s, 16.0)",
        "s * 1_000                                  | mul(s, 1000.0)",
        "s * .5e1                                   | mul(s, 5.0)",
        "s * 5.                                     | mul(s, 5.0)",
        "x[0:None, ..., -1]                         | getitem(x)",
        "x.view(2, 6)                               | reshape(x)",
        "x.view((2, -1))                            | reshape(x)",
        "x.reshape([12])                            | reshape(x)",
        "x.to(torch.float64)                        | to(x)",
        "x.to(d.dtype)                              | to(x)",
        "x.float()                                  | float(x)",
        "float(x)                                   | float(x)",
        "x . T . sum ( )                            | sum(t(x))",
        "(x)                                        | x",
      })
  void expressionsCompileToCalls(String text, String tree) {
    assertThat(Programs.tree(text)).isEqualTo(tree);
  }

  @Test
  void transposesOfAMatrixAreTheSameOperation() {
    Program program = Programs.compile("loss = x.mT").get();
    assertThat(program.loss().type()).hasToString("float32[4, 3]");
  }

  @Test
  void aPastedScriptCompiles() {
    String text =
        """
        import torch, math
        from torch.nn import functional as F

        # forward
        hidden = x @ w.T   # [3, 5]
        hidden = (hidden
            * 2.0)  # in brackets, lines go on
        total = hidden \\
            .sum(); scale = 3
        total *= scale
        total -= s
        total.backward(retain_graph=True)
        unused = total * 7
        """;
    Program program = Programs.compile(text).get();
    assertThat(program.lossName()).isEqualTo("total");
    assertThat(Programs.tree(program.loss()))
        .isEqualTo("sub(mul(sum(mul(matmul(x, t(w)), 2.0)), 3.0), s)");
    assertThat(program.statements()).hasSize(13).startsWith("import torch, math");
  }

  @ParameterizedTest
  @CsvSource({"+=, add", "-=, sub", "*=, mul", "/=, div", "@=, matmul", "**=, pow"})
  void compoundAssignmentsRebindTheName(String operator, String op) {
    Program program = Programs.compile("y = v\ny " + operator + " d.float()\nloss = y").get();
    assertThat(Programs.tree(program.loss())).isEqualTo(op + "(v, float(d))");
  }

  @ParameterizedTest
  @CsvSource({"output.sum().backward(), loss", "output.backward(), output", "x.backward(), x"})
  void backwardSaysWhatTheLossIs(String call, String name) {
    Program program = Programs.compile("output = x * 2\n" + call + "\nlater = output + 1").get();
    assertThat(program.lossName()).isEqualTo(name);
    assertThat(Programs.tree(program.loss())).doesNotContain("add");
  }

  @Test
  void aStatedLossWinsOverTheLastOneAssigned() {
    Program program = Programs.compile(List.of("a = s * 2", "b = s * 3"), "a").get();
    assertThat(Programs.tree(program.loss())).isEqualTo("mul(s, 2.0)");
  }

  @Test
  void nodesThatTheLossIgnoresAreDroppedAndInputsStay() {
    Program program = Programs.compile("unused = x * 5 + w.sum()\nloss = (s * 2 + s).exp()").get();
    assertThat(program.inputs())
        .extracting(Node.Input::name)
        .containsExactlyElementsOf(Programs.INPUTS.keySet());
    assertThat(program.nodes()).hasSize(Programs.INPUTS.size() + 4);
    for (int id = 0; id < program.nodes().size(); id++) {
      Node node = program.nodes().get(id);
      assertThat(node.id()).isEqualTo(id);
      if (node instanceof Node.Apply apply) {
        for (Node input : apply.inputs()) {
          assertThat(program.nodes().get(input.id())).isSameAs(input);
          assertThat(input.id()).isLessThan(id);
        }
      }
    }
    assertThat(program.nodes().get(program.loss().id())).isSameAs(program.loss());
  }

  @Test
  void gradientsFlowOnlyFromTensorsThatRequireThem() {
    Program program = Programs.compile("a = v * 2\nb = x * a\nloss = b.sum()").get();
    assertThat(program.nodes().stream().filter(Node.Apply.class::isInstance))
        .extracting(Node::requiresGrad)
        .containsExactly(false, true, true);
  }

  @Test
  void nodesKnowLineAndColumnInTheStringForm() {
    Program program = Programs.compile("a = s * 2\r\n\r  b = a.exp(); loss = (b\n   + a)").get();
    assertThat(places(program)).containsExactly("mul 1:7", "exp 3:9", "add 4:4");
  }

  @Test
  void nodesKnowLineAndColumnInTheListForm() {
    Program program =
        Programs.compile(List.of("a = s * 2", "", "b = a.exp(); loss = (b\n   + a)"), null).get();
    assertThat(places(program)).containsExactly("mul 1:7", "exp 3:7", "add 3:27");
    assertThat(program.statements()).hasSize(3);
  }

  private static List<String> places(Program program) {
    return program.nodes().stream()
        .filter(Node.Apply.class::isInstance)
        .map(Node.Apply.class::cast)
        .map(node -> node.op().name() + " " + node.line() + ":" + node.column())
        .toList();
  }
}
