package dev.gradaudit.cli;

import dev.gradaudit.text.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Options that need not be typed: {@code gradaudit.json}, found in the folder that we are in or one
 * above it. An object for each command has the options without their dashes; what the user types
 * comes before it.
 */
final class ConfigFile {
  static final String NAME = "gradaudit.json";

  /** A file that lies somewhere may not do what only the user may. */
  private static final Set<String> OF_THE_USER =
      Set.of(
          "allow-commands",
          "allow-outside-files",
          "force",
          "help",
          "version",
          "config",
          "no-config",
          "shard",
          "out",
          "host");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final Path path;
  private final CommandLine commands;
  private final List<String> arguments = new ArrayList<>();

  private ConfigFile(Path path, CommandLine commands) {
    this.path = path;
    this.commands = commands;
  }

  /** The nearest file: up to the top of a checkout, the user's home or the root; null for none. */
  static @Nullable Path find(Path folder, Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", "");
    for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      Path file = at.resolve(NAME);
      if (Files.isRegularFile(file)) {
        return file;
      }
      if (Files.exists(at.resolve(".git")) || at.toString().equals(home)) {
        return null;
      }
    }
    return null;
  }

  /**
   * The options that a file adds to a command line.
   *
   * @param typed the command with what the user typed
   */
  static List<String> arguments(Path path, CommandLine commands, ParseResult typed)
      throws CommandException {
    ConfigFile file = new ConfigFile(path, commands);
    try (InputStream in = Files.newInputStream(path);
        JsonParser json = JSON.createParser(ObjectReadContext.empty(), in)) {
      file.read(json, typed);
      return file.arguments;
    } catch (JacksonException e) {
      // Where the parser refers to its own source, it knows nothing of ours.
      String message =
          String.valueOf(e.getOriginalMessage()).replaceFirst(" \\(start marker.*", "");
      throw file.fault(e.getLocation(), message);
    } catch (IOException e) {
      throw CommandException.usage("cannot read '" + path + "': " + OutputFile.reason(e));
    }
  }

  private void read(JsonParser json, ParseResult typed) throws CommandException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw fault(json.currentTokenLocation(), "an object with commands is expected");
    }
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      TokenStreamLocation place = json.currentTokenLocation();
      CommandLine command = commands.getSubcommands().get(name);
      if (command == null) {
        throw fault(
            place,
            "there is no command '" + name + "'" + like(name, commands.getSubcommands().keySet()));
      }
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw fault(json.currentTokenLocation(), "an object with options is expected");
      }
      options(json, command, concerns(name, typed.commandSpec().name()) ? typed : null);
    }
    if (json.nextToken() != null) {
      throw fault(json.currentTokenLocation(), "nothing is expected behind the object");
    }
  }

  /**
   * @param typed null where another command runs: its options are checked all the same
   */
  private void options(JsonParser json, CommandLine command, @Nullable ParseResult typed)
      throws CommandException {
    List<String> known = new ArrayList<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      known.add(option.longestName().replaceFirst("^--?", ""));
    }
    known.removeAll(OF_THE_USER);
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      TokenStreamLocation place = json.currentTokenLocation();
      if (OF_THE_USER.contains(name)) {
        throw fault(place, "'" + name + "' has to be typed: no file may ask for it");
      }
      if (!known.contains(name)) {
        throw fault(place, "there is no option '" + name + "'" + like(name, known));
      }
      OptionSpec option = command.getCommandSpec().findOption("--" + name);
      json.nextToken();
      List<String> values = values(json, option);
      if (typed != null && !isTyped(option, typed)) {
        for (String value : values) {
          arguments.add(option.arity().max() == 0 ? "--" + name : "--" + name + "=" + value);
        }
      }
    }
  }

  /** What is said for {@code run} is said for the runs of {@code baseline} too. */
  private static boolean concerns(String section, String command) {
    return section.equals(command) || section.equals("run") && command.equals("baseline");
  }

  private static boolean isTyped(OptionSpec option, ParseResult typed) {
    return typed.hasMatchedOption(option)
        || typed.unmatched().stream()
            .anyMatch(
                word ->
                    word.equals(option.longestName())
                        || word.startsWith(option.longestName() + "="));
  }

  private List<String> values(JsonParser json, OptionSpec option) throws CommandException {
    TokenStreamLocation place = json.currentTokenLocation();
    boolean flag = option.arity().max() == 0;
    JsonToken token = json.currentToken();
    if (flag != (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE)) {
      throw fault(place, flag ? "true or false is expected" : "a value is expected");
    }
    if (flag) {
      return token == JsonToken.VALUE_TRUE ? List.of("") : List.of();
    }
    if (token == JsonToken.START_ARRAY) {
      List<String> items = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        items.add(scalar(json));
      }
      return option.isMultiValue() ? items : List.of(String.join(",", items));
    }
    if (token == JsonToken.START_OBJECT && option.isMultiValue()) {
      List<String> pairs = new ArrayList<>();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = json.currentName();
        json.nextToken();
        pairs.add(key + "=" + scalar(json));
      }
      return pairs;
    }
    return List.of(scalar(json));
  }

  private String scalar(JsonParser json) throws CommandException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_STRING
        || token == JsonToken.VALUE_NUMBER_INT
        || token == JsonToken.VALUE_NUMBER_FLOAT) {
      return json.getString();
    }
    throw fault(json.currentTokenLocation(), "a string or a number is expected");
  }

  private static String like(String name, Iterable<String> known) {
    List<String> all = new ArrayList<>();
    known.forEach(all::add);
    return Suggestion.didYouMean(name, all).map(text -> "; " + text).orElse("");
  }

  private CommandException fault(TokenStreamLocation at, String message) {
    return CommandException.usage(
        path
            + ":"
            + Math.max(1, at.getLineNr())
            + ":"
            + Math.max(1, at.getColumnNr())
            + ": "
            + message
            + "; --no-config runs without the file");
  }
}
