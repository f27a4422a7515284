package dev.gradaudit.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.program.Programs.Compiled;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the text is, it compiles or has faults that stand inside it. */
class ProgramCompilerFuzzTest {
  private static final int ROUNDS = 10_000;

  private static final List<String> VALID =
      List.of(
          "import torch\nh = x @ w.T\nloss = (h ** 2).sum(dim=1, keepdim=True)[0, 0]",
          "y = F.linear(x, w, bias=None) * 2.5; y -= s\nloss = y.view(-1, 5).mean() # end\r\n",
          "n = x.shape[-1] / math.sqrt(len(x))\nloss = F.cross_entropy(x, i, reduction='sum') / n",
          "a = torch.softmax(x.T,\n  dim=0) \\\n  + 1e-3\na.sum().backward()",
          "t = (x[..., 1:3:2], x.size(1), float('-inf'))\nloss = d.sum() - -s ** 2 ** -1 // 1 % 2");

  private static final String[] SOUP = {
    "x",
    "w",
    "s",
    "d",
    "i",
    "loss",
    "y",
    "=",
    "+=",
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "@",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    ":",
    "...",
    ";",
    "\n",
    "\r",
    "\\\n",
    "#",
    " ",
    "\t",
    "'",
    "\"",
    "'a'",
    "1",
    "0",
    "-1",
    "2.5",
    "1e400",
    "9007199254740993",
    "0x",
    "1_",
    "sum",
    "T",
    "shape",
    "size",
    "backward",
    "dim",
    "torch",
    "F",
    "nn",
    "math",
    "sqrt",
    "len",
    "float",
    "int",
    "None",
    "True",
    "if",
    "for",
    "lambda",
    ":=",
    "<",
    "==",
    "view",
    "getitem",
    "to",
    "linear",
    "cross_entropy",
    "inf",
    "keepdim=",
    "dim=",
    "\u0000",
    "\uD83D",
    "😀",
    "漢",
    "\u0301",
    "\u2028",
    "{",
    "}",
    "&",
    "$",
    "f''",
  };

  @Test
  void mutatedProgramsNeverThrow() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder(VALID.get(random.nextInt(VALID.size())));
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(4));
        text.replace(at, end, random.nextBoolean() ? SOUP[random.nextInt(SOUP.length)] : "");
      }
      check(text.toString(), seed);
    }
  }

  @Test
  void tokenSoupNeverThrows() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "loss = " : "");
      for (int words = random.nextInt(20); words > 0; words--) {
        text.append(SOUP[random.nextInt(SOUP.length)]);
      }
      check(text.toString(), seed);
    }
  }

  private static void check(String text, int seed) {
    String context = "seed " + seed + ": " + text;
    Compiled compiled;
    try {
      compiled = Programs.compile(text);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(context, e);
    }
    assertThat(compiled.program().isPresent()).as(context).isEqualTo(compiled.faults().isEmpty());
    List<String> lines = List.of(text.split("\n", -1));
    for (Fault fault : compiled.faults()) {
      Location at = fault.location();
      assertThat(at.line()).as(context).isBetween(1, lines.size());
      String line = lines.get(at.line() - 1);
      assertThat(at.sourceLine()).as(context).isEqualTo(line);
      assertThat(at.column()).as(context).isBetween(1, line.length() + 1);
      assertThat(at.length()).as(context).isPositive();
      assertThat(at.column() - 1 + at.length())
          .as(context)
          .isLessThanOrEqualTo(Math.max(line.length(), at.column()));
      assertThat(fault.message()).as(context).isNotBlank();
      assertThat(FaultRenderer.render(fault).lines().count()).as(context).isBetween(1L, 4L);
    }
    compiled
        .program()
        .ifPresent(
            program -> {
              for (Node node : program.nodes()) {
                if (node instanceof Node.Apply apply) {
                  assertThat(apply.line()).as(context).isBetween(1, program.statements().size());
                  assertThat(apply.column()).as(context).isPositive();
                }
              }
            });
  }
}
