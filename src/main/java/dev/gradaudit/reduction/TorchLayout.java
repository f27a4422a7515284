package dev.gradaudit.reduction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * How PyTorch walks over a tensor that it reduces: its dimensions sorted and joined, then cut into
 * pieces of two dimensions, each of which adds something to every sum that it touches.
 */
final class TorchLayout {
  /** Fewer elements than this are not split over threads. */
  static final int GRAIN = 32768;

  private static final int CACHE_LINE_BYTES = 128;

  /**
   * What a piece adds to one sum: so many terms, at these distances in memory from the first
   * element of the sum.
   */
  record Contribution(Kind kind, int count, int first, int stride) {}

  /** How the terms of a contribution are added up before they are added to the sum. */
  enum Kind {
    CONTIGUOUS,
    CASCADE,
    ROW,
    SINGLE
  }

  /**
   * A dimension.
   *
   * @param in the distance in the tensor between neighbours along it
   * @param out the same in the result; 0 when it is reduced
   */
  private record Dim(int size, int in, int out) {}

  private final int lanes;
  private final int elementBytes;
  private final List<Dim> dims;
  private final List<List<Contribution>> bySum;
  private final int[] firstElement;

  private TorchLayout(List<Dim> dims, int sums, int lanes, int elementBytes) {
    this.dims = dims;
    this.lanes = lanes;
    this.elementBytes = elementBytes;
    this.bySum = new ArrayList<>(Collections.nCopies(sums, List.of()));
    this.firstElement = new int[sums];
    Arrays.fill(firstElement, -1);
  }

  /**
   * The contributions to each sum, in the sequence in which they are added.
   *
   * @param lanes of a vector
   */
  static List<List<Contribution>> contributions(
      Layout layout, int sums, int threads, int lanes, int elementBytes) {
    TorchLayout walk = new TorchLayout(joined(sorted(dims(layout))), sums, lanes, elementBytes);
    walk.run(threads);
    return walk.bySum;
  }

