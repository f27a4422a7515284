package dev.gradaudit.cli;

import dev.gradaudit.compare.CollectionComparison;
import dev.gradaudit.history.ReportReader;
import dev.gradaudit.report.FileComparison;
import dev.gradaudit.report.RenderOptions;
import dev.gradaudit.tensorfile.StoredTensor;
import dev.gradaudit.tensorfile.TensorFile;
import dev.gradaudit.tensorfile.TensorFileException;
import dev.gradaudit.text.Suggestion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Two files of tensors against each other. */
@Command(
    name = "compare",
    header = "Compares two files of tensors in ULPs, or two reports.",
    description = {
      "Compares the tensors of the same name in two files, .npy, .npz, .safetensors or the JSON of"
          + " 'grad', in any combination. What is in one of them only, or of another type or shape,"
          + " fails. Files may be larger than memory.",
      "Of two JSON reports of 'run' it says what has changed in verdicts, fingerprints and times, and"
          + " fails where something did for the worse.",
      ""
    })
final class CompareCommand implements Subcommand {
  private static final int MOST_WORKERS = 4;

  private final Console console;

  @Parameters(index = "0", paramLabel = "A", description = "The file to compare with.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "B", description = "The file that is compared.")
  private String to = "";

  @Option(
      names = "--max-ulp",
      paramLabel = "N",
      description =
          "How many ULPs apart numbers may be; 0 (default) demands the same bits. Integers, NaN"
              + " and infinities have to be the same whatever it is.")
  private String maxUlp = "0";

  @Option(
      names = "--map",
      paramLabel = "A=B",
      description = "Compare the tensor A of the first file with B of the second; repeatable.")
  private List<String> maps = new ArrayList<>();

  @Option(
      names = "--only",
      paramLabel = "NAME",
      description = "Only these tensors; * and ? stand for any characters, or one; repeatable.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Of standard output: table (default), json or csv.")
  private String format = "table";

  @Mixin private Presentation presentation = new Presentation();

  CompareCommand(Console console) {
    this.console = console;
  }

  @Override
  public int call() throws CommandException {
    RenderOptions options = presentation.options(console);
    OptionValues.choice("--format", "format", format, List.of("table", "json", "csv"));
    long limit = OptionValues.ulps("--max-ulp", maxUlp);
    Path first = path(from);
    Path second = path(to);
    if (ReportReader.isReport(first) && ReportReader.isReport(second)) {
      if (limit != 0 || !maps.isEmpty() || !only.isEmpty() || format.equals("csv")) {
        throw CommandException.usage(
            "--max-ulp, --map, --only and --format csv are about tensors, and these are reports");
      }
      return new ReportComparison(from, to).write(first, second, format, options, console);
    }
    FileComparison result;
    try {
      TensorNames names = TensorNames.of(maps, only);
      Map<String, StoredTensor> a = tensors(TensorFile.open(first, from));
      Map<String, StoredTensor> b = tensors(TensorFile.open(second, to));
      requireNames(names, a, b);
      a.keySet().removeIf(name -> !names.selects(name));
      b.keySet().removeIf(name -> !names.selectsSecond(name));
      for (Map<String, StoredTensor> side : List.of(a, b)) {
        for (StoredTensor tensor : side.values()) {
          tensor.requireSupported();
          tensor.verify();
        }
      }
      Map<String, String> renamed = names.renamed();
      if (onlyNameless(a, b)) {
        renamed = Map.of(a.keySet().iterator().next(), b.keySet().iterator().next());
      }
      int workers = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
      CollectionComparison comparison = CollectionComparison.of(a, b, renamed, workers);
      result = new FileComparison(from, to, limit, sameFile(first, second), comparison);
    } catch (TensorFileException e) {
      throw e.isMalformed() ? CommandException.usage(e.text()) : CommandException.failure(e.text());
    } catch (InternalError e) {
      // What Java makes of a mapped file that was cut short.
      throw CommandException.failure("a file became shorter while it was read; try again");
    } catch (IOException e) {
      throw CommandException.failure("cannot compare: " + OutputFile.reason(e));
    }
    switch (format) {
      case "json" -> StandardOutput.write(console, StandardCharsets.UTF_8, result::writeJson);
      case "csv" -> StandardOutput.write(console, StandardCharsets.UTF_8, result::writeCsv);
      default ->
          StandardOutput.write(console, console.charset(), out -> result.writeTable(options, out));
    }
    return result.holds() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static Path path(String shown) throws CommandException {
    try {
      return NamedPath.of(shown);
    } catch (IOException e) {
      throw CommandException.usage("cannot read '" + shown + "': " + OutputFile.reason(e));
    }
  }

  private static Map<String, StoredTensor> tensors(TensorFile file) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    file.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
    return tensors;
  }

  /**
   * A {@code .npy} has one tensor without a name: it is compared with the only one of the other.
   */
  private static boolean onlyNameless(Map<String, StoredTensor> a, Map<String, StoredTensor> b) {
    return a.size() == 1 && b.size() == 1 && a.containsKey("") != b.containsKey("");
  }

  private void requireNames(
      TensorNames names, Map<String, StoredTensor> a, Map<String, StoredTensor> b)
      throws CommandException {
    for (Map.Entry<String, String> entry : names.renamed().entrySet()) {
      requireName(entry.getKey(), a, from);
      requireName(entry.getValue(), b, to);
    }
  }

  private static void requireName(String name, Map<String, StoredTensor> tensors, String file)
      throws CommandException {
    if (!tensors.containsKey(name)) {
      throw CommandException.usage(
          "--map: there is no tensor '"
              + name
              + "' in '"
              + file
              + "'"
              + Suggestion.didYouMean(name, tensors.keySet()).map(hint -> "; " + hint).orElse(""));
    }
  }

  private static boolean sameFile(Path first, Path second) {
    try {
      return Files.isSameFile(first, second);
    } catch (IOException unknown) {
      return false;
    }
  }
}
