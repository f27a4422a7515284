package dev.gradaudit.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.program.Programs.Compiled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Texts far beyond what anybody writes are read in a moment, or refused in one. */
@Timeout(60)
class LimitsTest {
  private static final int MANY = 100_000;

  @Test
  void longChainsOfNumbersAreFolded() {
    assertThat(Programs.tree("s * (" + "1+".repeat(MANY) + "1)")).isEqualTo("mul(s, 100001.0)");
  }

  @Test
  void longChainsOfOperationsCompile() {
    Program program = Programs.compile("loss = x" + ".T".repeat(50_000) + ".sum()").get();
    assertThat(program.nodes()).hasSize(Programs.INPUTS.size() + 50_001);
  }

  @Test
  void deepNestingIsOneFault() {
    for (String open : new String[] {"(", "[", "-", "s**", "sum(", "x[", "s*("}) {
      assertThat(Programs.compile("loss = " + open.repeat(MANY) + "s").messages())
          .as(open)
          .containsExactly("the expression is nested more than 200 levels deep");
    }
    assertThat(Programs.compile("loss = " + ")".repeat(MANY)).faults()).hasSize(1);
    String nested = "(".repeat(199) + "s" + ")".repeat(199);
    assertThat(Programs.tree(nested)).isEqualTo("s");
  }

  @Test
  void tooManyOperationsAreOneFault() {
    assertThat(Programs.compile("y = s * 2\n".repeat(MANY)).messages())
        .containsExactly("the program needs more than 100000 tensors, numbers and operations");
    assertThat(Programs.compile("y = s" + "+s".repeat(MANY)).faults()).hasSize(1);
  }

  @Test
  void manyStatementsCompile() {
    Program program = Programs.compile("y = s.exp()\n".repeat(90_000) + "loss = y").get();
    assertThat(program.nodes()).hasSize(Programs.INPUTS.size() + 1);
    assertThat(((Node.Apply) program.loss()).line()).isEqualTo(90_000);
  }

  @Test
  void faultsBeyondAHundredAreNotCounted() {
    assertThat(Programs.compile("y = nothing\n".repeat(MANY)).faults()).hasSize(100);
  }

  @Test
  void hugeWordsGiveShortFaults() {
    String a = "a".repeat(1 << 20);
    String[] texts = {
      a,
      a + " = s; loss = " + a + "b",
      "loss = " + "9".repeat(1 << 20) + " * s",
      "loss = " + "1.".repeat(1 << 19),
      "loss = 1e" + "9".repeat(1 << 20) + " * s",
      "loss = '" + a,
      "loss = s + '" + a + "'",
      "loss = s '" + a + "'",
      "loss = s." + a,
      "loss = s.sum(" + a + "=1)",
      "loss = math." + a,
      "loss = torch.nn." + a,
      "loss = float('" + a + "')",
      "x." + a + " = s",
      "# " + a,
      " ".repeat(1 << 20),
      "\u0000".repeat(1 << 20),
      "loss = x.sum(" + "0,".repeat(MANY) + "0)",
    };
    for (String text : texts) {
      Compiled compiled = Programs.compile(text);
      String start = text.substring(0, 20);
      assertThat(compiled.faults()).as(start).hasSize(1);
      assertThat(compiled.rendered().length()).as(start).isLessThan(600);
    }
  }
}
