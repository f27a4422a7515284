package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Java has no generics over float and double, so that most evaluators stand here twice. The sources
 * for float64 are those for float32 with other names: a change of one is a change of both.
 */
class TwinSourcesTest {
  private static final Path PACKAGE = Path.of("src/main/java/dev/gradaudit/reduction");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Block",
        "CorrectedRows",
        "Evaluator",
        "Products",
        "RowSums",
        "Rows",
        "SeparateRows",
        "StochasticRows",
        "StraightRows",
        "Terms"
      })
  void theSourceForFloat64IsTheOneForFloat32WithOtherNames(String name) throws IOException {
    String narrow = Files.readString(PACKAGE.resolve("Float" + name + ".java"));
    String wide = Files.readString(PACKAGE.resolve("Double" + name + ".java"));
    assertThat(words(renamed(narrow))).isEqualTo(words(wide));
  }

  private static String renamed(String source) {
    return source
        .replace("Float", "Double")
        .replace("float32", "float64")
        .replace("FLOAT32", "FLOAT64")
        .replaceAll("\\bfloat\\b", "double")
        .replace("floatValue", "doubleValue");
  }

  /** The formatter breaks lines elsewhere where names are longer. */
  private static String words(String source) {
    return source.replaceAll("\\s+", " ");
  }
}
