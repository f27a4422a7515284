package dev.gradaudit.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which faults are reported, and in which order. */
class FaultOrderTest {
  @Test
  void independentFaultsAreReportedInTheOrderOfTheText() {
    List<String> lines = List.of("a = q", "b = x @ w; c = 1 +", "d = x.sum(dim=7)", "loss = s");
    assertThat(Programs.compile(lines, "los").faults())
        .extracting(fault -> fault.location().column())
        .containsExactly(5, 7, 19, 11);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "y + 1",
        "-y",
        "y.T",
        "y.anything(2)[0]",
        "y.shape[0]",
        "y[0, :]",
        "x[y]",
        "x[:y]",
        "x[y:]",
        "torch.sum(y)",
        "torch.softmax(x, dim=y)",
        "x.view(y, 2)",
        "(y, x)",
        "[y]",
        "y(3)",
        "y @ w",
        "math.sqrt(y)",
        "len(y)",
        "s * float(y)",
        "x.size(y)",
        "+y",
        "2 ** y",
      })
  void usesOfAFaultyNameAreNotFaults(String use) {
    assertThat(Programs.compile("y = q\nz = " + use + "\nz += 1\nloss = z.sum()").messages())
        .containsExactly("'q' is not defined");
  }

  @Test
  void aFaultyNameIsFineOnceItIsAssignedAgain() {
    assertThat(Programs.compile("y = q\ny = s\nloss = y @ y").faults()).hasSize(2);
  }

  @Test
  void aFaultBesideAFaultyNameIsStillReported() {
    assertThat(Programs.compile("y = q\nloss = y + x @ w").faults()).hasSize(2);
  }

  @Test
  void aValueThatIsNotUsedDoesNotSpoilItsName() {
    assertThat(Programs.compile("x.sum()\nloss = x @ w").faults()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for k in x:\n  y = k\n  z = k * y\nloss = s + z",
        "def f(a=1):\n\n    return a\nloss = s",
        "if s: y = k; z = k\nloss = y",
      })
  void aRefusedBlockIsOneFault(String text) {
    assertThat(Programs.compile(text).faults()).hasSize(1);
    assertThat(Programs.compile(text.lines().toList(), null).faults()).hasSize(1);
  }

  @Test
  void aStatedLossThatNothingAssignsGetsASuggestion() {
    assertThat(Programs.compile(List.of("total = s * 2"), "totl").rendered())
        .contains("the loss 'totl' is not assigned by the program", "did you mean 'total'?");
  }
}
