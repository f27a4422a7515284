package dev.gradaudit.cli;

import dev.gradaudit.program.Op;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Signature;
import dev.gradaudit.reduction.Accumulation;
import dev.gradaudit.reduction.Permutation;
import dev.gradaudit.report.Printable;
import dev.gradaudit.scenario.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what there is. */
@Command(
    name = "list",
    header = "Shows the orders, operators or scenarios that there are.",
    description = "")
final class ListCommand implements Subcommand {
  /** A longer name stands on a line of its own. */
  private static final int WIDEST_NAME = 36;

  private final Toolbox toolbox;
  private final Console console;

  @Parameters(index = "0", paramLabel = "orders|ops|scenarios", description = "What to show.")
  private String what = "";

  @Parameters(
      index = "1..*",
      paramLabel = "PATH",
      description = "Where to look for scenarios: ./scenarios, or else those that gradaudit ships.")
  private List<String> paths = new ArrayList<>();

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
    if (subject != Subject.SCENARIOS && !paths.isEmpty()) {
      throw CommandException.usage("list " + what + " takes no paths");
    }
    List<Row> rows =
        switch (subject) {
          case ORDERS -> orders();
          case OPS -> ops();
          case SCENARIOS -> scenarios();
        };
    StandardOutput.write(console, console.charset(), out -> out.write(format(rows)));
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
    return rows;
  }

  private List<Row> ops() {
    return toolbox.ops().ops().stream()
        .map(Op::signature)
        .map(signature -> Row.of(call(signature), signature.summary()))
        .toList();
  }

  /** {@code sum(input, dim, keepdim)}, with optional parameters in brackets. */
  private static String call(Signature signature) {
    List<String> parameters =
        signature.parameters().stream()
            .map((Parameter p) -> p.isRequired() ? p.name() : "[" + p.name() + "]")
            .toList();
    return signature.name() + "(" + String.join(", ", parameters) + ")";
  }

  private List<Row> scenarios() throws CommandException {
    List<Scenario> all = new ScenarioLoader(toolbox, console).load(where());
    return all.stream().map(scenario -> Row.of(scenario.file(), scenario.description())).toList();
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

  private String format(List<Row> rows) {
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
        line(
            text, "  " + row.name() + " ".repeat(column - row.name().length() + 2) + row.meaning());
      } else {
        line(text, "  " + row.name());
        line(text, " ".repeat(column + 4) + row.meaning());
      }
    }
    return text.toString();
  }

  private void line(StringBuilder text, String line) {
    text.append(Printable.of(line, console.unicode()).stripTrailing()).append('\n');
  }
}
