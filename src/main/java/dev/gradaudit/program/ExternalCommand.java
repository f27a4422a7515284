package dev.gradaudit.program;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A training step that another program computes.
 *
 * @param words the program and its arguments; {@code {seed}}, {@code {threads}}, {@code {repeat}}
 *     and {@code {out}} stand for what a run has
 * @param environment variables to add, with the same placeholders
 * @param limit how long a run may take
 * @param folder to start it in
 */
public record ExternalCommand(
    List<String> words, Map<String, String> environment, Duration limit, Path folder) {
  public ExternalCommand {
    words = List.copyOf(words);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }

  /** Whether a placeholder stands anywhere. */
  public boolean mentions(String placeholder) {
    return words.stream().anyMatch(word -> word.contains(placeholder))
        || environment.values().stream().anyMatch(value -> value.contains(placeholder));
  }
}
