package dev.gradaudit.tensorfile;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** NumPy's file of one array, which has no name. */
record NpyFormat() implements TensorFileFormat {
  @Override
  public String ending() {
    return ".npy";
  }

  @Override
  public List<StoredTensor> read(InputFile file) throws IOException {
    long size = file.size();
    NpyHeader header = NpyHeader.read(file, "", file::read, size);
    if (header.type() == null) {
      return List.of(StoredTensor.unsupported(file, "", header.typeInWords(), header.advice()));
    }
    requireSize(file, "", header, size);
    FileBytes bytes = new FileBytes(file, header.length(), header.dataBytes());
    return List.of(
        StoredTensor.of(
            file, "", header.type(), header.shape(), bytes, header.order(), header.columnMajor()));
  }

  /** The elements take all that follows the header. */
  static void requireSize(InputFile file, String of, NpyHeader header, long size)
      throws IOException {
    long there = size - header.length();
    if (header.dataBytes() > there) {
      throw file.malformed(
          of
              + "cut off: shape "
              + header.shape()
              + " needs "
              + (header.dataBytes() == Long.MAX_VALUE ? "2^63 or more" : header.dataBytes())
              + " bytes, but there are "
              + there,
          "get a whole copy of the file");
    }
    if (header.dataBytes() < there) {
      throw file.malformed(
          of + (there - header.dataBytes()) + " bytes follow the array",
          "a file holds one array; use numpy.savez for several");
    }
  }

  @Override
  public Optional<String> refusal(Map<String, Tensor> tensors) {
    if (tensors.size() != 1) {
      return Optional.of(
          "a .npy file holds one tensor, but there are "
              + tensors.size()
              + "; write a .npz or .safetensors file");
    }
    return refusalOfDtype(tensors);
  }

  static Optional<String> refusalOfDtype(Map<String, Tensor> tensors) {
    return tensors.entrySet().stream()
        .filter(entry -> entry.getValue().dtype() == DType.BFLOAT16)
        .findFirst()
        .map(
            entry ->
                "'"
                    + entry.getKey()
                    + "' is bfloat16, which NumPy does not have; write a .safetensors file");
  }

  @Override
  public void write(Map<String, Tensor> tensors, OutputStream out) throws IOException {
    for (Tensor tensor : tensors.values()) {
      out.write(NpyHeader.bytes(tensor.dtype(), tensor.shape()));
      TensorBytes.write(tensor, out);
    }
  }
}
