package dev.gradaudit.scenario;

import dev.gradaudit.program.ExternalCommand;
import dev.gradaudit.scenario.DocumentNode.Member;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the command that takes the place of a program. */
final class CommandReader {
  private static final Duration USUAL_LIMIT = Duration.ofSeconds(60);
  private static final List<String> REPLACED =
      List.of("tensors", "program", "loss", "grad_output", "dtype", "module");

  private final FaultLog faults;
  private final ValueReader values;

  CommandReader(FaultLog faults) {
    this.faults = faults;
    this.values = new ValueReader(faults);
  }

  /**
   * @param root with a field "engine" that fits the schema, or that a fault is on record for
   */
  Optional<ExternalCommand> read(ObjectNode root) {
    for (String field : REPLACED) {
      Member member = root.members().get(field);
      if (member != null) {
        faults.add(
            member.keyStart(),
            member.keyEnd(),
            "\"" + field + "\" has no place beside \"engine\"",
            "the command computes the gradients; leave it out");
      }
    }
    if (!(root.get("engine") instanceof ObjectNode engine)) {
      return Optional.empty();
    }
    DocumentNode command = engine.get("command");
    List<String> words = new ArrayList<>();
    if (command != null) {
      for (DocumentNode word : values.items(command, "a list of strings").orElse(List.of())) {
        values.text(word, "a string").ifPresent(words::add);
      }
    }
    Map<String, String> environment = new LinkedHashMap<>();
    if (engine.get("env") instanceof ObjectNode variables) {
      variables
          .members()
          .forEach(
              (name, member) ->
                  values
                      .text(member.value(), "a string")
                      .ifPresent(value -> environment.put(name, value)));
    }
    ExternalCommand external = new ExternalCommand(words, environment, limit(engine), folder());
    if (command != null && faults.isEmpty() && !external.mentions("{out}")) {
      faults.add(
          command,
          "no word of the command mentions {out}, the file for the gradients",
          "for example [\"python3\", \"step.py\", \"--out\", \"{out}\"]");
    }
    return faults.isEmpty() && !words.isEmpty() ? Optional.of(external) : Optional.empty();
  }

  private Duration limit(ObjectNode engine) {
    if (!(engine.get("timeout") instanceof StringNode text)
        || !text.text().matches("[0-9]{1,9}(ms|s|m|h)")) {
      return USUAL_LIMIT;
    }
    String unit = text.text().replaceAll("[0-9]", "");
    long count = Long.parseLong(text.text().substring(0, text.text().length() - unit.length()));
    return switch (unit) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }

  private Path folder() {
    Path parent = Path.of(faults.source().file()).toAbsolutePath().getParent();
    return parent == null ? Path.of("").toAbsolutePath() : parent;
  }
}
