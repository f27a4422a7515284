package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Positions;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Indexing: {@code x[0]}, {@code x[1:, ::2]}, {@code x[..., None]}; and by int64 tensors, {@code
 * x[n]} and {@code x[:, n, m]}, where backward sums what comes back to an element that was picked
 * more than once.
 */
final class IndexOp implements DifferentiableOp {
  @Override
  public Signature signature() {
    return Signatures.of(
        "getitem",
        "x[...]: ints, slices with a positive step, ..., None and int64 tensors",
        Signatures.INPUT,
        Parameter.required("index", Kind.INDEX));
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = call.type("input");
    List<Argument> index = call.arguments().items("index");
    if (PickedIndex.isPicked(index)) {
      List<Shape> shapes = call.inputs().stream().map(TensorType::shape).toList();
      return new TensorType(input.dtype(), new PickedIndex(input.shape(), index, shapes).shape());
    }
    return new TensorType(input.dtype(), view(input.shape(), index).shape());
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    List<Argument> index = operands.arguments().items("index");
    if (PickedIndex.isPicked(index)) {
      PickedIndex picked = PickedIndex.of(operands);
      Value result = math.gather(x, picked.positions(operands), operands.resultShape());
      return picked.chosen(math, operands, result);
    }
    return math.gather(x, positions(operands), operands.resultShape());
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Shape shape = operands.get("input").shape();
    if (PickedIndex.isPicked(operands.arguments().items("index"))) {
      PickedIndex picked = PickedIndex.of(operands);
      Value sums = math.scatterAdd(grad, picked.positions(operands), shape, "");
      return picked.chosen(math, operands, sums);
    }
    return math.scatter(grad, positions(operands), shape);
  }

  private static int[] positions(Operands operands) {
    View view = view(operands.get("input").shape(), operands.arguments().items("index"));
    return Positions.strided(view.shape().extents(), view.offset(), view.strides());
  }

  /** A strided window on a tensor; no element is seen twice. */
  record View(int offset, Shape shape, int[] strides) {}

  private static View view(Shape input, List<Argument> index) {
    return viewOf(input, withEllipsisSpelledOut(input, index));
  }

  /** The window that items give, one for each dimension and None for new ones. */
  static View viewOf(Shape input, List<Argument> items) {
    int[] inputStrides = input.strides();
    List<Integer> extents = new ArrayList<>();
    List<Integer> strides = new ArrayList<>();
    int offset = 0;
    int dim = 0;
    for (Argument item : items) {
      if (item instanceof Argument.None) {
        extents.add(1);
        strides.add(0);
      } else if (item instanceof Argument.Num number) {
        offset += at(input, dim, number) * inputStrides[dim];
        dim++;
      } else if (item instanceof Argument.Slice slice) {
        int extent = input.extent(dim);
        long step = slice.step() == null ? 1 : slice.step();
        if (step <= 0) {
          throw new InvalidCallException("index", "a slice needs a positive step, but got " + step);
        }
        int start = bound(slice.start(), 0, extent);
        int stop = bound(slice.stop(), extent, extent);
        int count = start >= stop ? 0 : (int) ((stop - start - 1) / step) + 1;
        extents.add(count);
        strides.add(
            (int) Math.min(step, Integer.MAX_VALUE / Math.max(1, inputStrides[dim]))
                * inputStrides[dim]);
        offset += count == 0 ? 0 : start * inputStrides[dim];
        dim++;
      } else {
        throw new InvalidCallException("index", "an index is made of ints, slices, ... and None");
      }
    }
    return new View(
        offset,
        Shape.of(extents.stream().mapToInt(Integer::intValue).toArray()),
        strides.stream().mapToInt(Integer::intValue).toArray());
  }

  /** An ellipsis stands for all dimensions that are not named; without one it comes last. */
  static List<Argument> withEllipsisSpelledOut(Shape input, List<Argument> index) {
    long named =
        index.stream()
            .filter(
                item ->
                    item instanceof Argument.Num
                        || item instanceof Argument.Slice
                        || item instanceof Argument.Operand)
            .count();
    long ellipses = index.stream().filter(Argument.Ellipsis.class::isInstance).count();
    if (named > input.rank()) {
      throw new InvalidCallException(
          "index", "too many indices: " + named + " for a tensor of shape " + input);
    }
    if (ellipses > 1) {
      throw new InvalidCallException("index", "an index can have only one ellipsis ('...')");
    }
    List<Argument> items = new ArrayList<>();
    Argument all = new Argument.Slice(null, null, null);
    for (Argument item : index) {
      if (item instanceof Argument.Ellipsis) {
        for (long i = named; i < input.rank(); i++) {
          items.add(all);
        }
      } else {
        items.add(item);
      }
    }
    for (long i = named; i < input.rank() && ellipses == 0; i++) {
      items.add(all);
    }
    return items;
  }

  static int at(Shape input, int dim, Argument.Num number) {
    int extent = input.extent(dim);
    double index = number.value() < 0 ? number.value() + extent : number.value();
    if (!number.integer() || index < 0 || index >= extent) {
      throw new InvalidCallException(
          "index",
          "index "
              + (number.integer()
                  ? Long.toString((long) number.value())
                  : Double.toString(number.value()))
              + " is out of range for dimension "
              + dim
              + " of "
              + input,
          extent == 0 ? "that dimension is empty" : "use " + -extent + " to " + (extent - 1));
    }
    return (int) index;
  }

  /** Python's clamping of a slice's bound. */
  private static int bound(@Nullable Long given, int otherwise, int extent) {
    if (given == null) {
      return otherwise;
    }
    long fromFront = given < 0 ? given + extent : given;
    return (int) Math.max(0, Math.min(extent, fromFront));
  }
}
