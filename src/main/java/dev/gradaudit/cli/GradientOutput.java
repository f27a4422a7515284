package dev.gradaudit.cli;

import dev.gradaudit.report.GradientRun;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensorfile.TensorFileFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The file that {@code grad -o} writes: gradients as JSON, or as tensors alone. */
final class GradientOutput {
  private final String shown;
  private final TensorFileFormat format;
  private final OutputFile file;

  private GradientOutput(String shown, TensorFileFormat format, OutputFile file) {
    this.shown = shown;
    this.format = format;
    this.file = file;
  }

  static GradientOutput at(String shown) throws CommandException {
    TensorFileFormat format =
        TensorFileFormat.of(shown)
            .orElseThrow(
                () ->
                    CommandException.usage(
                        "-o: '"
                            + shown
                            + "' ends in no format that can be written; there is "
                            + TensorFileFormat.endings()));
    return new GradientOutput(shown, format, OutputFile.at(shown));
  }

  /** Writes the file; what it has no room for is said on standard error. */
  void write(GradientRun run, Console console) throws CommandException {
    if (shown.toLowerCase(Locale.ROOT).endsWith(".json")) {
      file.write(run::writeJson);
      return;
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    run.gradients()
        .forEach(
            (name, gradient) -> {
              if (gradient == null) {
                missing.add(name);
              } else {
                tensors.put(name, gradient);
              }
            });
    String left = String.join(", ", missing);
    if (tensors.isEmpty()) {
      throw CommandException.failure(
          "nothing to write to '" + shown + "': the loss does not depend on " + left);
    }
    Optional<String> refusal = format.refusal(tensors);
    if (refusal.isPresent()) {
      throw CommandException.usage("-o: '" + shown + "': " + refusal.get());
    }
    file.writeBytes(out -> format.write(tensors, out));
    if (!missing.isEmpty()) {
      console.say("'" + shown + "' lacks " + left + ": the loss does not depend on it");
    }
  }
}
