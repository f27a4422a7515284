package dev.gradaudit.engine.builtin;

import dev.gradaudit.reduction.Layout;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A reduction of a tensor over some of its dimensions, seen as a block {@code [terms, sums]}: the
 * reduced dimensions first, each group in row-major order.
 *
 * @param from the shape of the tensor
 * @param dims the reduced dimensions, ascending
 * @param result the shape of what remains
 */
record Reduction(Shape from, int[] dims, Shape result) {
  static Reduction over(Shape from, int[] dims, boolean keepDims) {
    int[] kept = Positions.others(from.rank(), dims);
    int[] extents;
    if (keepDims) {
      extents = from.extents();
      for (int dim : dims) {
        extents[dim] = 1;
      }
    } else {
      extents = Arrays.stream(kept).map(from::extent).toArray();
    }
    return new Reduction(from, dims, Shape.of(extents));
  }

  /** Over the dimensions that a broadcast from {@code to} added or stretched. */
  static Reduction undoingBroadcast(Shape from, Shape to) {
    int added = from.rank() - to.rank();
    int[] dims =
        IntStream.range(0, from.rank())
            .filter(dim -> dim < added || (to.extent(dim - added) == 1 && from.extent(dim) != 1))
            .toArray();
    return new Reduction(from, dims, to);
  }

  int terms() {
    int terms = 1;
    for (int dim : dims) {
      terms *= from.extent(dim);
    }
    return terms;
  }

  int sums() {
    return Math.toIntExact(result.size());
  }

  Layout layout() {
    return new Layout(boxed(from.extents()), boxed(dims));
  }

  /** For each element of the block, its position in the tensor. */
  int[] positions() {
    return Positions.permute(from, Positions.concat(dims, Positions.others(from.rank(), dims)));
  }

  /** Whether the tensor's elements already stand in the order of the block. */
  boolean isBlock() {
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] != i) {
        return false;
      }
    }
    return true;
  }

  /** The elements as a block of shape {@code [terms, sums]}. */
  Tensor block(Tensor x) {
    Shape shape = Shape.of(terms(), sums());
    return isBlock() ? x.withShape(shape) : Elementwise.gather(x, positions(), shape);
  }

  private static List<Integer> boxed(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
