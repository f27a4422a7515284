package dev.gradaudit.program;

import dev.gradaudit.numeric.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a bound call into a node: numbers into constants, dtypes to a common one, types inferred.
 */
final class Application {
  private final OpCatalog catalog;
  private final Graph graph;
  private final StatementSource source;

  Application(OpCatalog catalog, Graph graph, StatementSource source) {
    this.catalog = catalog;
    this.graph = graph;
    this.source = source;
  }

  /** The value of a call whose operator or name stands at a span. */
  Operand of(Op op, Span at, Binder.Bound bound) {
    Graph.Place place = source.place(at);
    requireATensor(op, bound);
    List<Node> inputs = new ArrayList<>();
    DType common = commonDType(op, bound);
    for (Binder.Tensor tensor : bound.tensors()) {
      inputs.add(input(op, tensor, common, place));
    }
    Arguments arguments = new Arguments(bound.values());
    Call call = new Call(arguments, inputs.stream().map(Node::type).toList());
    try {
      return op instanceof CompositeOp composite && composite.expands(call)
          ? expand(composite, call, inputs, place, at)
          : new Operand.Tensor(graph.apply(op, inputs, arguments, op.infer(call), place, at));
    } catch (InvalidCallException e) {
      Span blamed = e.parameter() == null ? null : bound.spans().get(e.parameter());
      throw new LanguageException(
          blamed == null ? at : blamed, subject(op, bound, inputs) + ": " + e.text(), e.advice());
    }
  }

  /** A fault inside of a definition is one of the call. */
  private Operand expand(CompositeOp op, Call call, List<Node> inputs, Graph.Place place, Span at) {
    Map<String, Operand> operands = new HashMap<>();
    for (Parameter parameter : op.signature().parameters()) {
      operands.put(parameter.name(), operand(call.arguments().get(parameter.name()), inputs));
    }
    int first = graph.size();
    try {
      Operand result =
          new Expansion(catalog, graph).of(op, call, operands, place.inside(op.name()));
      List<Node> results = tensors(result);
      // A definition that hands an operand on has nothing that a call could stand for.
      if (results.stream().allMatch(node -> node.id() >= first)) {
        graph.replaced(op, inputs, call.arguments(), results);
      }
      return result;
    } catch (LanguageException e) {
      throw new LanguageException(at, op.name() + ": " + e.text(), e.advice());
    }
  }

  private static List<Node> tensors(Operand result) {
    List<Operand> items =
        result instanceof Operand.Sequence sequence ? sequence.items() : List.of(result);
    return items.stream()
        .filter(Operand.Tensor.class::isInstance)
        .map(item -> ((Operand.Tensor) item).node())
        .toList();
  }

  private static Operand operand(Argument argument, List<Node> inputs) {
    if (argument instanceof Argument.Operand tensor) {
      return new Operand.Tensor(inputs.get(tensor.input()));
    }
    boolean tensors =
        argument instanceof Argument.Tuple tuple
            && tuple.items().stream().anyMatch(Argument.Operand.class::isInstance);
    return tensors
        ? new Operand.Sequence(
            ((Argument.Tuple) argument)
                .items().stream().map(item -> operand(item, inputs)).toList())
        : new Operand.Static(argument);
  }

  private static void requireATensor(Op op, Binder.Bound bound) {
    boolean onlyNumbers =
        bound.tensors().stream().noneMatch(tensor -> tensor.operand() instanceof Operand.Tensor);
    if (onlyNumbers && !bound.tensors().isEmpty()) {
      throw new LanguageException(
          bound.tensors().get(0).span(),
          op.name() + " needs a tensor, but got " + bound.tensors().get(0).operand().description(),
          Numbers.function(op.name()) == null
              ? "name a tensor of the scenario"
              : "for a number write math." + op.name());
    }
  }

  /** The dtype that promoting operands are converted to, and that numbers get. */
  private static DType commonDType(Op op, Binder.Bound bound) {
    List<TensorType> tensors = new ArrayList<>();
    for (Binder.Tensor tensor : bound.tensors()) {
      if (tensor.operand() instanceof Operand.Tensor known && tensor.promotes()) {
        tensors.add(known.node().type());
      }
    }
    DType common = DType.BOOL;
    if (!tensors.isEmpty()) {
      common = op.signature().promotes() ? Promotion.common(tensors) : tensors.get(0).dtype();
    }
    for (Binder.Tensor tensor : bound.tensors()) {
      if (tensor.operand() instanceof Operand.Static fixed
          && fixed.value() instanceof Argument.Num number) {
        common = Promotion.ofNumber(number, common);
      }
    }
    for (Argument value : bound.values().values()) {
      if (op.signature().promotes() && value instanceof Argument.Num number) {
        common = Promotion.ofNumber(number, common);
      }
    }
    return common;
  }

  private Node input(Op op, Binder.Tensor tensor, DType common, Graph.Place place) {
    if (tensor.operand() instanceof Operand.Static fixed
        && fixed.value() instanceof Argument.Num number) {
      return graph.constant(number.value(), common);
    }
    if (!(tensor.operand() instanceof Operand.Tensor known)) {
      throw new LanguageException(
          tensor.span(), op.name() + " needs tensors, but got " + tensor.operand().description());
    }
    Node node = known.node();
    if (!op.signature().promotes() || !tensor.promotes() || node.type().dtype() == common) {
      return node;
    }
    if (node instanceof Node.Constant constant) {
      return graph.constant(constant.value(), common);
    }
    Op cast = catalog.cast(common);
    Arguments arguments = new Arguments(Map.of("input", new Argument.Operand(0)));
    TensorType type = new TensorType(common, node.type().shape());
    return graph.apply(cast, List.of(node), arguments, type, place, tensor.span());
  }

  /** {@code matmul of x [3, 4] and w.T [6, 5]}; what stands in one list is named together. */
  private String subject(Op op, Binder.Bound bound, List<Node> inputs) {
    List<String> names = new ArrayList<>();
    Span last = null;
    for (int i = 0; i < inputs.size(); i++) {
      Span span = bound.tensors().get(i).span();
      Node input = inputs.get(i);
      String shape = input instanceof Node.Constant ? "" : " " + input.type().shape();
      if (span.equals(last)) {
        names.set(names.size() - 1, names.get(names.size() - 1) + "," + shape);
      } else {
        names.add(Token.shown(source.text(span)) + shape);
      }
      last = span;
    }
    int end = names.size() - 1;
    return switch (end) {
      case -1 -> op.name();
      case 0 -> op.name() + " of " + names.get(0);
      default ->
          op.name() + " of " + String.join(", ", names.subList(0, end)) + " and " + names.get(end);
    };
  }
}
