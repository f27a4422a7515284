package dev.gradaudit.cli;

import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.OrderSyntaxException;
import dev.gradaudit.reduction.Orders;
import dev.gradaudit.report.ReportFormat;
import dev.gradaudit.scenario.AuditDefaults;
import dev.gradaudit.text.Suggestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the values of options. Every message names the option and says how to write it. */
final class OptionValues {
  private static final int MOST_SEEDS = 1_000_000;
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  private OptionValues() {}

  /** A whole number from 1 on, at most {@code limit}. */
  static int count(String option, String text, int limit) throws CommandException {
    if (text.matches("0*[1-9][0-9]{0,8}") && Integer.parseInt(text) <= limit) {
      return Integer.parseInt(text);
    }
    throw wrong(option, "'" + text + "' is not a whole number from 1 to " + limit);
  }

  /** A number above 0 and below 1. */
  static double probability(String option, String text) throws CommandException {
    if (text.matches("[0-9]{0,9}(\\.[0-9]{1,17})?(e-?[0-9]{1,3})?") && text.matches(".*[0-9].*")) {
      double value = Double.parseDouble(text.startsWith(".") ? "0" + text : text);
      if (value > 0 && value < 1) {
        return value;
      }
    }
    throw wrong(option, "'" + text + "' is not a number above 0 and below 1, such as 0.95");
  }

