package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.program.Arguments;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Checks that the type inference of several operators shares. */
final class Checks {
  private Checks() {}

  /** The type of a tensor argument, which has to be a floating one. */
  static TensorType floating(Call call, String parameter) {
    TensorType type = call.type(parameter);
    if (!type.dtype().isFloating()) {
      throw new InvalidCallException(
          parameter,
          "needs a floating-point tensor, but got " + type,
          "convert it with .float() or .double()");
    }
    return type;
  }

  /** The type of an elementwise result of two floating tensors of the same dtype. */
  static TensorType broadcast(Call call, String first, String second) {
    TensorType a = floating(call, first);
    floating(call, second);
    return new TensorType(a.dtype(), broadcastShape(call, first, second));
  }

  /** The shape to which two tensors are broadcast. */
  static Shape broadcastShape(Call call, String first, String second) {
    return Shape.broadcast(call.type(first).shape(), call.type(second).shape())
        .orElseThrow(
            () ->
                new InvalidCallException(
                    null,
                    "the shapes do not broadcast",
                    "aligned from the right, two extents have to be equal, or one of them 1"));
  }

  /**
   * Requires indices to be in range.
   *
   * @param negative whether −1 is the last one, and so on
   */
  static void indices(String parameter, LongTensor indices, int extent, boolean negative) {
    long least = negative ? -extent : 0;
    for (long index : indices.values()) {
      if (index < least || index >= extent) {
        throw new InvalidCallException(
            parameter,
            "the index " + index + " is out of range",
            extent == 0
                ? "there is nothing to pick from"
                : "indices are between " + least + " and " + (extent - 1));
      }
    }
  }

  /** A dimension counted from the front, given one that may be negative. */
  static int dim(String parameter, int dim, int rank) {
    // PyTorch treats a scalar as if it had one dimension.
    int range = Math.max(rank, 1);
    if (dim < -range || dim >= range) {
      throw new InvalidCallException(
          parameter,
          "dimension " + dim + " is out of range for a tensor of rank " + rank,
          "use " + -range + " to " + (range - 1));
    }
    return dim < 0 ? dim + range : dim;
  }

  /**
   * The dimensions of a DIMS argument: counted from the front, ascending, all of them for None or
   * an empty tuple; none for a scalar.
   */
  static int[] dims(Arguments arguments, String parameter, int rank) {
    int[] given = arguments.isNone(parameter) ? new int[0] : arguments.integers(parameter);
    if (given.length == 0) {
      return IntStream.range(0, rank).toArray();
    }
    int[] dims = Arrays.stream(given).map(dim -> dim(parameter, dim, rank)).sorted().toArray();
    for (int i = 1; i < dims.length; i++) {
      if (dims[i] == dims[i - 1]) {
        throw new InvalidCallException(
            parameter, "dimension " + dims[i] + " appears twice in " + Arrays.toString(given));
      }
    }
    return rank == 0 ? new int[0] : dims;
  }

  /** The shape that is left after a reduction. */
  static Shape reduced(Shape shape, int[] dims, boolean keepDims) {
    boolean[] drop = new boolean[shape.rank()];
    for (int dim : dims) {
      drop[dim] = true;
    }
    return Shape.of(
        IntStream.range(0, shape.rank())
            .filter(dim -> keepDims || !drop[dim])
            .map(dim -> drop[dim] ? 1 : shape.extent(dim))
            .toArray());
  }

  /** The shape of a reduction's gradient once the reduced dimensions are back with extent 1. */
  static Shape withReducedDims(Shape shape, int[] dims) {
    return reduced(shape, dims, true);
  }

  /** Requires a tensor to have so many dimensions. */
  static void rank(Call call, String parameter, int rank) {
    Shape shape = call.type(parameter).shape();
    if (shape.rank() != rank) {
      throw new InvalidCallException(
          parameter,
          "needs "
              + (rank == 1 ? "one dimension" : rank + " dimensions")
              + ", but the shape is "
              + shape);
    }
  }

  /** Requires one dtype of operands that PyTorch does not convert for each other. */
  static void sameDType(String parameter, TensorType expected, TensorType actual) {
    if (actual.dtype() != expected.dtype()) {
      throw new InvalidCallException(
          parameter,
          "all operands need one dtype, but they are " + expected + " and " + actual,
          "convert one with .float() or .double()");
    }
  }
}
