package dev.gradaudit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.program.Fault;
import dev.gradaudit.program.FaultRenderer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad scenarios and what is said about them: each file in {@code faults} stands beside a {@code
 * .txt} with the message. After a deliberate change of the wording, delete the texts and run the
 * tests twice: the first run writes what is missing, and fails.
 */
class FaultMessagesTest {
  private static final Path FOLDER = Path.of("src/test/resources/faults");

  /** Small enough for a file to exceed it without taking the memory of a test run. */
  private static final ScenarioReader READER =
      new ScenarioReader(OpTable.instance(), new ReadLimits(1 << 16, 4_500_000));

  static List<Path> badScenarios() throws IOException {
    return files().filter(file -> !file.toString().endsWith(".txt")).toList();
  }

  private static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList().stream();
    }
  }

  private static Path expectation(Path scenario) {
    return FOLDER.resolve(scenario.getFileName() + ".txt");
  }

  @ParameterizedTest
  @MethodSource("badScenarios")
  void saysWhatIsWrongAndWhereAndWhatToDo(Path file) throws IOException {
    Reading reading = READER.read(file.getFileName().toString(), Files.readAllBytes(file));
    assertThat(reading).isInstanceOf(Reading.Refused.class);
    List<Fault> faults = ((Reading.Refused) reading).faults();
    String message = faults.stream().map(FaultRenderer::render).collect(Collectors.joining());
    Path expectation = expectation(file);
    if (!Files.exists(expectation)) {
      Files.writeString(expectation, message);
      throw new AssertionError("wrote " + expectation + ": read it and run the test again");
    }
    assertThat(message).isEqualTo(Files.readString(expectation, StandardCharsets.UTF_8));
  }

  @Test
  void hasNoMessageWithoutAScenario() throws IOException {
    List<Path> expected = badScenarios().stream().map(FaultMessagesTest::expectation).toList();
    assertThat(files().filter(file -> file.toString().endsWith(".txt")).toList())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void tellsDifferentMistakesApart() throws IOException {
    assertThat(badScenarios()).hasSizeGreaterThan(100);
    TreeMap<String, List<Path>> byMessage =
        badScenarios().stream()
            .collect(
                Collectors.groupingBy(
                    FaultMessagesTest::firstMessage, TreeMap::new, Collectors.toList()));
    assertThat(byMessage).hasSizeGreaterThan(80);
  }

  private static String firstMessage(Path file) {
    try {
      Reading reading = READER.read(file.getFileName().toString(), Files.readAllBytes(file));
      return ((Reading.Refused) reading).faults().get(0).message();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