  /** {@code 500ms}, {@code 90s}, {@code 10m} or {@code 2h}; at least a millisecond. */
  static Duration duration(String option, String text) throws CommandException {
    Matcher parts = DURATION.matcher(text);
    if (parts.matches()) {
      long count = Long.parseLong(parts.group(1));
      Duration duration =
          switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
          };
      if (!duration.isZero()) {
        return duration;
      }
    }
    throw wrong(option, "'" + text + "' is not a time such as 500ms, 90s, 10m or 2h");
  }

  /** A list of names, each once. */
  static List<String> names(String option, String text, String example) throws CommandException {
    return distinct(option, items(option, text, example));
  }

  /** {@code default,avx2}: sets of instructions, of those that a library knows. */
  static List<String> capabilities(String option, String text, List<String> known)
      throws CommandException {
    List<String> names = names(option, text, String.join(",", known));
    for (String name : names) {
      choice(option, "set of instructions", name, known);
    }
    return names;
  }

  /** A whole number of ULPs from 0 on, unsigned. */
  static long ulps(String option, String text) throws CommandException {
    try {
      if (text.matches("[0-9]+")) {
        return Long.parseUnsignedLong(text);
      }
    } catch (NumberFormatException tooLarge) {
      // Same message.
    }
    throw wrong(option, "'" + text + "' is not a whole number of ULPs from 0 to 2^64 - 1");
  }

  static int threads(String option, String text) throws CommandException {
    return count(option, text, AuditDefaults.MAX_THREADS);
  }

  static long seed(String option, String text) throws CommandException {
    try {
      if (text.matches("-?[0-9]+")) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException tooLarge) {
      // Same message.
    }
    throw wrong(option, "'" + text + "' is not a whole number that fits in 64 bits");
  }

  /** {@code 0,1,2} or {@code 0-9}, or both. */
  static List<Long> seeds(String option, String text) throws CommandException {
    List<Long> seeds = new ArrayList<>();
    for (String item : items(option, text, "0,1,2 or 0-9")) {
      Matcher range = RANGE.matcher(item);
      long first = range.matches() ? Long.parseLong(range.group(1)) : seed(option, item);
      long last = range.matches() ? Long.parseLong(range.group(2)) : first;
      if (last < first) {
        throw wrong(option, "the range '" + item + "' runs backwards");
      }
      if (last - first >= MOST_SEEDS - seeds.size()) {
        throw wrong(option, "more than " + MOST_SEEDS + " seeds");
      }
      for (long seed = first; seed <= last; seed++) {
        seeds.add(seed);
      }
    }
    return distinct(option, seeds);
  }

  static List<Integer> threadCounts(String option, String text) throws CommandException {
    List<Integer> counts = new ArrayList<>();
    for (String item : items(option, text, "1,2,4")) {
      counts.add(threads(option, item));
    }
    return distinct(option, counts);
  }

  /**
   * A configuration: any of {@code seed=N,threads=N,order=ORDER}, the first values for the rest.
   *
   * @param text null for the first values throughout
   */
  static Configuration configuration(String option, @Nullable String text, AxisValues values)
      throws CommandException {
    long seed = values.seeds().get(0);
    int threads = values.threads().get(0);
    Order order = values.orders().get(0);
    if (text != null) {
      for (String item : text.split(",", -1)) {
        int equals = item.indexOf('=');
        String name = equals < 0 ? item : item.substring(0, equals).strip();
        String value = equals < 0 ? "" : item.substring(equals + 1).strip();
        switch (name) {
          case "seed" -> seed = seed(option, value);
          case "threads" -> threads = threads(option, value);
          case "order" -> order = order(option, value);
          default ->
              throw CommandException.usage(
                  option
                      + ": '"
                      + item
                      + "' is not understood; write for example seed=0,threads=2,order=pairwise");
        }
      }
    }
    return new Configuration(seed, threads, order);
  }

  static Order order(String option, String text) throws CommandException {
    try {
      return Orders.parse(text);
    } catch (OrderSyntaxException e) {
      throw wrong(option, e.problem() + (e.advice() == null ? "" : "; " + e.advice()));
    }
  }

  static List<Order> orders(String option, String text) throws CommandException {
    List<Order> orders = new ArrayList<>();
    for (String item : items(option, text, "sequential,pairwise")) {
      orders.add(order(option, item));
    }
    distinct(option, orders.stream().map(Order::name).toList());
    return orders;
  }

  static ReportFormat format(String option, String text) throws CommandException {
    return ReportFormat.parse(text)
        .orElseThrow(() -> unknown(option, "format", text, ReportFormat.labels()));
  }

  /** {@code AXIS=bitwise|report|ULPS}, each axis at most once. */
  static Map<Axis, Expectation> expectations(String option, List<String> texts)
      throws CommandException {
    Map<Axis, Expectation> expectations = new EnumMap<>(Axis.class);
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 0) {
        throw wrong(option, "'" + text + "' has no '='; write for example order=bitwise");
      }
      String name = text.substring(0, equals);
      String demand = text.substring(equals + 1);
      List<String> axes = Arrays.stream(Axis.values()).map(Axis::label).toList();
      Axis axis = Axis.parse(name).orElseThrow(() -> unknown(option, "axis", name, axes));
      Expectation expectation =
          Expectation.parse(demand)
              .orElseThrow(
                  () -> {
                    List<String> words = List.of("bitwise", "report");
                    String advice =
                        Suggestion.didYouMean(demand, words)
                            .orElse("write bitwise, report or a number of ULPs");
                    return wrong(option, "'" + demand + "' is no demand; " + advice);
                  });
      if (expectations.put(axis, expectation) != null) {
        throw wrong(option, "the axis '" + name + "' is given twice");
      }
    }
    return expectations;
  }

  /** One of some words; a message names them in their order. */
  static String choice(String option, String what, String text, List<String> choices)
      throws CommandException {
    if (!choices.contains(text)) {
      throw unknown(option, what, text, choices);
    }
    return text;
  }

  /** One of the constants of an enum, by its name in lower case. */
  static <T extends Enum<T>> T choice(String option, String what, String text, Class<T> type)
      throws CommandException {
    List<String> names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .toList();
    return Enum.valueOf(type, choice(option, what, text, names).toUpperCase(Locale.ROOT));
  }

  private static List<String> items(String option, String text, String example)
      throws CommandException {
    List<String> items = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (items.contains("")) {
      throw wrong(option, "an item is empty in '" + text + "'; write for example " + example);
    }
    return items;
  }

  private static <T> List<T> distinct(String option, List<T> values) throws CommandException {
    Set<T> seen = new LinkedHashSet<>();
    for (T value : values) {
      if (!seen.add(value)) {
        throw wrong(option, "'" + value + "' is there twice");
      }
    }
    return values;
  }

  private static CommandException unknown(
      String option, String what, String text, List<String> known) {
    return wrong(
        option,
        "unknown "
            + what
            + " '"
            + text
            + "'; "
            + Suggestion.didYouMean(text, known).orElse("there is " + String.join(", ", known)));
  }

  private static CommandException wrong(String option, String what) {
    return CommandException.usage(option + ": " + what);
  }
}
