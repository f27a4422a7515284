package dev.gradaudit.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The scenario files that the arguments of a command stand for: a file for itself, a folder for
 * every {@code .json}, {@code .yaml} and {@code .yml} file below it, sorted by path, without hidden
 * ones and without our own reports. A file that is reached twice counts once.
 */
final class ScenarioPaths {
  private static final JsonFactory JSON = new JsonFactory();

  /** How far a report is looked into; it says what it is in its first member. */
  private static final int MOST_MEMBERS = 4;

  private final Map<Path, Path> byRealPath = new LinkedHashMap<>();

  private ScenarioPaths() {}

  /** The files, in the order of the arguments. */
  static List<Path> of(List<String> arguments) throws CommandException {
    ScenarioPaths paths = new ScenarioPaths();
    for (String argument : arguments) {
      paths.add(argument);
    }
    return List.copyOf(paths.byRealPath.values());
  }

  private void add(String argument) throws CommandException {
    Path path;
    try {
      path = NamedPath.of(argument);
    } catch (IOException e) {
      throw CommandException.usage("cannot read '" + argument + "': " + OutputFile.reason(e));
    }
    if (!Files.exists(path)) {
      throw CommandException.usage("there is no file or folder '" + argument + "'");
    }
    try {
      if (Files.isDirectory(path)) {
        for (Path below : below(path)) {
          byRealPath.putIfAbsent(NamedPath.real(below), below);
        }
      } else {
        byRealPath.putIfAbsent(NamedPath.real(path), path);
      }
    } catch (IOException e) {
      throw CommandException.failure("cannot read '" + argument + "': " + OutputFile.reason(e));
    }
  }

  private static List<Path> below(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
            return isHidden(at) && !at.equals(folder)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && isNamedLikeScenario(file) && !isReport(file)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            // A link that leads back to a folder around it shows nothing new; a dangling one
            // nothing at all.
            if (Files.isSymbolicLink(file)) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    // By name, whatever the file system's own order.
    found.sort(Comparator.comparing(file -> file.toString().replace('\\', '/')));
    return found;
  }

  private static boolean isHidden(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().startsWith(".") && !name.toString().matches("\\.{1,2}");
  }

  private static boolean isNamedLikeScenario(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return !isHidden(file)
        && !file.endsWith(ConfigFile.NAME)
        && (name.endsWith(".json") || name.endsWith(".yaml") || name.endsWith(".yml"));
  }

  /** Whether it is JSON whose top level says {@code "schema": "gradaudit.report/…"} early. */
  private static boolean isReport(Path file) {
    try (InputStream in = Files.newInputStream(file);
        JsonParser parser = JSON.createParser(ObjectReadContext.empty(), in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      for (int member = 0; member < MOST_MEMBERS; member++) {
        if (parser.nextToken() != JsonToken.PROPERTY_NAME) {
          return false;
        }
        boolean schema = parser.currentName().equals("schema");
        if (parser.nextToken() == JsonToken.VALUE_STRING && schema) {
          return parser.getString().startsWith("gradaudit.");
        }
        parser.skipChildren();
      }
      return false;
    } catch (IOException | JacksonException e) {
      // Reading it as a scenario says what is wrong with it.
      return false;
    }
  }
}
