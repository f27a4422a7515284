package dev.gradaudit.scenario;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.OpCatalog;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A few operators, enough for the programs of these tests. */
final class TestOps implements OpCatalog {
  private record TestOp(Signature signature, Function<Call, TensorType> type) implements Op {
    @Override
    public TensorType infer(Call call) {
      return type.apply(call);
    }
  }

  private final List<Op> ops =
      List.of(
          op(
              "sum",
              call -> new TensorType(call.type("input").dtype(), Shape.SCALAR),
              Parameter.required("input", Kind.TENSOR),
              Parameter.optional("dim", Kind.DIMS, Argument.none())),
          op("relu", call -> call.type("input"), Parameter.required("input", Kind.TENSOR)),
          elementwise("add"),
          elementwise("sub"),
          elementwise("mul"));

  private static Op elementwise(String name) {
    return op(
        name,
        call -> {
          Shape a = call.inputs().get(0).shape();
          Shape b = call.inputs().get(call.inputs().size() - 1).shape();
          return new TensorType(
              call.inputs().get(0).dtype(),
              Shape.broadcast(a, b)
                  .orElseThrow(
                      () ->
                          new InvalidCallException(
                              "other", "shapes " + a + " and " + b + " do not fit")));
        },
        Parameter.required("input", Kind.TENSOR),
        Parameter.required("other", Kind.TENSOR));
  }

  private static Op op(String name, Function<Call, TensorType> type, Parameter... parameters) {
    return new TestOp(new Signature(name, List.of(), "for tests", List.of(parameters), true), type);
  }

  @Override
  public Optional<Op> find(String name) {
    return ops.stream().filter(op -> op.name().equals(name)).findFirst();
  }

  @Override
  public Op cast(DType dtype) {
    return op(
        "cast",
        call -> new TensorType(dtype, call.inputs().get(0).shape()),
        Parameter.required("input", Kind.TENSOR));
  }

  @Override
  public List<Op> ops() {
    return ops;
  }
}
