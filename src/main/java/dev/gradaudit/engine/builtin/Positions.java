package dev.gradaudit.engine.builtin;

import dev.gradaudit.tensor.Shape;
import java.util.Arrays;

/** Row-major positions of the elements that a change of layout picks. */
public final class Positions {
  private Positions() {}

  /**
   * For each element of the larger shape, its position in the smaller one, which broadcasts to it.
   */
  public static int[] broadcast(Shape from, Shape to) {
    int[] fromStrides = from.strides();
    int[] strides = new int[to.rank()];
    int added = to.rank() - from.rank();
    for (int dim = 0; dim < from.rank(); dim++) {
      strides[added + dim] = from.extent(dim) == 1 ? 0 : fromStrides[dim];
    }
    return strided(to.extents(), 0, strides);
  }

  /** For each element of the permuted tensor, its position in the original. */
  public static int[] permute(Shape from, int[] dims) {
    int[] fromStrides = from.strides();
    int[] extents = new int[dims.length];
    int[] strides = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      extents[i] = from.extent(dims[i]);
      strides[i] = fromStrides[dims[i]];
    }
    return strided(extents, 0, strides);
  }

  /** offset + Σ index·stride for every index below the extents, in row-major order. */
  public static int[] strided(int[] extents, int offset, int[] strides) {
    int size = Math.toIntExact(Shape.of(extents).size());
    int[] positions = new int[size];
    if (size == 0) {
      return positions;
    }
    int rank = extents.length;
    int inner = rank == 0 ? 1 : extents[rank - 1];
    int innerStride = rank == 0 ? 0 : strides[rank - 1];
    int[] index = new int[Math.max(0, rank - 1)];
    int base = offset;
    for (int i = 0; i < size; ) {
      for (int j = 0, position = base; j < inner; j++, position += innerStride) {
        positions[i++] = position;
      }
      for (int dim = rank - 2; dim >= 0; dim--) {
        base += strides[dim];
        if (++index[dim] < extents[dim]) {
          break;
        }
        base -= strides[dim] * extents[dim];
        index[dim] = 0;
      }
    }
    return positions;
  }

  /** The dimensions below {@code rank} that are not among {@code dims}. */
  public static int[] others(int rank, int[] dims) {
    boolean[] taken = new boolean[rank];
    for (int dim : dims) {
      taken[dim] = true;
    }
    int[] others = new int[rank - dims.length];
    int count = 0;
    for (int dim = 0; dim < rank; dim++) {
      if (!taken[dim]) {
        others[count++] = dim;
      }
    }
    return others;
  }

  /** One list of dimensions after the other. */
  static int[] concat(int[] first, int[] second) {
    int[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
