package dev.gradaudit.cli;

import dev.gradaudit.program.Op;
import dev.gradaudit.program.Signature;
import dev.gradaudit.reduction.Accumulation;
import dev.gradaudit.reduction.Permutation;
import dev.gradaudit.reduction.Profile;
import dev.gradaudit.reduction.Profiles;
import dev.gradaudit.report.Figures;
import dev.gradaudit.report.Printable;
import dev.gradaudit.scenario.Scenario;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what there is. */
@Command(
    name = "list",
    header = "Shows the orders, operators or scenarios that there are.",
    description = "")
final class ListCommand implements Subcommand {
  /** A longer name stands on a line of its own. */
  private static final int WIDEST_NAME = 36;

  private static final int LEAST_ROOM = 30;

  private final Toolbox toolbox;
  private final Console console;

  @Parameters(index = "0", paramLabel = "orders|ops|scenarios", description = "What to show.")
  private String what = "";

  @Parameters(
      index = "1..*",
      paramLabel = "WORD|PATH",
      description = {
        "For ops: only those that mention every word.",
        "For scenarios: where to look; ./scenarios, or else those that gradaudit ships."
      })
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table (default), or markdown for ops.")
  private String format = "table";

  ListCommand(Toolbox toolbox, Console console) {
    this.toolbox = toolbox;
    this.console = console;
  }

  private enum Subject {
    ORDERS,
    OPS,
    SCENARIOS
  }

  @Override
  public int call() throws CommandException {
    Subject subject = OptionValues.choice("list", "subject", what, Subject.class);
    if (subject == Subject.ORDERS && !paths.isEmpty()) {
      throw CommandException.usage("list orders takes no further words");
    }
    boolean markdown =
        OptionValues.choice("--format", "format", format, List.of("table", "markdown"))
            .equals("markdown");
    if (markdown && subject != Subject.OPS) {
      throw CommandException.usage("--format markdown is for 'list ops'");
    }
    if (markdown) {
      String page = OperatorPage.of(ops());
      StandardOutput.write(console, StandardCharsets.UTF_8, out -> out.write(page));
      return ExitCode.OK;
    }
    List<Row> rows =
        switch (subject) {
          case ORDERS -> orders();
          case OPS -> ops().stream().map(op -> row(op.signature())).toList();
          case SCENARIOS -> scenarios();
        };
    StandardOutput.write(
        console, console.charset(), out -> out.write(format(rows, subject == Subject.ORDERS)));
    return ExitCode.OK;
  }

  private record Row(String name, String meaning, boolean heading) {
    static Row of(String name, String meaning) {
      return new Row(name, meaning, false);
    }

    static Row heading(String text) {
      return new Row(text, "", true);
    }
  }

  private static List<Row> orders() {
    List<Row> rows = new ArrayList<>();
    rows.add(Row.heading("An order is permutation/tree/accumulation, any of them left out."));
    rows.add(Row.heading("permutation: in which sequence the terms are taken"));
    for (Permutation permutation : Permutation.values()) {
      rows.add(Row.of(permutation.label(), permutation.summary()));
    }
    rows.add(Row.heading("tree: in what shape they are combined"));
    rows.add(Row.of("sequential", "one after the other"));
    rows.add(Row.of("pairwise", "in halves, each by the same rule"));
    rows.add(Row.of("strided:K", "K accumulators in turn, then left to right"));
    rows.add(Row.of("blocked:B", "blocks of B in sequence, then the blocks"));
    rows.add(Row.of("random-tree", "a tree drawn from the seed"));
    rows.add(Row.of("atomic", "partial sums of real threads, in the order of arrival"));
    rows.add(Row.heading("accumulation: with what arithmetic"));
    for (Accumulation accumulation : Accumulation.values()) {
      rows.add(Row.of(accumulation.label(), accumulation.summary()));
    }
    rows.add(Row.heading("profile: instead of all three, the sums of a library"));
    for (Profile.Claim claim : Profiles.claims()) {
      rows.add(Row.of(claim.spelling(), claim.library() + "; " + claim.processor()));
      rows.add(Row.of("", "sums: " + claim.claims()));
      rows.add(Row.of("", "not covered: " + claim.leavesOut()));
      rows.add(
          Row.of(
              "",
              claim.verified()
                  ? "verified: bit by bit against the library"
                  : "not verified: after the library's sources, never run"));
    }
    return rows;
  }

