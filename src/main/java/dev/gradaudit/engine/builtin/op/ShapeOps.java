package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Changes of shape that are composed of simpler ones. */
final class ShapeOps {
  private static final Parameter DIM_0 = Parameter.optional("dim", Kind.INT, Argument.of(0));

  private ShapeOps() {}

  /** The members of the family. */
  static List<Op> all() {
    return List.of(
        Composite.of(
            Signatures.of(
                "squeeze",
                "without dimensions of extent 1: all of them, or those named",
                Signatures.INPUT,
                Signatures.ALL_DIMS),
            ShapeOps::squeeze),
        Composite.of(
            Signatures.of(
                "unsqueeze", "with a new dimension of extent 1", Signatures.INPUT, Signatures.DIM),
            ShapeOps::unsqueeze),
        Composite.of(
            likeOther("expand_as", "expanded to the shape of another tensor"),
            call -> "input.expand(" + tuple(call.type("other").shape().extents()) + ")"),
        Composite.of(
            likeOther("type_as", "converted to the dtype of another tensor"),
            "input.to(other.dtype)"),
        Composite.of(
            likeOther("view_as", "reshaped to the shape of another tensor"),
            call -> "input.reshape(" + tuple(call.type("other").shape().extents()) + ")"),
        Composite.of(
            Signatures.withAliases(
                Signatures.of("clone", "the tensor itself", Signatures.INPUT), "contiguous"),
            "input"),
        Composite.of(
            Signatures.of(
                "repeat",
                "copies side by side, so many along each dimension",
                Signatures.INPUT,
                Parameter.required("repeats", Kind.INTS)),
            ShapeOps::repeat),
        Composite.of(
            Signatures.promoting(
                "stack",
                "tensors joined along a new dimension",
                Parameter.required("tensors", Kind.TENSORS),
                DIM_0),
            ShapeOps::stack),
        pieces(
            "split",
            "pieces of a size, or of several sizes, along a dimension",
            Parameter.required("split_size_or_sections", Kind.DIMS),
            ShapeOps::splitSizes),
        pieces(
            "chunk",
            "so many pieces along a dimension, the last one smaller",
            Parameter.required("chunks", Kind.INT),
            ShapeOps::chunkSizes),
        Composite.tuple(
            Signatures.of(
                "unbind", "a tuple of the slices along a dimension", Signatures.INPUT, DIM_0),
            List.of(),
            ShapeOps::unbind));
  }

  private static Signature likeOther(String name, String summary) {
    return Signatures.of(name, summary, Signatures.INPUT, Signatures.OTHER);
  }

  /** Extents as the language writes a tuple. */
  static String tuple(int... extents) {
    String items =
        Arrays.stream(extents).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    return "(" + items + (extents.length == 1 ? ",)" : ")");
  }

  private static String squeeze(Call call) {
    Shape shape = call.type("input").shape();
    boolean[] named = new boolean[shape.rank()];
    for (int dim : Checks.dims(call.arguments(), "dim", shape.rank())) {
      named[dim] = true;
    }
    int[] extents =
        IntStream.range(0, shape.rank())
            .filter(dim -> !named[dim] || shape.extent(dim) != 1)
            .map(shape::extent)
            .toArray();
    return "input.reshape(" + tuple(extents) + ")";
  }

  private static String unsqueeze(Call call) {
    Shape shape = call.type("input").shape();
    int dim = Checks.dim("dim", call.arguments().integer("dim"), shape.rank() + 1);
    List<Integer> extents = new ArrayList<>(Arrays.stream(shape.extents()).boxed().toList());
    extents.add(dim, 1);
    return "input.reshape(" + tuple(extents.stream().mapToInt(Integer::intValue).toArray()) + ")";
  }

