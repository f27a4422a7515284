package dev.gradaudit.program;

import dev.gradaudit.numeric.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A catalog in which composite operators are not replaced by their definitions, so that an oracle
 * can hold its own definition against theirs. Those that give tuples are replaced all the same.
 */
public record OpaqueCatalog(OpCatalog catalog) implements OpCatalog {
  @Override
  public Optional<Op> find(String name) {
    return catalog.find(name).map(this::opaque);
  }

  @Override
  public Op cast(DType dtype) {
    return catalog.cast(dtype);
  }

  @Override
  public List<Op> ops() {
    return catalog.ops();
  }

  private Op opaque(Op op) {
    return op instanceof CompositeOp composite && !composite.givesTuple()
        ? new OpaqueOp(composite, catalog)
        : op;
  }

  /** A composite operator that only says what type its result has. */
  private record OpaqueOp(CompositeOp op, OpCatalog catalog) implements Op {
    @Override
    public Signature signature() {
      return op.signature();
    }

    @Override
    public TensorType infer(Call call) {
      if (!op.expands(call)) {
        return op.infer(call);
      }
      Graph graph = new Graph();
      Map<String, Operand> operands = new HashMap<>();
      for (Parameter parameter : signature().parameters()) {
        Argument argument = call.arguments().get(parameter.name());
        operands.put(parameter.name(), operand(argument, call, graph));
      }
      Graph.Place place = new Graph.Place(1, 1, new Location("", 1, 1, 1, ""), "");
      Operand result = new Expansion(catalog, graph).of(op, call, operands, place);
      return ((Operand.Tensor) result).node().type();
    }

    private static Operand operand(Argument argument, Call call, Graph graph) {
      if (argument instanceof Argument.Operand tensor) {
        TensorType type = call.inputs().get(tensor.input());
        return new Operand.Tensor(graph.input("x" + tensor.input(), type, true));
      }
      boolean tensors =
          argument instanceof Argument.Tuple tuple
              && tuple.items().stream().anyMatch(Argument.Operand.class::isInstance);
      return tensors
          ? new Operand.Sequence(
              ((Argument.Tuple) argument)
                  .items().stream().map(item -> operand(item, call, graph)).toList())
          : new Operand.Static(argument);
    }
  }
}
