package dev.gradaudit.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageFaultsTest {
  /** A program, then what is said of it, each line after {@code > }. */
  private static final Path EXAMPLES = Path.of("src/test/resources/language-faults.txt");

  record Example(String program, List<String> messages) {}

  static Stream<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    for (String line : Files.readAllLines(EXAMPLES)) {
      if (line.startsWith("> ")) {
        examples.get(examples.size() - 1).messages().add(line.substring(2));
      } else if (!line.isBlank()) {
        examples.add(new Example(line, new ArrayList<>()));
      }
    }
    return examples.stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void saysWhatIsWrongAndWhere(Example example) {
    Compiled compiled = Compiled.of(example.program());
    assertThat(compiled.program()).isNull();
    assertThat(compiled.messages()).isEqualTo(example.messages());
  }

  @Test
  void reportsEveryIndependentFaultAndNoConsequences() {
    Compiled compiled =
        Compiled.of("h = x @ w", "g = h + 1", "a = torch.sofmax(g)", "b = x + 1", "c = zz + b");
    assertThat(compiled.messages())
        .hasSize(3)
        .satisfies(
            messages -> {
              assertThat(messages.get(0)).contains("matmul of x [2, 3] and w [4, 3]");
              assertThat(messages.get(1)).contains("unknown op 'sofmax'");
              assertThat(messages.get(2)).contains("'zz' is not defined");
            });
  }

  @Test
  void namesALossThatIsNotThere() {
    Compiled compiled = Compiled.withLoss("los", "loss = x.sum()");
    assertThat(compiled.messages())
        .containsExactly(
            "1:1 the loss 'los' is not assigned by the program | did you mean 'loss'?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "-", "x[", "exp(", "2**", "(x+"})
  void limitsNesting(String opening) {
    Compiled compiled =
        Assertions.assertTimeout(
            Duration.ofSeconds(5), () -> Compiled.of("y = " + opening.repeat(100_000)));
    assertThat(compiled.messages()).hasSize(1);
  }

  /** Whatever is written, there is a program or a fault, and every fault stands inside the text. */
  @Test
  void neverFailsOnAnyText() {
    String[] words = {
      "x",
      "w",
      "v",
      "s",
      "k",
      "d",
      "y",
      " = ",
      "+",
      "-",
      "*",
      "/",
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
      "sum",
      "exp",
      "view",
      "T",
      "shape",
      "dim=",
      "0",
      "1",
      "-1",
      "2.5",
      "1e9",
      "'a'",
      "None",
      "True",
      "\n",
      ";",
      "#",
      "torch.",
      "F.",
      "softmax",
      "backward()",
      "math.pi",
      "\u00e9",
      "\t",
      "\\",
      "%",
      "<",
      "if",
      "é",
      "\uD83D\uDE00"
    };
    long seed = 20240607;
    CounterRandom random = CounterRandom.of(seed, "token soup");
    long counter = 0;
    for (int trial = 0; trial < 20_000; trial++) {
      StringBuilder text = new StringBuilder("y = ");
      int length = (int) Math.floorMod(random.bits(counter++), 14L);
      for (int i = 0; i < length; i++) {
        text.append(words[(int) Math.floorMod(random.bits(counter++), (long) words.length)]);
      }
      Compiled compiled = compiledOrFail(text.toString(), seed);
      assertThat(compiled.program() == null)
          .as(text.toString())
          .isEqualTo(!compiled.faults().isEmpty());
      for (Fault fault : compiled.faults()) {
        Location at = fault.location();
        assertThat(at.column()).as(text.toString()).isBetween(1, at.sourceLine().length() + 1);
        assertThat(FaultRenderer.render(fault)).endsWith("\n");
      }
    }
  }

  private static Compiled compiledOrFail(String text, long seed) {
    try {
      return Compiled.of(text);
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + text, e);
    }
  }
}
