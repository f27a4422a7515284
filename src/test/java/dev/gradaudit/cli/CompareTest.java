package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensorfile.TensorFileFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CompareTest {
  private static final String SCENARIO = "scenarios/batch_loss.json";

  @TempDir private Path folder;

  private String write(String file, Map<String, Tensor> tensors) throws IOException {
    Path path = folder.resolve(file);
    try (OutputStream out = Files.newOutputStream(path)) {
      TensorFileFormat.of(file).orElseThrow().write(tensors, out);
    }
    return path.toString();
  }

  private String write(String file, Object... namesAndTensors) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTensors.length; i += 2) {
      tensors.put((String) namesAndTensors[i], (Tensor) namesAndTensors[i + 1]);
    }
    return write(file, tensors);
  }

  private static Tensor floats(float... values) {
    return new FloatTensor(Shape.of(values.length), values);
  }

  private static float up(float value, int ulps) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) + ulps);
  }

  private String grad(String order, String file) {
    String path = folder.resolve(file).toString();
    Cli.Result result = Cli.shipped().with("grad", SCENARIO, "--order", order, "-o", path);
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    return path;
  }

  @ParameterizedTest
  @CsvSource({
    "a.npz, b.npz",
    "a.npz, b.safetensors",
    "a.safetensors, b.json",
    "a.json, b.npz",
    "a.json, b.json"
  })
  void gradientsOfTheSameOrderAreTheSameInEveryFormat(String a, String b) {
    String first = grad("sequential", a);
    Cli.Result same = Cli.run("compare", first, grad("sequential", b));
    assertThat(same.exitCode()).isZero();
    assertThat(same.out()).endsWith("IDENTICAL  every bit is the same in 2 tensors, 4 elements.\n");
    Cli.Result other = Cli.run("compare", first, grad("reversed", b));
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.out())
        .contains("DIFFERS  2 of 2 tensors fail")
        .contains("-1.304038 (bfa6eab8)", "-1.3040377 (bfa6eab5)");
    assertThat(Cli.run("compare", first, grad("reversed", b), "--max-ulp", "3").exitCode())
        .isEqualTo(1);
    Cli.Result within = Cli.run("compare", first, grad("reversed", b), "--max-ulp", "4");
    assertThat(within.exitCode()).isZero();
    assertThat(within.out()).contains("WITHIN LIMIT  not the same bits, but at most 4 ULPs apart");
  }

  @Test
  void whatHasNoDistanceFailsWhateverTheLimit() throws IOException {
    String a = write("a.npz", "w", floats(1, Float.NaN, 3));
    String b = write("b.npz", "w", floats(1, 2, 3));
    Cli.Result result = Cli.run("compare", a, b, "--max-ulp", "18446744073709551615");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .contains("worst at [1]: nan (7fc00000) against 2.0 (40000000)")
        .contains("1 × NaN against a number")
        .doesNotContain("absolute");
  }

  @Test
  void zerosOfOtherSignsAreOtherBitsAndNoDistance() throws IOException {
    String a = write("a.npz", "w", floats(1, 0f));
    String b = write("b.npz", "w", floats(1, -0f));
    Cli.Result strict = Cli.run("compare", a, b);
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(strict.out()).contains("1 × zeros of opposite signs");
    assertThat(Cli.run("compare", a, b, "--max-ulp", "1").exitCode()).isZero();
  }

  @Test
  void whatCannotBeComparedFails() throws IOException {
    String a =
        write("a.npz", "same", floats(1), "shape", floats(1, 2), "type", floats(1), "a", floats(1));
    Tensor wide = new DoubleTensor(Shape.of(1), new double[] {1});
    String b = write("b.npz", "same", floats(1), "shape", floats(1), "type", wide, "b", floats(1));
    Cli.Result result = Cli.run("compare", a, b, "--max-ulp", "9");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out().replaceAll("\\s+", " "))
        .contains("float32[2] against float32[1]: not compared, as the shapes differ")
        .contains("float32[1] against float64[1]: not compared, as the types differ")
        .contains("✗ a float32[1]: only in " + a)
        .contains("✗ b float32[1]: only in " + b)
        .contains("4 of 5 tensors fail");
  }

  @Test
  void nothingComparedIsNeverAPass() throws IOException {
    String a = write("a.npz", "w", floats(1));
    String none = write("none.safetensors");
    String empty = write("empty.npz", "w", new FloatTensor(Shape.of(0, 3), new float[0]));
    for (String[] arguments :
        new String[][] {
          {"compare", a, a, "--only", "v*"},
          {"compare", none, none},
          {"compare", empty, empty},
          {"compare", empty, empty, "--max-ulp", "5"}
        }) {
      Cli.Result result = Cli.run(arguments);
      assertThat(result.exitCode()).as(String.join(" ", arguments)).isEqualTo(1);
      assertThat(result.out()).contains("INCONCLUSIVE  nothing was compared");
    }
  }

  @Test
  void namesCanBeChosenAndMapped() throws IOException {
    String a = write("a.npz", "fc.weight", floats(1), "fc.bias", floats(2), "x", floats(3));
    String b = write("b.npz", "w", floats(1), "b", floats(2), "x", floats(4));
    Cli.Result mapped =
        Cli.run("compare", a, b, "--map", "fc.weight=w", "--map", "fc.bias=b", "--only", "fc.*");
    assertThat(mapped.out()).contains("fc.weight = w", "2 tensors, 2 elements");
    assertThat(mapped.exitCode()).isZero();
    assertThat(Cli.run("compare", a, b, "--only", "?").exitCode()).isEqualTo(1);
    Cli.Result unknown = Cli.run("compare", a, b, "--map", "fc.wight=w");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err())
        .isEqualTo(
            "gradaudit: --map: there is no tensor 'fc.wight' in '"
                + a
                + "'; did you mean 'fc.weight'?\n");
    assertThat(Cli.run("compare", a, b, "--map", "x").err()).contains("has no '='");
    assertThat(Cli.run("compare", a, b, "--map", "x=w", "--map", "x=b").err())
        .contains("'x' is there twice");
  }

  @Test
  void anArrayWithoutANameMeetsTheOnlyOneOfTheOtherFile() throws IOException {
    String npy = write("a.npy", "w", floats(1, 2));
    assertThat(Cli.run("compare", npy, write("b.npz", "w", floats(1, 2))).exitCode()).isZero();
    assertThat(Cli.run("compare", npy, write("c.npy", "w", floats(1, 3))).exitCode()).isEqualTo(1);
  }

  @Test
  void integersHaveToBeTheSameWhateverTheLimit() throws IOException {
    String a = write("a.npz", "n", new LongTensor(Shape.of(2), new long[] {1, Long.MIN_VALUE}));
    String b = write("b.npz", "n", new LongTensor(Shape.of(2), new long[] {3, Long.MIN_VALUE}));
    Cli.Result result = Cli.run("compare", a, b, "--max-ulp", "2");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("worst at [0]: 1 against 3");
  }

  @Test
  void narrowTypesAreComparedInTheirOwnUlps() throws IOException {
    Tensor one = new FloatTensor(DType.BFLOAT16, Shape.of(1), new float[] {1});
    Tensor next = new FloatTensor(DType.BFLOAT16, Shape.of(1), new float[] {1.0078125f});
    String a = write("a.safetensors", "w", one);
    String b = write("b.safetensors", "w", next);
    assertThat(Cli.run("compare", a, b, "--max-ulp", "1").exitCode()).isZero();
    assertThat(Cli.run("compare", a, b).out()).contains("1.0 (3f80) against 1.01 (3f81)");
  }

  @Test
  void jsonAndCsvHaveTheFigures() throws IOException {
    String a = write("a.npz", "=w", floats(1, 2, 4), "only", floats(1));
    String b = write("b.npz", "=w", floats(1, up(2, 3), -4));
    Cli.Result json = Cli.run("compare", a, b, "--format", "json", "--max-ulp", "7");
    assertThat(json.exitCode()).isEqualTo(1);
    assertThat(json.out())
        .contains("\"schema\": \"gradaudit.compare/1\"", "\"outcome\": \"beyond\"")
        .contains("\"from\": \"=w\", \"to\": \"=w\", \"status\": \"beyond\"")
        .contains("\"differing\": 2, \"max_ulp\": 2164260864, ")
        .contains("\"histogram\": {\"0\": 1, \"1\": 0, \"2\": 1,")
        .contains("{\"from\": \"only\", \"to\": null, \"status\": \"missing\"");
    Cli.Result csv = Cli.run("compare", a, b, "--format", "csv");
    assertThat(csv.out().lines().toList()).hasSize(3);
    assertThat(csv.out()).contains("\r\n'=w,'=w,beyond,float32,[3],float32,[3],3,2,2164260864,");
  }

  @Test
  void mistakesAreSaidInOneLine() throws IOException {
    String a = write("a.npz", "w", floats(1));
    Path report = folder.resolve("report.json");
    Cli.shipped().with("run", "scenarios/linear.json", "--report", "json=" + report);
    assertFault(2, "a report of 'gradaudit run', which holds no gradients", a, report.toString());
    assertFault(3, "there is no such file", a, folder.resolve("none.npz").toString());
    assertFault(3, "it is a folder", a, Files.createDirectory(folder.resolve("d.npz")).toString());
    assertFault(2, "no format of tensors", a, "x.pt");
    Path broken = Files.write(folder.resolve("broken.npz"), new byte[30]);
    assertFault(2, "no end of a ZIP archive", a, broken.toString());
    assertThat(Cli.run("compare", a).exitCode()).isEqualTo(2);
    assertThat(Cli.run("compare", a, a, "--max-ulp", "-1").err()).contains("--max-ulp: '-1'");
    assertThat(Cli.run("compare", a, a, "--format", "xml").exitCode()).isEqualTo(2);
  }

  private static void assertFault(int exitCode, String text, String a, String b) {
    Cli.Result result = Cli.run("compare", a, b);
    assertThat(result.err()).startsWith("gradaudit: '" + b + "': ").contains(text);
    assertThat(result.err().lines().count()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void oneFileTwiceIsSaidToBeSo() throws IOException {
    String a = write("a.npz", "w", floats(1));
    assertThat(Cli.run("compare", a, a).out().replaceAll("\\s+", " "))
        .contains("Both names lead to one file");
  }

  @Test
  void theOutputDoesNotDependOnTheLocale() throws IOException {
    String a = write("a.npz", "w", floats(1, 2));
    String b = write("b.npz", "w", floats(1, up(2, 1)));
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.ROOT);
      String expected = Cli.run("compare", a, b, "-v").out();
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(Cli.run("compare", a, b, "-v").out()).isEqualTo(expected);
      assertThat(expected).contains("by ULPs  0: 1, 1: 1");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void hostileNamesDoNotReachTheTerminal() throws IOException {
    String a = write("a.safetensors", "\u001b[31mred\n\u202e", floats(1));
    String out = Cli.run("compare", a, a).out();
    assertThat(out).contains("\\x1b[31mred \\u202e").doesNotContain("\u001b");
  }

  @Test
  void gradientsThatAreMissingAreLeftOutAndNamed() throws IOException {
    Path scenario = folder.resolve("s.json");
    Files.writeString(
        scenario,
        """
        {"tensors": {"w": {"data": [1, 2], "requires_grad": true},
                     "unused": {"data": [1], "requires_grad": true}},
         "program": ["loss = w.sum()"]}
        """);
    for (String ending : new String[] {"npz", "npy", "safetensors"}) {
      String file = folder.resolve("x." + ending).toString();
      Cli.Result result = Cli.shipped().with("grad", scenario.toString(), "-o", file);
      assertThat(result.err())
          .isEqualTo("gradaudit: '" + file + "' lacks unused: the loss does not depend on it\n");
      assertThat(result.exitCode()).isZero();
      assertThat(Cli.run("compare", file, file).out()).contains("1 tensor, 2 elements");
    }
    Cli.Result several =
        Cli.shipped().with("grad", SCENARIO, "-o", folder.resolve("y.npy").toString());
    assertThat(several.exitCode()).isEqualTo(2);
    assertThat(several.err()).contains("a .npy file holds one tensor, but there are 2");
    assertThat(folder.resolve("y.npy")).doesNotExist();
  }
}
