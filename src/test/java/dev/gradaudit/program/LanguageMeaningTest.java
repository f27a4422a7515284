package dev.gradaudit.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageMeaningTest {
  /** The right column is what Python's grammar makes of the left one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x + v * x                    | add(x, mul(v, x))
          x * v + x                    | add(mul(x, v), x)
          x - v - s                    | sub(sub(x, v), s)
          x / v * s                    | mul(div(x, v), s)
          -x**2                        | neg(pow(x, 2))
          (-x)**2                      | pow(neg(x), 2)
          x**2**3                      | pow(x, 8)
          x**-1                        | pow(x, -1)
          x**-2**2                     | pow(x, -4)
          2**x                         | pow(2, x)
          -x.T                         | neg(t(x))
          -x @ w.T                     | matmul(neg(x), t(w))
          x @ w.T                      | matmul(x, t(w))
          x @ w.T + s                  | add(matmul(x, t(w)), s)
          2 * x @ w.T                  | matmul(mul(2.0:float32, x), t(w))
          - - x                        | neg(neg(x))
          +x + 1                       | add(x, 1.0:float32)
          x * (v + s)                  | mul(x, add(v, s))
          1 + 2 * 3 - x                | sub(7.0:float32, x)
          7 // 2 % 2 * x               | mul(1.0:float32, x)
          x.exp().log()                | log(exp(x))
          torch.exp(x)                 | exp(x)
          F.relu(x)                    | relu(x)
          torch.nn.functional.relu(x)  | relu(x)
          nn.functional.softmax(x, dim=-1) | softmax(x, -1)
          exp(input=x)                 | exp(x)
          x.sum(dim=0, keepdim=True)   | sum(x, 0, True)
          x.sum(0)                     | sum(x, 0)
          x.sum((0, 1))                | sum(x, (0, 1))
          x.sum([0, 1])                | sum(x, (0, 1))
          x.mean(axis=1, keepdims=True) | mean(x, 1, True)
          x.view(3, 2)                 | reshape(x, (3, 2))
          x.view((3, -1))              | reshape(x, (3, -1))
          x.reshape(6)                 | reshape(x, 6)
          x.reshape(x.shape[1], x.size(0)) | reshape(x, (3, 2))
          x.reshape(x.shape[1:] + s) | _
          x * x.numel()                | mul(x, 6.0:float32)
          x * len(x) * x.ndim * x.dim() | mul(mul(mul(x, 2.0:float32), 2.0:float32), 2.0:float32)
          x / math.sqrt(4)             | div(x, 2.0:float32)
          x + math.pi * 0              | add(x, 0.0:float32)
          x + float('inf')             | add(x, Infinity:float32)
          x * int(2.9) * float(3)      | mul(mul(x, 2.0:float32), 3.0:float32)
          x * 1_000 * .5 * 1e-1 * 0x10 | mul(mul(mul(mul(x, 1000.0:float32), 0.5:float32), 0.1:float32), 16.0:float32)
          x.to(torch.float64)          | to(x, 'float64')
          x.to(d.dtype)                | to(x, 'float64')
          F.linear(x, w, None)         | linear(x, w)
          F.mse_loss(x, v, reduction="sum") | mse_loss(x, v, 'sum')
          x + k[0]                     | add(x, float(getitem(k, (0,))))
          v.transpose(0, -1) * x       | mul(transpose(v, 0, -1), x)
          w.mT @ w                     | matmul(mT(w), w)
          """)
  void bindsAsPythonDoes(String expression, String meaning) {
    if (meaning.equals("_")) {
      assertThat(Compiled.of("y = " + expression).messages()).hasSize(1);
    } else {
      assertThat(Compiled.of("y = " + expression).loss()).isEqualTo(meaning);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x[0]            | [3]
          x[-1, 2]        | []
          x[:, 1:]        | [2, 2]
          x[::2]          | [1, 3]
          x[..., None]    | [2, 3, 1]
          x[None]         | [1, 2, 3]
          x[0:1, ..., -1] | [1]
          x[5:]           | [0, 3]
          x[-100:100]     | [2, 3]
          """)
  void indexesAsPythonDoes(String expression, String shape) {
    assertThat(Compiled.of("y = " + expression).type().shape()).hasToString(shape);
  }

  /** torch.result_type: kind before dimensions, dimensions before width. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x + 1               | float32
          x + 1.5             | float32
          x + v               | float32
          x[0] + d            | float64
          d + v               | float64
          d + s               | float64
          v * d[0] + x        | float32
          k * x[0][0]         | float32
          x[:, 0] + k         | float32
          d[:2] * k           | float64
          x[:, 0] + 1.5 * k.float() | float32
          x.double() + x      | float64
          """)
  void promotesAsPyTorchDoes(String expression, String dtype) {
    assertThat(Compiled.of("y = (" + expression + ").sum()").type().dtype())
        .isEqualTo(DType.parse(dtype).orElseThrow());
  }

  @Test
  void readsAListOfLinesAndOneTextAlike() {
    Compiled list = Compiled.of("h = x @ w.T", "h = h + 1", "loss = h.sum()");
    Compiled text = Compiled.of("h = x @ w.T\r\nh = h + 1 # rebound\n\nloss = h.sum()\n");
    assertThat(text.loss()).isEqualTo(list.loss());
    assertThat(lines(list)).containsExactly(1, 1, 2, 3);
    assertThat(lines(text)).containsExactly(1, 1, 2, 4);
    assertThat(Compiled.of("h = x * 2; y = h.sum()").loss()).isEqualTo("sum(mul(x, 2.0:float32))");
  }

  private static List<Integer> lines(Compiled compiled) {
    return compiled.compiled().nodes().stream()
        .filter(Node.Apply.class::isInstance)
        .map(node -> ((Node.Apply) node).line())
        .toList();
  }

  @Test
  void continuesLinesInsideBracketsAndAfterBackslashes() {
    assertThat(Compiled.of("y = (x +\n  v # why\n)\n").loss()).isEqualTo("add(x, v)");
    assertThat(Compiled.of("y = x + \\\n v").loss()).isEqualTo("add(x, v)");
  }

  @Test
  void takesPastedLines() {
    assertThat(
            Compiled.of(
                    """
                    import torch
                    import torch.nn.functional as F
                    from torch import nn

                    out = F.linear(x, w)
                    loss = out.pow(2).mean()
                    loss.backward()
                    """)
                .loss())
        .isEqualTo("mean(pow(linear(x, w), 2))");
    Compiled anonymous = Compiled.of("out = x * 2", "out.sum().backward()");
    assertThat(anonymous.loss()).isEqualTo("sum(mul(x, 2.0:float32))");
  }

  @Test
  void assignsInPlace() {
    assertThat(Compiled.of("y = x", "y += v", "y *= 2", "y **= 2", "y -= s", "y /= 4").loss())
        .isEqualTo("div(sub(pow(mul(add(x, v), 2.0:float32), 2), s), 4.0:float32)");
  }

  @Test
  void keepsNamesForNumbersAndShapes() {
    assertThat(Compiled.of("n = x.shape[0] * 2", "b, = x.shape[0:1]").messages()).hasSize(1);
    assertThat(Compiled.of("n = x.shape[0] * 2.5", "y = x / n").loss())
        .isEqualTo("div(x, 5.0:float32)");
  }

  @Test
  void leavesOutWhatTheLossDoesNotDependOn() {
    Compiled compiled = Compiled.withLoss("y", "y = x.sum()", "z = w.exp() + y");
    Program program = compiled.compiled();
    assertThat(program.inputs()).hasSize(Compiled.INPUTS.size());
    assertThat(program.nodes()).hasSize(Compiled.INPUTS.size() + 1);
    for (int id = 0; id < program.nodes().size(); id++) {
      assertThat(program.nodes().get(id).id()).isEqualTo(id);
    }
  }

  @Test
  void carriesGradientsThroughFloatsOnly() {
    Compiled compiled = Compiled.of("a = v * s", "b = a + x", "y = b.sum()");
    List<Boolean> requires =
        compiled.compiled().nodes().stream()
            .filter(Node.Apply.class::isInstance)
            .map(Node::requiresGrad)
            .toList();
    assertThat(requires).containsExactly(false, true, true);
    assertThat(compiled.type()).isEqualTo(new TensorType(DType.FLOAT32, Shape.SCALAR));
  }

  @Test
  void compilesLongProgramsAndChainsQuickly() {
    assertThat(Compiled.of("y = x" + " + 1".repeat(20_000)).program()).isNotNull();
    assertThat(Compiled.of("y = x" + ".T".repeat(20_000)).program()).isNotNull();
    assertThat(Compiled.of("y = x\n" + "y = y * 2\n".repeat(5_000)).program()).isNotNull();
  }
}
