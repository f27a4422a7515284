package dev.gradaudit.engine.command;

import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import dev.gradaudit.tensorfile.StoredTensor;
import dev.gradaudit.tensorfile.TensorFile;
import dev.gradaudit.tensorfile.TensorFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The file of gradients that a command leaves behind: its format is known by its first bytes, since
 * the command is told a name without an ending (and may have added one).
 */
final class GradientFile {
  /** What {@code {out}} ends in. */
  static final String NAME = "gradients";

  /** A tensor of this name is the loss and no gradient. */
  private static final String LOSS = "loss";

  /** Where a command says nothing of a loss. */
  private static final Tensor NO_LOSS = new FloatTensor(DType.FLOAT32, Shape.of(0), new float[0]);

  private static final int HEAD = 9;

  private GradientFile() {}

  /**
   * Reads what there is in the folder of a run. Anything but tensors of numbers is a failed run.
   */
  static RunOutcome read(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files =
          all.filter(path -> String.valueOf(path.getFileName()).startsWith(NAME)).sorted().toList();
    }
    if (files.size() != 1) {
      return new RunOutcome.Failed(
          files.isEmpty()
              ? "the command ended well, but wrote no gradients to {out}"
              : "the command wrote "
                  + files.size()
                  + " files that begin with {out}: "
                  + names(files));
    }
    if (!Files.isRegularFile(files.get(0))) {
      return new RunOutcome.Failed("the command made {out} a folder or the like, and no file");
    }
    String ending = ending(files.get(0));
    if (ending.isEmpty()) {
      return new RunOutcome.Failed(
          "what the command wrote to {out} is no .npz, .npy, .safetensors or JSON");
    }
    Path named = Files.move(files.get(0), folder.resolve("read" + ending));
    try {
      return outcome(TensorFile.open(named, "{out}" + ending));
    } catch (TensorFileException e) {
      return new RunOutcome.Failed("what the command wrote: " + e.getMessage());
    }
  }

  private static String names(List<Path> files) {
    List<String> names = new ArrayList<>();
    files.forEach(file -> names.add(String.valueOf(file.getFileName())));
    return String.join(", ", names);
  }

  private static String ending(Path file) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    }
    if (startsWith(head, 'P', 'K')) {
      return ".npz";
    }
    if (startsWith(head, 0x93, 'N', 'U', 'M')) {
      return ".npy";
    }
    // A length of eight bytes comes first there.
    if (head.length == HEAD && head[HEAD - 1] == '{') {
      return ".safetensors";
    }
    for (byte each : head) {
      if (each == '{') {
        return ".json";
      }
      if (each != ' ' && each != '\n' && each != '\r' && each != '\t') {
        return "";
      }
    }
    return "";
  }

  private static boolean startsWith(byte[] head, int... bytes) {
    if (head.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((head[i] & 0xFF) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static RunOutcome outcome(TensorFile file) throws TensorFileException {
    Map<String, @Nullable Tensor> gradients = new LinkedHashMap<>();
    Tensor loss = NO_LOSS;
    for (StoredTensor stored : file.tensors()) {
      String name = stored.name().isEmpty() ? "gradient" : stored.name();
      Tensor tensor = Tensors.withCanonicalNaN(stored.load());
      String flaw = flaw(name, tensor);
      if (flaw != null) {
        return new RunOutcome.Failed(flaw);
      }
      if (name.equals(LOSS)) {
        loss = tensor;
      } else {
        gradients.put(name, tensor);
      }
    }
    return gradients.isEmpty()
        ? new RunOutcome.Failed("the command wrote a file without gradients")
        : new RunOutcome.Completed(loss, gradients, null);
  }

  /** A gradient that is not made of numbers says nothing; null for one that is. */
  private static @Nullable String flaw(String name, Tensor tensor) {
    if (!tensor.dtype().isFloating()) {
      return "'" + name + "' is " + tensor.dtype().label() + ", and gradients are floats";
    }
    int flawed = 0;
    int first = -1;
    for (int i = 0; i < tensor.size(); i++) {
      if (!Double.isFinite(tensor.doubleAt(i))) {
        flawed++;
        first = first < 0 ? i : first;
      }
    }
    return flawed == 0
        ? null
        : "'"
            + name
            + "' has "
            + flawed
            + (flawed == 1 ? " element that is" : " elements that are")
            + " not finite, the first "
            + tensor.doubleAt(first)
            + " at "
            + Arrays.toString(tensor.shape().indexOf(first));
  }
}
