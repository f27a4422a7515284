package dev.gradaudit.engine.command;

import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.program.ExternalCommand;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensorfile.TensorFileFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A program that sums: it reads the rows of {@code {in}}, an {@code .npy} file of shape [rows, n],
 * and writes the sum of each to {@code {out}}.
 */
public final class SumCommand {
  private static final String TERMS = "terms.npy";

  private final ExternalCommand command;
  private final int threads;

  public SumCommand(ExternalCommand command, int threads) {
    this.command = command;
    this.threads = threads;
  }

  /**
   * What became of a run.
   *
   * @param sums null where there are none
   * @param problem why there are none; empty where the user asked to stop
   */
  public record Answer(@Nullable Tensor sums, String problem) {}

  /**
   * Runs the command once.
   *
   * @param rows the terms of several sums, of shape [rows, n]
   */
  public Answer sums(Tensor rows, BooleanSupplier cancelled) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("gradaudit");
      Path terms = folder.resolve(TERMS);
      try (OutputStream out = Files.newOutputStream(terms)) {
        TensorFileFormat.of(TERMS).orElseThrow().write(Map.of("terms", rows), out);
      }
      Map<String, String> values =
          Map.of(
              "{in}", terms.toString(),
              "{threads}", Integer.toString(threads),
              "{out}", folder.resolve(GradientFile.NAME).toString());
      String failure = CommandProcess.execute(command, values, cancelled);
      return failure == null ? answer(rows, GradientFile.read(folder)) : new Answer(null, failure);
    } catch (IOException e) {
      return new Answer(null, "the command cannot be run: " + e.getMessage());
    } finally {
      CommandProcess.delete(folder);
    }
  }

  private static Answer answer(Tensor rows, RunOutcome outcome) {
    if (!(outcome instanceof RunOutcome.Completed completed)) {
      return new Answer(null, outcome instanceof RunOutcome.Failed failed ? failed.message() : "");
    }
    List<@Nullable Tensor> tensors = List.copyOf(completed.gradients().values());
    Tensor sums = Objects.requireNonNull(tensors.get(0));
    int count = rows.shape().extent(0);
    if (tensors.size() > 1 || sums.shape().size() != count) {
      return new Answer(
          null,
          "the command wrote "
              + (tensors.size() > 1
                  ? tensors.size() + " tensors"
                  : "a tensor of shape " + sums.shape())
              + " to {out}, not the sums of the "
              + count
              + " rows of {in}");
    }
    if (sums.dtype() != rows.dtype()) {
      return new Answer(
          null,
          "the command wrote sums in "
              + sums.dtype().label()
              + " of terms in "
              + rows.dtype().label()
              + "; sum in the dtype of the terms, or choose another --dtype");
    }
    return new Answer(sums, "");
  }
}
