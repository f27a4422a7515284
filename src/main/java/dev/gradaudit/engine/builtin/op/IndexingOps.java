package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** Picking and adding by indices, composed of gather and scatter_add. */
final class IndexingOps {
  private static final Parameter INDEX = Parameter.required("index", Kind.INDICES);

  private IndexingOps() {}

  /** The members of the family. */
  static List<Op> all() {
    return List.of(
        Composite.of(
            Signatures.of(
                "index_select",
                "slices along a dimension that a vector of indices picks",
                Signatures.INPUT,
                Signatures.DIM,
                INDEX),
            call -> {
              Checks.rank(call, "index", 1);
              Shape shape = call.type("input").shape();
              return "input.gather(dim, " + alongDim(call, shape) + ")";
            }),
        Composite.of(
            Signatures.of(
                "index_add",
                "x with alpha times slices of source added where a vector of indices says",
                Signatures.INPUT,
                Signatures.DIM,
                INDEX,
                Parameter.required("source", Kind.TENSOR),
                Signatures.number("alpha", 1)),
            IndexingOps::indexAdd),
        Composite.of(
            Signatures.of(
                "scatter",
                "a number put where an index picks along a dimension",
                Signatures.INPUT,
                Signatures.DIM,
                INDEX,
                Parameter.required("value", Kind.TENSOR_OR_NUMBER)),
            IndexingOps::scatter),
        Composite.of(
            Signatures.of(
                "embedding",
                "rows of weight that indices pick; padding_idx gets no gradient",
                Parameter.required("input", Kind.INDICES),
                Parameter.required("weight", Kind.TENSOR),
                Parameter.optional("padding_idx", Kind.INT, Argument.none())),
            IndexingOps::embedding),
        Composite.of(
            Signatures.of(
                "one_hot",
                "1 at each index and 0 elsewhere, along a new last dimension; int64",
                Parameter.required("tensor", Kind.INDICES),
                Parameter.optional("num_classes", Kind.INT, Argument.of(-1))),
            call -> {
              if (call.arguments().integer("num_classes") <= 0) {
                throw new InvalidCallException(
                    "num_classes",
                    "without num_classes the largest index decides, and shapes would depend on data",
                    "state the number of classes: num_classes=10");
              }
              return "(tensor.unsqueeze(-1) == torch.arange(num_classes)).long()";
            }),
        Composite.of(
            Signatures.of(
                "take_along_dim",
                "gather, with input and indices broadcast outside of dim",
                Signatures.INPUT,
                Parameter.required("indices", Kind.INDICES),
                Signatures.DIM),
            IndexingOps::takeAlongDim));
  }

  /** A vector of indices as an index of the full rank, expanded over the other dimensions. */
  private static String alongDim(Call call, Shape shape) {
    int dim = Checks.dim("dim", call.arguments().integer("dim"), shape.rank());
    if (shape.rank() == 0) {
      return "index.reshape(())";
    }
    int count = call.type("index").shape().extent(0);
    int[] column = new int[shape.rank()];
    Arrays.fill(column, 1);
    column[dim] = count;
    int[] full = shape.extents();
    full[dim] = count;
    return "index.reshape(" + ShapeOps.tuple(column) + ").expand(" + ShapeOps.tuple(full) + ")";
  }

  /** What is put is the same everywhere, so that it does not matter which of several comes last. */
  private static String scatter(Call call) {
    if (call.arguments().input("value").isPresent()) {
      throw new InvalidCallException(
          "value",
          "needs a number: of several elements for one place any may stay, and its gradient would"
              + " be wrong",
          "use scatter_add, which adds them up");
    }
    Checks.floating(call, "input");
    String ones = "torch.ones(" + ShapeOps.tuple(call.type("index").shape().extents()) + ")";
    return "hits = torch.zeros_like(input).scatter_add(dim, index, "
        + ones
        + ".type_as(input))\ntorch.where(hits > 0, value, input)";
  }

  private static String indexAdd(Call call) {
    Checks.rank(call, "index", 1);
    Shape shape = call.type("input").shape();
    Shape source = call.type("source").shape();
    int dim = Checks.dim("dim", call.arguments().integer("dim"), shape.rank());
    int[] expected = shape.extents();
    if (expected.length > 0) {
      expected[dim] = call.type("index").shape().extent(0);
    }
    if (!source.equals(Shape.of(expected))) {
      throw new InvalidCallException(
          "source", "source " + source + " has to be " + Shape.of(expected));
    }
    String scaled = call.arguments().real("alpha") == 1 ? "source" : "alpha * source";
    return "input.scatter_add(dim, " + alongDim(call, shape) + ", " + scaled + ")";
  }

  private static String embedding(Call call) {
    Checks.rank(call, "weight", 2);
    Shape indices = call.type("input").shape();
    int features = call.type("weight").shape().extent(1);
    int[] extents = Arrays.copyOf(indices.extents(), indices.rank() + 1);
    extents[indices.rank()] = features;
    String rows =
        "rows = weight.index_select(0, input.reshape(-1)).reshape("
            + ShapeOps.tuple(extents)
            + ")\n";
    if (call.arguments().isNone("padding_idx")) {
      return rows + "rows";
    }
    int rowsOfWeight = call.type("weight").shape().extent(0);
    int padding = call.arguments().integer("padding_idx");
    if (padding < -rowsOfWeight || padding >= rowsOfWeight) {
      throw new InvalidCallException(
          "padding_idx", "there is no row " + padding + " among " + rowsOfWeight);
    }
    int row = padding < 0 ? padding + rowsOfWeight : padding;
    return rows + "torch.where((input == " + row + ").unsqueeze(-1), rows.detach(), rows)";
  }

  private static String takeAlongDim(Call call) {
    Shape shape = call.type("input").shape();
    Shape indices = call.type("indices").shape();
    if (shape.rank() != indices.rank() || shape.rank() == 0) {
      throw new InvalidCallException(
          "indices", "needs as many dimensions as input: " + shape.rank());
    }
    int dim = Checks.dim("dim", call.arguments().integer("dim"), shape.rank());
    int[] x = shape.extents();
    int[] index = indices.extents();
    for (int i = 0; i < x.length; i++) {
      if (i != dim && x[i] != index[i] && x[i] != 1 && index[i] != 1) {
        throw new InvalidCallException("indices", "the shapes do not broadcast");
      }
      if (i != dim) {
        x[i] = index[i] == 1 ? x[i] : index[i];
        index[i] = x[i];
      }
    }
    return "input.expand("
        + ShapeOps.tuple(x)
        + ").gather(dim, indices.expand("
        + ShapeOps.tuple(index)
        + "))";
  }
}
