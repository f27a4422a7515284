package dev.gradaudit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.program.Fault;
import dev.gradaudit.program.Location;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes of a file are, reading it gives a scenario or located faults. */
class ScenarioReaderFuzzTest {
  private static final int ROUNDS = 1500;
  private static final ScenarioReader READER =
      new ScenarioReader(OpTable.instance(), new ReadLimits(1 << 20, 1 << 20));

  private static final String JSON =
      """
      {
        // A comment.
        "name": "fuzz", "dtype": "float64",
        "tensors": {
          "x": [[1.0, -2.5e-3], ["nan", "0x1.8p3"]],
          "w": {"shape": [2, 2], "init": {"uniform": [-1, 1]}, "requires_grad": true, "seed": 3},
          "i": {"shape": [2], "init": {"randint": [0, 9]}, "dtype": "int64"}
        },
        "program": ["y = w * x", "loss = y.sum(dim=None)\\n\\u0023 end"],
        "loss": "loss", "grad_output": {"data": 2.0},
        "audit": {"runs": 2, "seeds": [0, 1], "threads": [1, 4], "orders": ["strided:8"]},
        "expect": {"repeat": "bitwise", "order": {"max_ulp": 2}, "seed": "report"}
      }
      """;

  private static final String YAML =
      """
      # A comment with 😀.
      name: 'fuzz'
      tensors:
        x: [[1.0, -2.5e-3], [.nan, 0x1.8p3]]
        w: {shape: [2, 2], init: {wide: [-3, 3]}, requires_grad: true}
      program: |
        y = w * x
          # indented
        loss = y.sum()
      grad_output: "random"
      audit:
        runs: 2
        seeds: [0, 1]
        orders:
          - "shuffled/\\x70airwise"
      expect: {repeat: bitwise}
      """;

  private static final String[] SPLINTERS = {
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\\",
    "\n",
    "'",
    "|",
    ">",
    "-",
    "#",
    "//",
    "/*",
    "null",
    "1e999",
    "99999999999999999999",
    "\u0000",
    "\uFEFF",
    "😀",
    "\\u",
    "&a ",
    "*a",
    "!!x ",
    "? ",
    "- ",
    "\t",
    "$schema",
    "init",
    "data",
    "shape",
    "0x",
    "..",
    "\r"
  };

  @ParameterizedTest
  @ValueSource(strings = {"fuzz.json", "fuzz.yaml"})
  void givesAScenarioOrLocatedFaultsForEveryMutation(String file) {
    String valid = file.endsWith("yaml") ? YAML : JSON;
    assertThat(READER.read(file, valid)).isInstanceOf(Reading.Accepted.class);
    for (int round = 0; round < ROUNDS; round++) {
      CounterRandom random = CounterRandom.of(round, file);
      byte[] bytes = mutated(valid.getBytes(StandardCharsets.UTF_8), random);
      try {
        check(READER.read(file, bytes));
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        throw new AssertionError(
            "seed " + round + ":\n" + new String(bytes, StandardCharsets.UTF_8), e);
      }
    }
  }

  private static byte[] mutated(byte[] valid, CounterRandom random) {
    byte[] bytes = valid;
    int changes = 1 + (int) random.below(0, 3);
    for (int i = 0; i < changes; i++) {
      int index = 10 * (i + 1);
      int at = (int) random.below(index, bytes.length);
      switch ((int) random.below(index + 1, 5)) {
        case 0 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        case 1 -> {
          bytes = bytes.clone();
          bytes[at] = (byte) random.below(index + 2, 256);
        }
        case 2 -> {
          bytes = bytes.clone();
          bytes[at] = (byte) (' ' + random.below(index + 2, 95));
        }
        case 3 -> {
          int length = (int) random.below(index + 2, 12);
          bytes = spliced(bytes, at, Math.min(bytes.length, at + length), new byte[0]);
        }
        default -> {
          String splinter = SPLINTERS[(int) random.below(index + 2, SPLINTERS.length)];
          bytes = spliced(bytes, at, at, splinter.getBytes(StandardCharsets.UTF_8));
        }
      }
      if (bytes.length == 0) {
        return bytes;
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] insertion) {
    byte[] result = Arrays.copyOf(bytes, from + insertion.length + bytes.length - to);
    System.arraycopy(insertion, 0, result, from, insertion.length);
    System.arraycopy(bytes, to, result, from + insertion.length, bytes.length - to);
    return result;
  }

  private static void check(Reading reading) {
    if (reading instanceof Reading.Accepted accepted) {
      assertThat(accepted.scenario().steps().step(1).tensors()).isNotEmpty();
      return;
    }
    List<Fault> faults = ((Reading.Refused) reading).faults();
    assertThat(faults).isNotEmpty().doesNotHaveDuplicates();
    for (Fault fault : faults) {
      Location location = fault.location();
      assertThat(fault.message()).isNotBlank();
      assertThat(location.line()).isPositive();
      assertThat(location.column()).isBetween(1, location.sourceLine().length() + 1);
      assertThat(location.length()).isPositive();
    }
  }
}
