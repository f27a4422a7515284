package dev.gradaudit.report;

import dev.gradaudit.audit.LoggedRun;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.LibraryOrder;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.OrderSyntaxException;
import dev.gradaudit.reduction.Orders;
import dev.gradaudit.reduction.RaceLog;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.scenario.MatrixValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One run as a JSON report has it: enough to make it again and to see whether it is the same.
 *
 * @param scenario the name of the scenario
 * @param file the scenario file, as it was named when the report was made
 * @param sha256 of that file
 * @param engine the name of the engine
 * @param repeat which of the equal runs of the configuration, from 0
 * @param races the arrivals of its threads; null when the order does not race
 * @param fingerprints SHA-256 of each gradient; null for a missing one
 */
public record RunRecord(
    String scenario,
    String file,
    String sha256,
    String engine,
    Configuration configuration,
    int repeat,
    @Nullable RaceLog races,
    Map<String, @Nullable String> fingerprints) {
  private static final String SCHEMA = "gradaudit.report/1";
  private static final int MOST_NAMES = 10;

  public RunRecord {
    fingerprints = Collections.unmodifiableMap(new LinkedHashMap<>(fingerprints));
  }

  /** Thrown for what is not a report or does not have the run; the message says which. */
  public static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableException(String message) {
      super(message, null, false, false);
    }

    /** The message, which is never null here. */
    public String text() {
      String message = getMessage();
      return message == null ? "unreadable" : message;
    }
  }

  /**
   * Finds a run in a report.
   *
   * @param scenario its scenario's name; null when the report has only one
   * @param matrix whether the values of a matrix are those of the scenario that is meant
   * @param run {@code 3.2}: the second run of the third configuration
   */
  public static RunRecord read(
      Path report,
      @Nullable String scenario,
      Predicate<Map<String, MatrixValue>> matrix,
      String run)
      throws IOException, UnreadableException {
    JsonNode root;
    try {
      root = JsonMapper.shared().readTree(Files.readString(report));
    } catch (JacksonException e) {
      throw new UnreadableException("it is no JSON report");
    }
    if (!root.path("schema").asString("").equals(SCHEMA)) {
      throw new UnreadableException("it is no JSON report of gradaudit (" + SCHEMA + ")");
    }
    try {
      return in(scenario(root, scenario, matrix), run);
    } catch (JacksonException | OrderSyntaxException | IllegalArgumentException e) {
      throw new UnreadableException("the entry of run " + run + " is damaged");
    }
  }

  private static JsonNode scenario(
      JsonNode root, @Nullable String name, Predicate<Map<String, MatrixValue>> matrix)
      throws UnreadableException {
    List<String> names = new ArrayList<>();
    List<JsonNode> meant = new ArrayList<>();
    for (JsonNode scenario : root.path("scenarios")) {
      String found = scenario.path("name").asString("");
      names.add(found);
      if ((name == null || found.equals(name)) && matrix.test(matrix(scenario.path("matrix")))) {
        meant.add(scenario);
      }
    }
    if (meant.size() == 1 || name != null && !meant.isEmpty()) {
      return meant.get(0);
    }
    if (name == null && !meant.isEmpty()) {
      throw new UnreadableException(
          "it has several scenarios; choose one with --scenario"
              + (meant.stream().allMatch(scenario -> scenario.has("matrix"))
                  ? " or --where: "
                  : ": ")
              + listed(meant.stream().map(each -> each.path("name").asString("")).toList()));
    }
    throw new UnreadableException(
        (name == null
                ? "it has no scenario with what --where demands"
                : "it has no scenario '" + name + "'")
            + "; there is "
            + listed(names));
  }

  private static String listed(List<String> names) {
    int shown = Math.min(MOST_NAMES, names.size());
    return String.join(", ", names.subList(0, shown))
        + (shown < names.size() ? " and " + (names.size() - shown) + " more" : "");
  }

  private static Map<String, MatrixValue> matrix(JsonNode node) {
    Map<String, MatrixValue> values = new LinkedHashMap<>();
    node.properties()
        .forEach(
            entry -> {
              JsonNode value = entry.getValue();
              MatrixValue.Kind kind =
                  value.isNumber()
                      ? MatrixValue.Kind.NUMBER
                      : value.isBoolean() ? MatrixValue.Kind.BOOLEAN : MatrixValue.Kind.STRING;
              values.put(entry.getKey(), new MatrixValue(kind, value.asString("")));
            });
    return values;
  }

  private static RunRecord in(JsonNode scenario, String run)
      throws UnreadableException, OrderSyntaxException {
    for (JsonNode race : scenario.path("races")) {
      if (race.path("run").asString("").equals(run)) {
        return record(scenario, race, race.path("repeat").asInt(), log(race));
      }
    }
    int position = 0;
    for (JsonNode configuration : scenario.path("configurations")) {
      Configuration parsed = configuration(configuration);
      for (int repeat = 0; repeat < configuration.path("runs").asInt(); repeat++) {
        if (LoggedRun.id(position, repeat).equals(run)) {
          if (parsed.order().races()) {
            throw new UnreadableException("the races of run " + run + " were not logged");
          }
          if (configuration.path("distinct").asInt() > 1 && repeat > 0) {
            throw new UnreadableException("of run " + run + " only its differences are in it");
          }
          return record(scenario, configuration, repeat, null);
        }
      }
      position++;
    }
    throw new UnreadableException(
        "it has no run '"
            + run
            + "'; write CONFIGURATION.RUN, such as 1.1, with configurations 1 to "
            + position);
  }

  private static RunRecord record(
      JsonNode scenario, JsonNode run, int repeat, @Nullable RaceLog races)
      throws OrderSyntaxException {
    Map<String, @Nullable String> fingerprints = new LinkedHashMap<>();
    run.path("fingerprints")
        .properties()
        .forEach(
            entry ->
                fingerprints.put(
                    entry.getKey(),
                    entry.getValue().isNull() ? null : entry.getValue().asString()));
    return new RunRecord(
        scenario.path("name").asString(""),
        scenario.path("file").asString(""),
        scenario.path("sha256").asString(""),
        scenario.path("plan").path("engine").asString("builtin"),
        configuration(run),
        repeat,
        races,
        fingerprints);
  }

  private static Configuration configuration(JsonNode node) throws OrderSyntaxException {
    return new Configuration(
        node.path("seed").asLong(),
        node.path("threads").asInt(),
        order(node.path("order").asString("")),
        node.path("capability").asString(""),
        "",
        "");
  }

  private static Order order(String name) throws OrderSyntaxException {
    Order own = LibraryOrder.INSTANCE;
    return name.equals(own.name()) ? own : Orders.parse(name);
  }

  private static RaceLog log(JsonNode race) {
    RaceLog log = new RaceLog();
    for (JsonNode site : race.path("sites")) {
      SiteKey key =
          new SiteKey(
              site.path("node").asInt(),
              site.path("op").asString(""),
              site.path("role").asString(""),
              site.path("label").asString(""),
              site.path("line").asInt(),
              site.path("column").asInt());
      for (JsonNode arrivals : site.path("arrivals")) {
        int[] order = new int[arrivals.size()];
        for (int i = 0; i < order.length; i++) {
          order[i] = arrivals.get(i).asInt();
        }
        log.add(key, order);
      }
    }
    return log;
  }
}
