package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Arguments;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Operators that move elements, each to one place at most, and put 0 where there is none. Nothing
 * is summed, forward or backward.
 */
final class PickOp implements DifferentiableOp {
  /** Says where the elements of the result come from. */
  private interface Rule {
    Picks of(Arguments arguments, Shape input);
  }

  /**
   * What a result consists of.
   *
   * @param source for the index of an element of the result its position in the operand; −1 for 0
   */
  private record Picks(Shape shape, ToIntFunction<int[]> source) {
    int[] positions() {
      int[] extents = shape.extents();
      int[] index = new int[extents.length];
      int[] positions = new int[Math.toIntExact(shape.size())];
      for (int i = 0; i < positions.length; i++) {
        positions[i] = source.applyAsInt(index);
        for (int dim = index.length - 1; dim >= 0 && ++index[dim] == extents[dim]; dim--) {
          index[dim] = 0;
        }
      }
      return positions;
    }
  }

  private final Signature signature;
  private final Rule rule;

  private PickOp(Signature signature, Rule rule) {
    this.signature = signature;
    this.rule = rule;
  }

  /** The members of the family. */
  static List<DifferentiableOp> all() {
    Parameter diagonal = Parameter.optional("diagonal", Kind.INT, Argument.of(0));
    return List.of(
        new PickOp(
            Signatures.of(
                "permute",
                "dimensions in another sequence",
                Signatures.INPUT,
                Parameter.required("dims", Kind.INTS)),
            PickOp::permuted),
        new PickOp(
            Signatures.of(
                "flip",
                "elements in reverse along some dimensions",
                Signatures.INPUT,
                Parameter.required("dims", Kind.INTS)),
            PickOp::flipped),
        new PickOp(
            Signatures.of(
                "roll",
                "elements moved on along dimensions, and round the end",
                Signatures.INPUT,
                Parameter.required("shifts", Kind.DIMS),
                Parameter.optional("dims", Kind.DIMS, Argument.none())),
            PickOp::rolled),
        new PickOp(
            Signatures.of(
                "tril",
                "0 above a diagonal of the last two dimensions",
                Signatures.INPUT,
                diagonal),
            (arguments, input) -> triangle(arguments, input, true)),
        new PickOp(
            Signatures.of(
                "triu",
                "0 below a diagonal of the last two dimensions",
                Signatures.INPUT,
                diagonal),
            (arguments, input) -> triangle(arguments, input, false)),
        new PickOp(
            Signatures.of(
                "diag",
                "the diagonal of a matrix; of a vector the matrix with that diagonal",
                Signatures.INPUT,
                diagonal),
            PickOp::diagonal));
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = call.type("input");
    return new TensorType(input.dtype(), rule.of(call.arguments(), input.shape()).shape());
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    return math.gather(
        x, rule.of(operands.arguments(), x.shape()).positions(), operands.resultShape());
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Shape shape = operands.get("input").shape();
    int[] positions = rule.of(operands.arguments(), shape).positions();
    int[] back = new int[Math.toIntExact(shape.size())];
    Arrays.fill(back, -1);
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] >= 0) {
        back[positions[i]] = i;
      }
    }
    return math.gather(grad, back, shape);
  }

  private static int at(int[] strides, int[] index) {
    int position = 0;
    for (int dim = 0; dim < strides.length; dim++) {
      position += strides[dim] * index[dim];
    }
    return position;
  }

  private static Picks permuted(Arguments arguments, Shape input) {
    int[] dims = distinct(arguments, "dims", input.rank());
    if (dims.length != input.rank()) {
      throw new InvalidCallException(
          "dims", "needs every one of the " + input.rank() + " dimensions of " + input);
    }
    int[] extents = Arrays.stream(dims).map(input::extent).toArray();
    int[] strides = Arrays.stream(dims).map(dim -> input.strides()[dim]).toArray();
    return new Picks(Shape.of(extents), index -> at(strides, index));
  }

  private static Picks flipped(Arguments arguments, Shape input) {
    int[] dims = distinct(arguments, "dims", input.rank());
    int[] strides = input.strides();
    int offset = 0;
    for (int dim : dims) {
      if (input.rank() > 0) {
        offset += (input.extent(dim) - 1) * strides[dim];
        strides[dim] = -strides[dim];
      }
    }
    int start = offset;
    return new Picks(input, index -> start + at(strides, index));
  }

  private static Picks rolled(Arguments arguments, Shape input) {
    int[] shifts = arguments.integers("shifts");
    if (arguments.isNone("dims")) {
      if (shifts.length != 1) {
        throw new InvalidCallException("shifts", "without dims there is one shift");
      }
      int size = Math.max(1, Math.toIntExact(input.size()));
      int[] strides = input.strides();
      return new Picks(input, index -> Math.floorMod(at(strides, index) - shifts[0], size));
    }
    int[] dims = distinct(arguments, "dims", input.rank());
    if (dims.length != shifts.length) {
      throw new InvalidCallException(
          "dims", "there are " + shifts.length + " shifts for " + dims.length + " dimensions");
    }
    int[] strides = input.strides();
    return new Picks(
        input,
        index -> {
          int[] from = index.clone();
          for (int i = 0; i < dims.length && from.length > 0; i++) {
            from[dims[i]] = Math.floorMod(from[dims[i]] - shifts[i], input.extent(dims[i]));
          }
          return at(strides, from);
        });
  }

  private static Picks triangle(Arguments arguments, Shape input, boolean lower) {
    int rank = input.rank();
    if (rank < 2) {
      throw new InvalidCallException(
          "input", "needs at least two dimensions, but the shape is " + input);
    }
    int diagonal = arguments.integer("diagonal");
    int[] strides = input.strides();
    return new Picks(
        input,
        index -> {
          long offset = (long) index[rank - 1] - index[rank - 2];
          boolean kept = lower ? offset <= diagonal : offset >= diagonal;
          return kept ? at(strides, index) : -1;
        });
  }

  private static Picks diagonal(Arguments arguments, Shape input) {
    int diagonal = arguments.integer("diagonal");
    int down = Math.max(0, -diagonal);
    int right = Math.max(0, diagonal);
    if (input.rank() == 1) {
      int side = Math.addExact(input.extent(0), Math.max(down, right));
      return new Picks(
          Shape.of(side, side),
          index -> {
            int place = index[0] - down;
            boolean on = place == index[1] - right && place >= 0 && place < input.extent(0);
            return on ? place : -1;
          });
    }
    if (input.rank() == 2) {
      int length = Math.max(0, Math.min(input.extent(0) - down, input.extent(1) - right));
      int columns = input.extent(1);
      return new Picks(Shape.of(length), index -> (index[0] + down) * columns + index[0] + right);
    }
    throw new InvalidCallException(
        "input", "needs one or two dimensions, but the shape is " + input);
  }

  private static int[] distinct(Arguments arguments, String parameter, int rank) {
    int[] dims =
        Arrays.stream(arguments.integers(parameter))
            .map(dim -> Checks.dim(parameter, dim, rank))
            .toArray();
    if (Arrays.stream(dims).distinct().count() != dims.length) {
      throw new InvalidCallException(parameter, "a dimension appears twice");
    }
    return dims;
  }
}