  /**
   * The contributions to the only sum of a site, part by part, when threads split its elements; of
   * a tensor that is no more than a matrix to the library.
   */
  static List<List<Contribution>> parts(Layout layout, int threads, int lanes, int elementBytes) {
    List<Dim> dims = joined(sorted(dims(layout)));
    Dim inner = dims.get(0);
    Dim outer = dims.size() > 1 ? dims.get(1) : new Dim(1, 0, 0);
    int elements = inner.size() * outer.size();
    int parts = (int) Math.min(threads, (elements + GRAIN - 1L) / GRAIN);
    int size = (elements + parts - 1) / parts;
    List<List<Contribution>> all = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      TorchLayout walk = new TorchLayout(dims, 1, lanes, elementBytes);
      int at = Math.min(elements, part * size);
      int end = Math.min(elements, at + size);
      while (at < end) {
        int column = at % inner.size();
        int row = at / inner.size();
        boolean whole = column == 0 && end - at >= inner.size();
        int rows = whole ? (end - at) / inner.size() : 1;
        int columns = whole ? inner.size() : Math.min(inner.size() - column, end - at);
        walk.piece(
            new int[] {column, row},
            new int[] {column + columns, row + rows},
            column * inner.in() + row * outer.in(),
            0);
        at += rows * columns;
      }
      all.add(walk.bySum.get(0));
    }
    return all;
  }

  private static List<Dim> dims(Layout layout) {
    int rank = layout.extents().size();
    Dim[] dims = new Dim[rank];
    int out = 1;
    for (int dim = rank - 1; dim >= 0; dim--) {
      int size = layout.extents().get(dim);
      boolean reduced = layout.reduced().contains(dim);
      dims[dim] = new Dim(size, layout.strides().get(dim), reduced ? 0 : out);
      out *= reduced ? 1 : Math.max(size, 1);
    }
    return List.of(dims);
  }

  /** From the last dimension to the first, insertion-sorted by {@link #order}. */
  private static List<Dim> sorted(List<Dim> dims) {
    List<Dim> sorted = new ArrayList<>(dims);
    Collections.reverse(sorted);
    for (int i = 1; i < sorted.size(); i++) {
      int moving = i;
      for (int other = i - 1; other >= 0; other--) {
        int order = order(sorted.get(other), sorted.get(moving));
        if (order > 0) {
          Collections.swap(sorted, other, moving);
          moving = other;
        } else if (order < 0) {
          break;
        }
      }
    }
    return sorted;
  }

  /** Positive when a belongs after b, 0 when neither can be said. */
  private static int order(Dim a, Dim b) {
    if ((a.out() == 0) != (b.out() == 0)) {
      return b.out() == 0 ? 1 : -1;
    }
    for (int[] strides : new int[][] {{a.out(), b.out()}, {a.in(), b.in()}}) {
      if (strides[0] == 0 || strides[1] == 0) {
        continue;
      }
      if (strides[0] != strides[1]) {
        return strides[0] < strides[1] ? -1 : 1;
      }
      if (a.size() > b.size()) {
        return 1;
      }
    }
    return 0;
  }

  /** Neighbours that are one dimension as far as memory goes are joined. */
  private static List<Dim> joined(List<Dim> dims) {
    List<Dim> joined = new ArrayList<>();
    for (Dim next : dims) {
      Dim last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && joins(last, next)) {
        Dim strides = last.size() == 1 ? next : last;
        joined.set(
            joined.size() - 1, new Dim(last.size() * next.size(), strides.in(), strides.out()));
      } else {
        joined.add(next);
      }
    }
    return joined;
  }

  private static boolean joins(Dim a, Dim b) {
    return a.size() == 1
        || b.size() == 1
        || (a.in() * a.size() == b.in() && a.out() * a.size() == b.out());
  }

  private void run(int threads) {
    long elements = 1;
    for (Dim dim : dims) {
      elements *= dim.size();
    }
    int[] from = new int[dims.size()];
    int[] to = dims.stream().mapToInt(Dim::size).toArray();
    int split = elements < GRAIN || threads == 1 ? -1 : splitDim(threads);
    if (split < 0) {
      pieces(from, to);
      return;
    }
    Dim dim = dims.get(split);
    int parts = Math.min(threads, dim.size());
    int size = (dim.size() + parts - 1) / parts;
    for (int part = 0; part < parts; part++) {
      int begin = Math.min(dim.size(), part * size);
      int end = Math.min(dim.size(), begin + size);
      if (dim.in() == 1) {
        int line = CACHE_LINE_BYTES / elementBytes;
        begin -= begin % line;
        end -= end == dim.size() ? 0 : end % line;
      }
      if (begin < end) {
        from[split] = begin;
        to[split] = end;
        pieces(from, to);
      }
    }
  }

  /** The outermost kept dimension with one index for each thread, or the largest one. */
  private int splitDim(int threads) {
    int largest = -1;
    for (int dim = dims.size() - 1; dim >= 0; dim--) {
      if (dims.get(dim).out() == 0) {
        continue;
      }
      if (dims.get(dim).size() >= threads) {
        return dim;
      }
      if (largest < 0 || dims.get(dim).size() > dims.get(largest).size()) {
        largest = dim;
      }
    }
    return largest;
  }

  /** All pieces within these bounds, the third dimension moving fastest. */
  private void pieces(int[] from, int[] to) {
    int[] index = from.clone();
    while (true) {
      int in = 0;
      int out = 0;
      for (int dim = 0; dim < dims.size(); dim++) {
        in += index[dim] * dims.get(dim).in();
        out += index[dim] * dims.get(dim).out();
      }
      piece(from, to, in, out);
      int dim = 2;
      while (dim < dims.size() && ++index[dim] == to[dim]) {
        index[dim] = from[dim];
        dim++;
      }
      if (dim >= dims.size()) {
        return;
      }
    }
  }

  private Dim within(int[] from, int[] to, int dim) {
    return dim < dims.size()
        ? new Dim(to[dim] - from[dim], dims.get(dim).in(), dims.get(dim).out())
        : new Dim(1, 0, 0);
  }

  private void piece(int[] from, int[] to, int in, int out) {
    Dim inner = within(from, to, 0);
    Dim outer = within(from, to, 1);
    if (inner.out() != 0 && outer.out() == 0) {
      Dim swapped = inner;
      inner = outer;
      outer = swapped;
    }
    if (inner.out() != 0) {
      for (int j = 0; j < outer.size(); j++) {
        for (int i = 0; i < inner.size(); i++) {
          add(
              Kind.SINGLE,
              1,
              0,
              in + j * outer.in() + i * inner.in(),
              out + j * outer.out() + i * inner.out());
        }
      }
      return;
    }
    for (int j = 0; j < outer.size(); j++) {
      add(
          kind(inner, outer, j),
          inner.size(),
          inner.in(),
          in + j * outer.in(),
          out + j * outer.out());
    }
  }

  /** How column j of a piece is summed. */
  private Kind kind(Dim inner, Dim outer, int j) {
    if (inner.in() == 1 && inner.size() >= lanes) {
      return Kind.CONTIGUOUS;
    }
    if (outer.in() == 1 && outer.size() >= lanes) {
      int group = 4 * lanes;
      return j < outer.size() / group * group ? Kind.CASCADE : Kind.ROW;
    }
    if (inner.in() < outer.in()) {
      return Kind.ROW;
    }
    return j < outer.size() / 4 * 4 ? Kind.CASCADE : Kind.ROW;
  }

  private void add(Kind kind, int count, int stride, int element, int sum) {
    if (firstElement[sum] < 0) {
      firstElement[sum] = base(sum);
      bySum.set(sum, new ArrayList<>(1));
    }
    bySum.get(sum).add(new Contribution(kind, count, element - firstElement[sum], stride));
  }

  /** Where the element of a sum stands that has index 0 along all reduced dimensions. */
  private int base(int sum) {
    int element = 0;
    for (Dim dim : dims) {
      if (dim.out() != 0) {
        element += sum / dim.out() % dim.size() * dim.in();
      }
    }
    return element;
  }
}
