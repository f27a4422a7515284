package dev.gradaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command that the README or the guide shows with its output gives that output. */
class ReadmeTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("```console\n\\$ bin/gradaudit ([^\n]*)\n(.*?)\n```", Pattern.DOTALL);

  static Stream<List<String>> examples() throws IOException {
    String texts =
        Files.readString(Path.of("README.md")) + Files.readString(Path.of("src/docs/guide.md"));
    return EXAMPLE.matcher(texts).results().map(match -> List.of(match.group(1), match.group(2)));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void showsWhatTheCommandPrints(List<String> example) {
    Cli.Result result = Cli.shipped().with(example.get(0).split(" "));
    assertThat(withoutTimes(result.out() + result.err()))
        .isEqualTo(withoutTimes(example.get(1) + "\n"));
  }

  /** Durations differ from run to run, and with them where a line is broken. */
  private static String withoutTimes(String text) {
    Matcher seconds = Pattern.compile("·\\s+(\\d+ min )?[0-9.]+ s\n").matcher(text);
    return seconds.replaceAll("· TIME\n");
  }
}
