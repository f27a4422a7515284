package dev.gradaudit.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several names on the left, and comparisons. */
final class UnpackingTest {
  private static String loss(String program) {
    return Programs.tree(Programs.compile(program).get().loss());
  }

  @Test
  void aTupleGivesEachNameItsItem() {
    assertThat(loss("a, b = d * 2, d + 1\nloss = (a - b).sum()"))
        .isEqualTo("sum(sub(mul(d, 2.0), add(d, 1.0)))");
    assertThat(loss("(a, b) = (d, 3)\nloss = a * b")).isEqualTo("mul(d, 3.0)");
    assertThat(loss("[a, b] = [d, ds]\nloss = a * b")).isEqualTo("mul(d, ds)");
    assertThat(loss("rows, cols = x.shape\nloss = x.sum() * rows / cols"))
        .isEqualTo("div(mul(sum(x), 3.0), 4.0)");
    assertThat(loss("a, = [d]\nloss = a.sum()")).isEqualTo("sum(d)");
  }

  @Test
  void namesAreExchanged() {
    assertThat(loss("a, b = d, ds\na, b = b, a\nloss = a - b")).isEqualTo("sub(ds, d)");
  }

  @Test
  void aTensorIsUnpackedAlongItsFirstDimension() {
    assertThat(loss("p, q, r = x\nloss = (p * r).sum()"))
        .isEqualTo("sum(mul(getitem(x), getitem(x)))");
  }

  @Test
  void theLastNameIsTheLoss() {
    Program program = Programs.compile("a, b = d.sum(), d.mean()").get();
    assertThat(program.lossName()).isEqualTo("b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a, b = 1, 2, 3 ; cannot unpack 3 values into 2 names",
        "a, b = x ; cannot unpack the tensor float32[3, 4] into 2 names",
        "a, b = 5 ; cannot unpack the number 5 into 2 names",
        "a, b += d, d ; only names can be assigned to",
        "a = b = d ; only names can be assigned to",
        "a, 3 = d, d ; only names can be assigned to",
        "a, torch = d, d ; 'torch' cannot be assigned to",
        "loss = ds < ds < ds ; comparisons cannot be chained",
      })
  void whatCannotBeUnpackedIsRefused(String program, String message) {
    assertThat(Programs.compile(program).messages()).containsExactly(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "d + 1 > d * 2 & (d < 1) ; refused",
        "(d > 0) & (d < 1) ; bitwise_and(gt(d, 0.0), lt(d, 1.0))",
        "(d > 0) | (d < 1) ^ (d == 2) ; bitwise_or(gt(d, 0.0), bitwise_xor(lt(d, 1.0), eq(d, 2.0)))",
        "~(d != 0) ; bitwise_not(ne(d, 0.0))",
        "-d >= d ** 2 ; ge(neg(d), pow(d))",
      })
  void truthValuesHavePythonsPrecedence(String condition, String tree) {
    Programs.Compiled compiled =
        Programs.compile("loss = torch.where(" + condition + ", d, ds).sum()");
    if (tree.equals("refused")) {
      assertThat(compiled.messages()).hasSize(1);
    } else {
      assertThat(Programs.tree(compiled.get().loss())).isEqualTo("sum(where(" + tree + ", d, ds))");
    }
  }
}