  /** All operators, or those whose name, alias or summary holds each of the words. */
  private List<Op> ops() throws CommandException {
    List<Op> found =
        toolbox.ops().ops().stream()
            .filter(op -> paths.stream().allMatch(word -> mentions(op.signature(), word)))
            .toList();
    if (found.isEmpty()) {
      throw CommandException.nothingSelected(
          "no operator mentions '" + String.join("' and '", paths) + "'");
    }
    return found;
  }

  private static boolean mentions(Signature signature, String word) {
    String all =
        signature.name() + " " + String.join(" ", signature.aliases()) + " " + signature.summary();
    return all.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT));
  }

  private static Row row(Signature signature) {
    String aliases =
        signature.aliases().isEmpty()
            ? ""
            : " (also " + String.join(", ", signature.aliases()) + ")";
    return Row.of(OperatorPage.call(signature), signature.summary() + aliases);
  }

  private List<Row> scenarios() throws CommandException {
    List<Scenario> all = new ScenarioLoader(toolbox, console).load(where());
    Map<String, List<Scenario>> byFile = new LinkedHashMap<>();
    for (Scenario scenario : all) {
      byFile.computeIfAbsent(scenario.file(), none -> new ArrayList<>()).add(scenario);
    }
    List<Row> rows = new ArrayList<>();
    byFile.forEach((file, scenarios) -> rows.add(Row.of(file, meaning(scenarios))));
    return rows;
  }

  /** The description of a file, and how many scenarios its matrix makes of it. */
  private static String meaning(List<Scenario> scenarios) {
    Scenario first = scenarios.get(0);
    if (first.matrix().isEmpty()) {
      return first.description();
    }
    boolean same =
        scenarios.stream().allMatch(each -> each.description().equals(first.description()));
    return first.description()
        + (same ? " (" : " (the first of ")
        + Figures.count(scenarios.size(), "combination")
        + " of "
        + String.join(", ", first.matrix().keySet())
        + ")";
  }

  private List<String> where() {
    if (!paths.isEmpty()) {
      return paths;
    }
    String shipped = System.getProperty("gradaudit.home", ".");
    return Files.isDirectory(Path.of("scenarios"))
        ? List.of("scenarios")
        : List.of(Path.of(shipped, "scenarios").toString());
  }

  private String format(List<Row> rows, boolean wraps) {
    int column =
        rows.stream()
            .filter(row -> !row.heading())
            .mapToInt(row -> row.name().length())
            .filter(length -> length <= WIDEST_NAME)
            .max()
            .orElse(0);
    StringBuilder text = new StringBuilder();
    for (Row row : rows) {
      if (row.heading()) {
        line(text, row.name());
      } else if (row.name().length() <= column) {
        String head = "  " + row.name() + " ".repeat(column - row.name().length() + 2);
        wrapped(text, head, row.meaning(), wraps);
      } else {
        line(text, "  " + row.name());
        wrapped(text, " ".repeat(column + 4), row.meaning(), wraps);
      }
    }
    return text.toString();
  }

  /** What does not fit on the line goes on below where it began. */
  private void wrapped(StringBuilder text, String head, String meaning, boolean wraps) {
    int room = wraps ? Math.max(LEAST_ROOM, console.columns() - head.length()) : Integer.MAX_VALUE;
    StringBuilder line = new StringBuilder(head);
    int used = 0;
    for (String word : meaning.split(" ")) {
      if (used > 0 && used + 1 + word.length() > room) {
        line(text, line.toString());
        line = new StringBuilder(" ".repeat(head.length()));
        used = 0;
      }
      line.append(used == 0 ? "" : " ").append(word);
      used += (used == 0 ? 0 : 1) + word.length();
    }
    line(text, line.toString());
  }

  private void line(StringBuilder text, String line) {
    text.append(Printable.of(line, console.unicode()).stripTrailing()).append('\n');
  }
}
