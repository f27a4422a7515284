package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Positions;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An index with tensors in it, as NumPy and PyTorch read it: the tensors, and ints beside them, are
 * broadcast against each other; their dimensions stand where the tensors stood if these are next to
 * each other, and first otherwise.
 */
final class PickedIndex {
  private final Shape input;
  private final List<Argument> items;

  /** For each tensor or int among the items the dimension of the input that it picks along. */
  private final List<Integer> dims = new ArrayList<>();

  private final List<Argument> pickers = new ArrayList<>();

  /** What is left when the picked dimensions are taken at 0. */
  private final IndexOp.View rest;

  private final Shape picked;

  /** How many dimensions of the rest come before the picked ones. */
  private final int leading;

  /**
   * @param shapes of the operands of the call
   */
  PickedIndex(Shape input, List<Argument> index, List<Shape> shapes) {
    this.input = input;
    this.items = IndexOp.withEllipsisSpelledOut(input, index);
    List<Argument> others = new ArrayList<>();
    int dim = 0;
    int before = 0;
    int first = -1;
    int last = -1;
    Shape broadcast = Shape.SCALAR;
    for (int i = 0; i < items.size(); i++) {
      Argument item = items.get(i);
      if (item instanceof Argument.Operand || item instanceof Argument.Num) {
        if (item instanceof Argument.Operand tensor) {
          broadcast =
              Shape.broadcast(broadcast, shapes.get(tensor.input()))
                  .orElseThrow(
                      () ->
                          new InvalidCallException(
                              "index", "the shapes of the index tensors do not broadcast"));
        } else {
          IndexOp.at(input, dim, (Argument.Num) item);
        }
        before = first < 0 ? others.size() - dims.size() : before;
        first = first < 0 ? i : first;
        last = i;
        dims.add(dim);
        pickers.add(item);
        others.add(Argument.of(0));
      } else {
        others.add(item);
      }
      dim += item instanceof Argument.None ? 0 : 1;
    }
    for (int picking : dims) {
      if (input.extent(picking) == 0) {
        throw new InvalidCallException("index", "there is nothing to pick along an extent of 0");
      }
    }
    this.picked = broadcast;
    this.rest = IndexOp.viewOf(input, others);
    this.leading = last - first + 1 == dims.size() ? before : 0;
  }

  static PickedIndex of(Operands operands) {
    List<Argument> index = operands.arguments().items("index");
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < operands.count(); i++) {
      shapes.add(operands.input(i).shape());
    }
    return new PickedIndex(operands.get("input").shape(), index, shapes);
  }

  /** Whether there are tensors in an index. */
  static boolean isPicked(List<Argument> index) {
    return index.stream().anyMatch(Argument.Operand.class::isInstance);
  }

  Shape shape() {
    List<Integer> extents = new ArrayList<>(Arrays.stream(rest.shape().extents()).boxed().toList());
    extents.addAll(leading, Arrays.stream(picked.extents()).boxed().toList());
    return Shape.of(extents.stream().mapToInt(Integer::intValue).toArray());
  }

  /** For each element of the result its position in the input. */
  int[] positions(Operands operands) {
    int[] offsets = new int[Math.toIntExact(picked.size())];
    for (int i = 0; i < pickers.size(); i++) {
      int stride = input.strides()[dims.get(i)];
      int[] along = along(operands, i);
      for (int j = 0; j < offsets.length; j++) {
        offsets[j] += stride * along[j];
      }
    }
    int[] restExtents = rest.shape().extents();
    int[] restStrides = rest.strides();
    int[] outer =
        Positions.strided(
            Arrays.copyOf(restExtents, leading),
            rest.offset(),
            Arrays.copyOf(restStrides, leading));
    int[] inner =
        Positions.strided(
            Arrays.copyOfRange(restExtents, leading, restExtents.length),
            0,
            Arrays.copyOfRange(restStrides, leading, restStrides.length));
    int[] positions = new int[outer.length * offsets.length * inner.length];
    int next = 0;
    for (int before : outer) {
      for (int offset : offsets) {
        for (int after : inner) {
          positions[next++] = before + offset + after;
        }
      }
    }
    return positions;
  }

  /** The coordinates that an item picks, broadcast. */
  private int[] along(Operands operands, int item) {
    int extent = input.extent(dims.get(item));
    int[] along = new int[Math.toIntExact(picked.size())];
    if (pickers.get(item) instanceof Argument.Num number) {
      Arrays.fill(along, IndexOp.at(input, dims.get(item), number));
      return along;
    }
    int operand = ((Argument.Operand) pickers.get(item)).input();
    LongTensor indices = (LongTensor) operands.input(operand).tensor();
    Checks.indices("index", indices, extent, true);
    int[] from = Positions.broadcast(indices.shape(), picked);
    for (int i = 0; i < along.length; i++) {
      long index = indices.values()[from[i]];
      along[i] = (int) (index < 0 ? index + extent : index);
    }
    return along;
  }

  /** Marks a result as chosen by every tensor of the index. */
  Value chosen(Arithmetic math, Operands operands, Value result) {
    Value marked = result;
    for (Argument item : pickers) {
      if (item instanceof Argument.Operand tensor) {
        marked = math.chosenBy(operands.input(tensor.input()), marked);
      }
    }
    return marked;
  }
}
