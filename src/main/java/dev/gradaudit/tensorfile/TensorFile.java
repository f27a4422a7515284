package dev.gradaudit.tensorfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A tensor file: what is in it. Elements are read when they are asked for.
 *
 * @param tensors in the order of the file; no two of the same name
 */
public record TensorFile(Path path, List<StoredTensor> tensors) {
  public TensorFile {
    tensors = List.copyOf(tensors);
  }

  /**
   * Reads what a file says of its tensors.
   *
   * @param shown the file's name in messages
   */
  public static TensorFile open(Path path, String shown) throws TensorFileException {
    InputFile file = new InputFile(path, shown);
    TensorFileFormat format =
        TensorFileFormat.of(shown)
            .orElseThrow(
                () ->
                    file.malformed(
                        "the ending of its name says no format of tensors",
                        "there is " + TensorFileFormat.endings()));
    try {
      if (Files.isDirectory(path)) {
        throw TensorFileException.unreadable(shown, "it is a folder", "name a file");
      }
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw TensorFileException.unreadable(
            shown, "it is a device or a pipe", "copy it to a file first");
      }
      List<StoredTensor> tensors = format.read(file);
      Set<String> names = new HashSet<>();
      for (StoredTensor tensor : tensors) {
        if (!names.add(tensor.name())) {
          throw file.malformed(
              "there are two tensors named '" + tensor.name() + "'", "give each a name of its own");
        }
      }
      return new TensorFile(path, tensors);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }
}