  /** Each dimension becomes two, the first of which is expanded. */
  private static String repeat(Call call) {
    Shape shape = call.type("input").shape();
    int[] repeats = call.arguments().integers("repeats");
    int added = repeats.length - shape.rank();
    if (added < 0 || Arrays.stream(repeats).anyMatch(count -> count < 0)) {
      throw new InvalidCallException(
          "repeats",
          "needs a count of at least 0 for each of the dimensions of "
              + shape
              + ", but got "
              + Arrays.toString(repeats));
    }
    int[] split = new int[2 * repeats.length];
    int[] expanded = new int[2 * repeats.length];
    int[] joined = new int[repeats.length];
    for (int dim = 0; dim < repeats.length; dim++) {
      int extent = dim < added ? 1 : shape.extent(dim - added);
      split[2 * dim] = 1;
      split[2 * dim + 1] = extent;
      expanded[2 * dim] = repeats[dim];
      expanded[2 * dim + 1] = extent;
      joined[dim] = Math.multiplyExact(repeats[dim], extent);
    }
    return "input.reshape("
        + tuple(split)
        + ").expand("
        + tuple(expanded)
        + ").reshape("
        + tuple(joined)
        + ")";
  }

  private static String stack(Call call) {
    int rank = call.inputs().get(0).shape().rank();
    int dim = Checks.dim("dim", call.arguments().integer("dim"), rank + 1);
    Shape first = call.inputs().get(0).shape();
    for (var type : call.inputs()) {
      if (!type.shape().equals(first)) {
        throw new InvalidCallException(
            "tensors",
            "the shapes have to be the same, but there are " + first + " and " + type.shape());
      }
    }
    String items =
        IntStream.range(0, call.inputs().size())
            .mapToObj(i -> "tensors[" + i + "].unsqueeze(" + dim + ")")
            .collect(Collectors.joining(", "));
    return "torch.cat([" + items + "], " + dim + ")";
  }

  /** The sizes of the pieces of an extent. */
  private interface Sizes {
    List<Integer> of(Call call, int extent);
  }

  private static Op pieces(String name, String summary, Parameter parameter, Sizes sizes) {
    return Composite.tuple(
        Signatures.of(name, summary, Signatures.INPUT, parameter, DIM_0),
        List.of(),
        call -> {
          Shape shape = call.type("input").shape();
          int dim = Checks.dim("dim", call.arguments().integer("dim"), shape.rank());
          if (shape.rank() == 0) {
            throw new InvalidCallException("input", "a scalar has no pieces");
          }
          List<String> slices = new ArrayList<>();
          int from = 0;
          for (int size : sizes.of(call, shape.extent(dim))) {
            slices.add("input[" + ":, ".repeat(dim) + from + ":" + (from + size) + "]");
            from += size;
          }
          return String.join(", ", slices) + ",";
        });
  }

  private static List<Integer> splitSizes(Call call, int extent) {
    List<Argument> given = call.arguments().items("split_size_or_sections");
    int[] sizes = call.arguments().integers("split_size_or_sections");
    boolean single = !(call.arguments().get("split_size_or_sections") instanceof Argument.Tuple);
    if (single) {
      if (sizes[0] <= 0) {
        throw new InvalidCallException("split_size_or_sections", "a size has to be positive");
      }
      return equalPieces(extent, sizes[0]);
    }
    if (given.isEmpty()
        || Arrays.stream(sizes).anyMatch(size -> size < 0)
        || Arrays.stream(sizes).asLongStream().sum() != extent) {
      throw new InvalidCallException(
          "split_size_or_sections",
          "the sizes " + Arrays.toString(sizes) + " do not add up to " + extent);
    }
    return Arrays.stream(sizes).boxed().toList();
  }

  private static List<Integer> chunkSizes(Call call, int extent) {
    int chunks = call.arguments().integer("chunks");
    if (chunks <= 0) {
      throw new InvalidCallException("chunks", "needs at least one piece, but got " + chunks);
    }
    return equalPieces(extent, Math.max(1, (extent + chunks - 1) / chunks));
  }

  private static List<Integer> equalPieces(int extent, int size) {
    List<Integer> sizes = new ArrayList<>();
    for (int from = 0; from < extent; from += size) {
      sizes.add(Math.min(size, extent - from));
    }
    return sizes.isEmpty() ? List.of(0) : sizes;
  }

  private static String unbind(Call call) {
    Shape shape = call.type("input").shape();
    int dim = Checks.dim("dim", call.arguments().integer("dim"), shape.rank());
    if (shape.rank() == 0 || shape.extent(dim) == 0) {
      throw new InvalidCallException("input", "there are no slices of " + shape);
    }
    return IntStream.range(0, shape.extent(dim))
            .mapToObj(i -> "input[" + ":, ".repeat(dim) + i + "]")
            .collect(Collectors.joining(", "))
        + ",";
  }
}
