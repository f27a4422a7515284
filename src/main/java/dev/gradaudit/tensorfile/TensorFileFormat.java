package dev.gradaudit.tensorfile;

import dev.gradaudit.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A format of tensor files, chosen by the ending of a file's name. */
public sealed interface TensorFileFormat
    permits NpyFormat, NpzFormat, SafetensorsFormat, GradientJsonFormat {
  /** Every format. */
  List<TensorFileFormat> ALL =
      List.of(new NpyFormat(), new NpzFormat(), new SafetensorsFormat(), new GradientJsonFormat());

  /** With its dot, in lower case. */
  String ending();

  /**
   * The tensors of a file in its order, their elements not read yet.
   *
   * @throws IOException a {@link TensorFileException} where the file is to blame
   */
  List<StoredTensor> read(InputFile file) throws IOException;

  /** Why these tensors cannot be written, with the way out; empty when they can. */
  Optional<String> refusal(Map<String, Tensor> tensors);

  /** Writes tensors, in the order of the map; the same bytes for the same tensors. */
  void write(Map<String, Tensor> tensors, OutputStream out) throws IOException;

  /** The format of a file of this name. */
  static Optional<TensorFileFormat> of(String fileName) {
    String lower = fileName.toLowerCase(Locale.ROOT);
    return ALL.stream().filter(format -> lower.endsWith(format.ending())).findFirst();
  }

  /** The endings, for messages: {@code .npy, .npz}. */
  static String endings() {
    return String.join(", ", ALL.stream().map(TensorFileFormat::ending).toList());
  }
}
