package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.tensor.Shape;
import java.util.List;

/** Products that are composed of matmul. */
final class LinearAlgebraOps {
  private LinearAlgebraOps() {}

  /** The members of the family. */
  static List<Op> all() {
    return List.of(
        product("bmm", "products of two batches of matrices", "mat2", 3, 3),
        product("mm", "product of two matrices", "mat2", 2, 2),
        product("mv", "product of a matrix and a vector", "vec", 2, 1),
        product("dot", "sum of the products of two vectors", "tensor", 1, 1),
        Composite.of(
            Signatures.of(
                "addmm",
                "beta x + alpha mat1 @ mat2",
                Signatures.INPUT,
                Parameter.required("mat1", Kind.TENSOR),
                Parameter.required("mat2", Kind.TENSOR),
                Signatures.number("beta", 1),
                Signatures.number("alpha", 1)),
            call -> scaledSum(call, "torch.mm(mat1, mat2)")),
        Composite.of(
            Signatures.of(
                "baddbmm",
                "beta x + alpha batch1 @ batch2",
                Signatures.INPUT,
                Parameter.required("batch1", Kind.TENSOR),
                Parameter.required("batch2", Kind.TENSOR),
                Signatures.number("beta", 1),
                Signatures.number("alpha", 1)),
            call -> scaledSum(call, "torch.bmm(batch1, batch2)")),
        Composite.of(
            Signatures.of(
                "linalg_norm",
                "torch.linalg.norm: vector_norm, for vectors and without ord",
                Parameter.required("A", Kind.TENSOR),
                Parameter.optional("ord", Kind.NUMBER_OR_STRING, Argument.none()),
                Signatures.ALL_DIMS,
                Signatures.KEEPDIM),
            LinearAlgebraOps::norm),
        Composite.of(
            Signatures.of(
                "bilinear",
                "x1^T weight[k] x2 + bias[k] for every k",
                Parameter.required("input1", Kind.TENSOR),
                Parameter.required("input2", Kind.TENSOR),
                Parameter.required("weight", Kind.TENSOR),
                Parameter.optional("bias", Kind.OPTIONAL_TENSOR, Argument.none())),
            LinearAlgebraOps::bilinear),
        Composite.of(
            Signatures.of(
                "scaled_dot_product_attention",
                "softmax(query @ key^T scale + mask) @ value",
                Parameter.required("query", Kind.TENSOR),
                Parameter.required("key", Kind.TENSOR),
                Parameter.required("value", Kind.TENSOR),
                Parameter.optional("attn_mask", Kind.OPTIONAL_TENSOR, Argument.none()),
                Signatures.number("dropout_p", 0),
                Signatures.flag("is_causal", false),
                Parameter.optional("scale", Kind.NUMBER, Argument.none())),
            LinearAlgebraOps::attention));
  }

  private static Op product(String name, String summary, String other, int rank, int otherRank) {
    return Composite.of(
        Signatures.of(name, summary, Signatures.INPUT, Parameter.required(other, Kind.TENSOR)),
        call -> {
          Checks.rank(call, "input", rank);
          Checks.rank(call, other, otherRank);
          if (rank == 3
              && call.type("input").shape().extent(0) != call.type(other).shape().extent(0)) {
            throw new InvalidCallException(other, "the batches have to be of one size");
          }
          return "input @ " + other;
        });
  }

  private static String scaledSum(Call call, String product) {
    String x = call.arguments().real("beta") == 1 ? "input" : "beta * input";
    return x + " + " + (call.arguments().real("alpha") == 1 ? "" : "alpha * ") + product;
  }

  /** First x1 with every weight matrix, then the sum over the features of x2. */
  private static String bilinear(Call call) {
    Checks.rank(call, "weight", 3);
    Shape weight = call.type("weight").shape();
    Shape first = call.type("input1").shape();
    Shape second = call.type("input2").shape();
    boolean fits =
        first.rank() > 0
            && first.rank() == second.rank()
            && first.extent(first.rank() - 1) == weight.extent(1)
            && second.extent(second.rank() - 1) == weight.extent(2);
    if (!fits) {
      throw new InvalidCallException(
          null, "the last extents have to be " + weight.extent(1) + " and " + weight.extent(2));
    }
    String sum =
        """
        rows = input1.unsqueeze(-2).unsqueeze(-2) @ weight
        sums = (rows @ input2.unsqueeze(-1).unsqueeze(-3)).squeeze((-2, -1))
        """;
    return sum + (call.arguments().isNone("bias") ? "sums" : "sums + bias");
  }

  private static String attention(Call call) {
    Shape query = call.type("query").shape();
    Shape key = call.type("key").shape();
    if (query.rank() < 2 || key.rank() < 2) {
      throw new InvalidCallException("query", "needs [..., length, features]");
    }
    boolean causal = call.arguments().flag("is_causal");
    boolean masked = !call.arguments().isNone("attn_mask");
    if (causal && masked) {
      throw new InvalidCallException("attn_mask", "is_causal makes a mask of its own");
    }
    double scale =
        call.arguments()
            .number("scale")
            .map(Argument.Num::value)
            .orElse(1 / Math.sqrt(query.extent(query.rank() - 1)));
    StringBuilder text = new StringBuilder();
    text.append("scores = query @ key.mT * ").append(scale).append('\n');
    if (causal) {
      text.append("allowed = torch.ones(")
          .append(query.extent(query.rank() - 2))
          .append(", ")
          .append(key.extent(key.rank() - 2))
          .append(").tril().bool()\n");
    }
    boolean truth = masked && !call.type("attn_mask").dtype().isFloating();
    if (causal || truth) {
      String mask = causal ? "allowed" : "attn_mask";
      text.append("scores = torch.where(").append(mask).append(", scores, -math.inf)\n");
    } else if (masked) {
      text.append("scores = scores + attn_mask\n");
    }
    String weights = "F.softmax(scores, -1)";
    boolean drops = call.arguments().real("dropout_p") != 0;
    return text + (drops ? "F.dropout(" + weights + ", dropout_p)" : weights) + " @ value";
  }

  /** With ord, two dimensions are those of a matrix, whose norms are others than a vector's. */
  private static String norm(Call call) {
    Shape shape = call.type("A").shape();
    int dims = Checks.dims(call.arguments(), "dim", shape.rank()).length;
    if (call.arguments().isNone("ord")) {
      return "torch.linalg.vector_norm(A, 2, dim, keepdim)";
    }
    boolean named = call.arguments().get("ord") instanceof Argument.Text;
    if (named && call.arguments().text("ord").equals("fro") && dims == 2) {
      return "torch.linalg.vector_norm(A, 2, dim, keepdim)";
    }
    if (!named && dims == 1) {
      return "torch.linalg.vector_norm(A, ord, dim, keepdim)";
    }
    throw new InvalidCallException(
        "ord",
        dims == 2
            ? "as the norm of a matrix only 'fro' is supported"
            : named
                ? "'fro' and 'nuc' are norms of matrices"
                : "with ord, dim has to name one dimension",
        "torch.linalg.vector_norm takes all elements for those of one vector");
  }
}
