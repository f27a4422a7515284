package dev.gradaudit.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file of {@code language-faults} is a program, a line of five dashes, and what the user sees.
 * With {@code -Dgradaudit.golden.write=true} the files are rewritten for review.
 */
class GoldenFaultsTest {
  private static final Path FOLDER = Path.of("src/test/resources/language-faults");
  private static final String SEPARATOR = "\n-----\n";

  static List<Path> files() throws IOException {
    try (Stream<Path> found = Files.list(FOLDER)) {
      return found.filter(path -> path.toString().endsWith(".txt")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFaultyProgramIsExplained(Path file) throws IOException {
    String text = Files.readString(file);
    int separator = text.indexOf(SEPARATOR);
    assertThat(separator).as("separator").isNotNegative();
    String program = text.substring(0, separator);
    String actual = Programs.compile(program).rendered();
    if (Boolean.getBoolean("gradaudit.golden.write")) {
      Files.writeString(file, program + SEPARATOR + actual);
      return;
    }
    assertThat(actual).isNotEmpty().isEqualTo(text.substring(separator + SEPARATOR.length()));
  }

  @Test
  void theFilesShowManyKindsOfFaults() throws IOException {
    Set<List<String>> seen = new HashSet<>();
    for (Path file : files()) {
      String program = Files.readString(file).split(SEPARATOR, 2)[0];
      seen.add(Programs.compile(program).messages());
    }
    assertThat(seen).hasSizeGreaterThanOrEqualTo(80);
  }
}
