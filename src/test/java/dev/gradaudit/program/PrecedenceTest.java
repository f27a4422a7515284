package dev.gradaudit.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecedenceTest {
  /**
   * Python's binary operators that tensors have here, loosest first; the last is right-associative.
   */
  private static final List<List<String>> LEVELS =
      List.of(List.of("+", "-"), List.of("*", "/"), List.of("**"));

  private static String name(String operator) {
    return switch (operator) {
      case "+" -> "add";
      case "-" -> "sub";
      case "*" -> "mul";
      case "/" -> "div";
      default -> "pow";
    };
  }

  @Test
  void everyPairOfOperatorsNestsByItsLevel() {
    for (int a = 0; a < LEVELS.size(); a++) {
      for (int b = 0; b < LEVELS.size(); b++) {
        for (String first : LEVELS.get(a)) {
          for (String second : LEVELS.get(b)) {
            boolean left = a > b || (a == b && !first.equals("**"));
            String expected =
                left
                    ? name(second) + "(" + name(first) + "(x, v), s)"
                    : name(first) + "(x, " + name(second) + "(v, s))";
            String text = "x " + first + " v " + second + " s";
            assertThat(Programs.tree(text)).as(text).isEqualTo(expected);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-x ** 2           | neg(pow(x))",
        "(-x) ** 2         | pow(neg(x))",
        "-x * s            | mul(neg(x), s)",
        "x ** -s           | pow(x, neg(s))",
        "x - -s            | sub(x, neg(s))",
        "--x               | neg(neg(x))",
        "+x * s            | mul(x, s)",
        "x @ w.T           | matmul(x, t(w))",
        "x @ w.T * 2 + s   | add(mul(matmul(x, t(w)), 2.0), s)",
        "2 * x @ w.T       | matmul(mul(2.0, x), t(w))",
        "-x.sum()          | neg(sum(x))",
        "x[0] ** v ** s    | pow(getitem(x), pow(v, s))",
        "(x + s)[0].sum()  | sum(getitem(add(x, s)))",
        "s * (2 + 3 * 4)   | mul(s, 14.0)",
        "s * 2 ** 3 ** 2   | mul(s, 512.0)",
        "s * -2 ** 2       | mul(s, -4.0)",
        "s * 2 ** -1       | mul(s, 0.5)",
        "s * (7 // 2)      | mul(s, 3.0)",
        "s * (-7 // 2)     | mul(s, -4.0)",
        "s * (-7 % 3)      | mul(s, 2.0)",
        "s * (7 % -3)      | mul(s, -2.0)",
        "s * (9007199254740991 // 2) | mul(s, 4.503599627370495E15)",
        "s * -0            | mul(s, 0.0)",
        "s * -0.0          | mul(s, -0.0)",
        "s * (1 - 2 - 3)   | mul(s, -4.0)",
        "s * (8 / 4 / 2)   | mul(s, 1.0)",
      })
  void expressionsMeanWhatTheyMeanInPython(String text, String tree) {
    assertThat(Programs.tree(text)).isEqualTo(tree);
  }
}
