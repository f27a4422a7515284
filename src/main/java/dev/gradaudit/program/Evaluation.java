package dev.gradaudit.program;

import dev.gradaudit.program.Parser.Arg;
import dev.gradaudit.program.Parser.Parsed;
import dev.gradaudit.text.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What expressions mean: tensors become nodes of the graph, everything else is computed at once.
 */
final class Evaluation {
  /** Prefixes that PyTorch users write before a function. */
  private static final Set<String> MODULES =
      Set.of(
          "torch",
          "F",
          "torch.nn",
          "torch.nn.functional",
          "nn",
          "nn.functional",
          "torch.special",
          "torch.linalg",
          "torch.Tensor",
          "math");

  private static final Map<String, String> DTYPES =
      Map.of(
          "float32",
          "float32",
          "float",
          "float32",
          "float64",
          "float64",
          "double",
          "float64",
          "int64",
          "int64",
          "long",
          "int64",
          "bfloat16",
          "bfloat16",
          "float16",
          "float16",
          "half",
          "float16");

  /** Methods of a tensor that are answered before the program runs. */
  private static final Set<String> STATIC_METHODS =
      Set.of("size", "numel", "dim", "ndimension", "backward");

  private static final Operand UNKNOWN = new Operand.Unknown();

  private final OpCatalog catalog;
  private final Graph graph;
  private final Map<String, Operand> names = new LinkedHashMap<>();
  private StatementSource source = StatementSource.NONE;

  Evaluation(OpCatalog catalog, Graph graph) {
    this.catalog = catalog;
    this.graph = graph;
  }

  /** Begins a statement. */
  void enter(StatementSource source) {
    this.source = source;
  }

  void define(String name, Operand operand) {
    names.put(name, operand);
  }

  /** Marks a name whose definition has a fault, so that its uses are not faults of their own. */
  void poison(String name) {
    names.put(name, UNKNOWN);
  }

  /** What a name stands for, or null. */
  @Nullable Operand lookup(String name) {
    return names.get(name);
  }

  Set<String> names() {
    return names.keySet();
  }

  Operand name(Token token) {
    String name = token.text();
    Operand known = names.get(name);
    if (known != null) {
      if (known instanceof Operand.Unknown) {
        throw new AlreadyReportedException();
      }
      return known;
    }
    return switch (name) {
      case "True" -> new Operand.Static(Argument.of(true));
      case "False" -> new Operand.Static(Argument.of(false));
      case "None" -> new Operand.Static(Argument.none());
      default -> {
        boolean function =
            MODULES.contains(name)
                || catalog.find(name).isPresent()
                || name.equals("float")
                || name.equals("int")
                || name.equals("len");
        if (function) {
          yield new Operand.Module(name);
        }
        throw unknown(token);
      }
    };
  }

  private LanguageException unknown(Token token) {
    String name = token.text();
    boolean call = source.text(new Span(token.end(), token.end() + 1)).equals("(");
    Set<String> candidates = new LinkedHashSet<>();
    if (!call) {
      candidates.addAll(names.keySet());
    }
    candidates.addAll(opNames());
    String what = call ? "unknown op '" + name + "'" : "'" + name + "' is not defined";
    String otherwise =
        call
            ? "see 'gradaudit list ops' for what there is"
            : "name a tensor of the scenario, or assign it on an earlier line";
    return new LanguageException(
        token.span(), what, Suggestion.didYouMean(name, candidates).orElse(otherwise));
  }

  private List<String> opNames() {
    List<String> all = new ArrayList<>();
    for (Op op : catalog.ops()) {
      all.add(op.name());
      all.addAll(op.signature().aliases());
    }
    return all;
  }

  Operand tuple(List<Operand> items) {
    List<Argument> fixed = new ArrayList<>();
    for (Operand item : items) {
      if (!(item instanceof Operand.Static known)) {
        return new Operand.Sequence(items);
      }
      fixed.add(known.value());
    }
    return new Operand.Static(new Argument.Tuple(fixed));
  }

  Operand sign(Token sign, Parsed operand) {
    if (number(operand.operand()) instanceof Argument.Num number) {
      return sign.is("+")
          ? operand.operand()
          : new Operand.Static(new Argument.Num(-number.value(), number.integer()));
    }
    return sign.is("+") && operand.operand() instanceof Operand.Tensor
        ? operand.operand()
        : apply("neg", sign.span(), List.of(positional(operand)));
  }

  Operand binary(String op, Span operator, Parsed left, Parsed right) {
    if (number(left.operand()) instanceof Argument.Num a
        && number(right.operand()) instanceof Argument.Num b) {
      return new Operand.Static(Numbers.combine(op, a, b, operator));
    }
    if (catalog.find(op).isEmpty()) {
      throw new LanguageException(
          operator,
          "the operator '" + source.text(operator) + "' is not supported for tensors",
          "see 'gradaudit list ops' for what there is");
    }
    return apply(op, operator, List.of(positional(left), positional(right)));
  }

  Operand attribute(Parsed value, Token name) {
    Operand receiver = value.operand();
    if (receiver instanceof Operand.Module module) {
      return moduleMember(module, name);
    }
    if (receiver instanceof Operand.Tensor tensor) {
      int[] extents = tensor.node().type().shape().extents();
      switch (name.text()) {
        case "shape" -> {
          return ints(extents);
        }
        case "ndim" -> {
          return new Operand.Static(Argument.of((long) extents.length));
        }
        case "dtype" -> {
          return new Operand.Static(Argument.of(tensor.node().type().dtype().label()));
        }
        case "T", "mT" -> {
          return apply(name.text(), name.span(), List.of(positional(value)));
        }
        default -> {}
      }
    }
    if (receiver instanceof Operand.Tensor && !STATIC_METHODS.contains(name.text())) {
      // Before the arguments are looked at, whose faults would hide this one.
      requireOp(name.text(), name.span());
    }
    return new Operand.Method(receiver, value.span(), name.text());
  }

  private Operand moduleMember(Operand.Module module, Token name) {
    String path = module.path() + "." + name.text();
    if (MODULES.contains(path)) {
      return new Operand.Module(path);
    }
    Double constant = Numbers.constant(name.text());
    boolean hasConstants = module.path().equals("torch") || module.path().equals("math");
    if (constant != null && hasConstants) {
      return new Operand.Static(Argument.of((double) constant));
    }
    String dtype = DTYPES.get(name.text());
    if (dtype != null && module.path().equals("torch")) {
      return new Operand.Static(Argument.of(dtype));
    }
    if (!MODULES.contains(module.path())) {
      throw new LanguageException(
          name.span(), "'" + module.path() + "' has no member '" + name.text() + "'");
    }
    if (!module.path().equals("math")) {
      requireOp(name.text(), name.span());
    }
    return new Operand.Module(path);
  }

  Operand call(Parsed function, List<Arg> arguments, Span span) {
    if (function.operand() instanceof Operand.Method method) {
      Span name = new Span(function.span().end() - method.name().length(), function.span().end());
      return callMethod(method, name, arguments);
    }
    if (function.operand() instanceof Operand.Module module) {
      String path = module.path();
      String name = path.substring(path.lastIndexOf('.') + 1);
      Span nameSpan = new Span(function.span().end() - name.length(), function.span().end());
      boolean plain = path.equals(name);
      if (path.startsWith("math.") || (plain && isBuiltin(name, arguments))) {
        return callBuiltin(name, nameSpan, arguments);
      }
      return apply(name, nameSpan, arguments);
    }
    throw new LanguageException(
        span, function.operand().description() + " is not a function and cannot be called");
  }

  private static boolean isBuiltin(String name, List<Arg> arguments) {
    return name.equals("len")
        || ((name.equals("float") || name.equals("int"))
            && arguments.size() == 1
            && arguments.get(0).value() instanceof Operand.Static);
  }

  /** Python's own functions, and those of {@code math}, on what is known. */
  private static Operand callBuiltin(String name, Span span, List<Arg> arguments) {
    if (arguments.size() != 1 || arguments.get(0).keyword() != null) {
      throw new LanguageException(span, name + " takes one argument");
    }
    Operand argument = arguments.get(0).value();
    if (name.equals("len")) {
      return length(argument, arguments.get(0).span());
    }
    if (argument instanceof Operand.Static fixed && fixed.value() instanceof Argument.Text text) {
      Double constant = Numbers.constant(text.value().replace("-", "").replace("infinity", "inf"));
      if (name.equals("float") && constant != null) {
        double sign = text.value().startsWith("-") ? -1 : 1;
        return new Operand.Static(Argument.of(sign * constant));
      }
    }
    if (!(number(argument) instanceof Argument.Num number)) {
      throw new LanguageException(
          arguments.get(0).span(),
          name + " needs a number, but got " + argument.description(),
          "for a tensor use torch." + name);
    }
    if (name.equals("float")) {
      return new Operand.Static(Argument.of(number.value()));
    }
    if (name.equals("int")) {
      double towardsZero =
          number.value() < 0 ? Math.ceil(number.value()) : Math.floor(number.value());
      return new Operand.Static(new Argument.Num(towardsZero, true));
    }
    DoubleUnaryOperator function = Numbers.function(name);
    if (function == null) {
      throw new LanguageException(span, "'math' has no member '" + name + "'");
    }
    boolean integer = name.equals("floor") || name.equals("ceil");
    return new Operand.Static(new Argument.Num(function.applyAsDouble(number.value()), integer));
  }

  private static Operand length(Operand operand, Span span) {
    if (operand instanceof Operand.Static fixed && fixed.value() instanceof Argument.Tuple tuple) {
      return new Operand.Static(Argument.of((long) tuple.items().size()));
    }
    if (operand instanceof Operand.Tensor tensor && tensor.node().type().shape().rank() > 0) {
      return new Operand.Static(Argument.of((long) tensor.node().type().shape().extent(0)));
    }
    throw new LanguageException(span, "len of " + operand.description());
  }

  private Operand callMethod(Operand.Method method, Span name, List<Arg> arguments) {
    if (method.receiver() instanceof Operand.Tensor tensor) {
      int[] extents = tensor.node().type().shape().extents();
      switch (method.name()) {
        case "size" -> {
          return size(extents, name, arguments);
        }
        case "numel" -> {
          return new Operand.Static(Argument.of(tensor.node().type().shape().size()));
        }
        case "backward" -> {
          return backward(tensor, method.receiverSpan(), arguments);
        }
        case "dim", "ndimension" -> {
          return new Operand.Static(Argument.of((long) extents.length));
        }
        default -> {}
      }
    } else {
      throw new LanguageException(
          name, method.receiver().description() + " has no method '" + method.name() + "'");
    }
    List<Arg> all = new ArrayList<>();
    all.add(new Arg(null, method.receiver(), method.receiverSpan()));
    all.addAll(arguments);
    return apply(method.name(), name, all);
  }

  private static Operand backward(Operand.Tensor loss, Span receiver, List<Arg> arguments) {
    for (Arg arg : arguments) {
      if (arg.keyword() == null || arg.keyword().text().equals("gradient")) {
        throw new LanguageException(
            arg.span(),
            "backward takes its gradient from the scenario",
            "state it as \"grad_output\" beside the program");
      }
    }
    return new Operand.Backward(loss.node(), receiver);
  }

  private static Operand size(int[] extents, Span name, List<Arg> arguments) {
    if (arguments.isEmpty()) {
      return ints(extents);
    }
    Arg arg = arguments.get(0);
    if (arguments.size() > 1 || !(number(arg.value()) instanceof Argument.Num number)) {
      throw new LanguageException(name, "size takes one dimension at most");
    }
    int dim = (int) (number.value() < 0 ? number.value() + extents.length : number.value());
    if (dim < 0 || dim >= extents.length || !number.integer()) {
      throw new LanguageException(
          arg.span(),
          "dimension "
              + Numbers.text(number)
              + " is out of range for a tensor of rank "
              + extents.length);
    }
    return new Operand.Static(Argument.of((long) extents[dim]));
  }

  Operand index(Parsed value, List<Argument> items, Span brackets) {
    if (value.operand() instanceof Operand.Static fixed
        && fixed.value() instanceof Argument.Tuple tuple) {
      return element(tuple.items(), items, brackets);
    }
    if (!(value.operand() instanceof Operand.Tensor)) {
      throw new LanguageException(
          value.span(), value.operand().description() + " cannot be indexed");
    }
    Operand index = new Operand.Static(new Argument.Tuple(items));
    return apply("getitem", brackets, List.of(positional(value), new Arg(null, index, brackets)));
  }

  /** One element, or a slice, of a tuple such as a shape. */
  private static Operand element(List<Argument> tuple, List<Argument> index, Span at) {
    int size = tuple.size();
    if (index.size() == 1 && index.get(0) instanceof Argument.Num number && number.integer()) {
      double position = number.value() < 0 ? number.value() + size : number.value();
      if (position >= 0 && position < size) {
        return new Operand.Static(tuple.get((int) position));
      }
      throw new LanguageException(
          at, "index " + Numbers.text(number) + " is out of range for a tuple of " + size);
    }
    if (index.size() == 1
        && index.get(0) instanceof Argument.Slice slice
        && (slice.step() == null || slice.step() == 1)) {
      int from = clamped(slice.start() == null ? 0 : slice.start(), size);
      int to = Math.max(from, clamped(slice.stop() == null ? size : slice.stop(), size));
      return new Operand.Static(new Argument.Tuple(tuple.subList(from, to)));
    }
    throw new LanguageException(at, "a tuple is indexed by one int or a slice without a step");
  }

  private static int clamped(long bound, int size) {
    return (int) Math.max(0, Math.min(size, bound < 0 ? bound + size : bound));
  }

  Argument indexItem(Parsed item) {
    if (item.operand() instanceof Operand.Static fixed
        && (fixed.value() instanceof Argument.Num number && number.integer()
            || fixed.value() instanceof Argument.None
            || fixed.value() instanceof Argument.Ellipsis)) {
      return fixed.value();
    }
    throw new LanguageException(
        item.span(),
        "cannot index with " + item.operand().description(),
        "an index is made of ints, slices, ... and None");
  }

  Long sliceBound(Parsed bound) {
    if (number(bound.operand()) instanceof Argument.Num number && number.integer()) {
      return (long) number.value();
    }
    if (bound.operand() instanceof Operand.Static fixed && fixed.value() instanceof Argument.None) {
      throw new LanguageException(bound.span(), "leave a bound out instead of writing None");
    }
    throw new LanguageException(
        bound.span(), "a slice needs ints, but got " + bound.operand().description());
  }

  /** Applies the operator of that name. */
  private Operand apply(String name, Span span, List<Arg> arguments) {
    Op op = requireOp(name, span);
    Binder.Bound bound = Binder.bind(op, span, arguments);
    return new Operand.Tensor(new Application(catalog, graph, source).of(op, span, bound));
  }

  private Op requireOp(String name, Span span) {
    return catalog
        .find(name)
        .orElseThrow(
            () ->
                new LanguageException(
                    span,
                    "unknown op '" + name + "'",
                    Suggestion.didYouMean(name, opNames())
                        .orElse("see 'gradaudit list ops' for what there is")));
  }

  private static Arg positional(Parsed parsed) {
    return new Arg(null, parsed.operand(), parsed.span());
  }

  private static Operand ints(int[] values) {
    List<Argument> items =
        IntStream.of(values).mapToObj(value -> Argument.of((long) value)).toList();
    return new Operand.Static(new Argument.Tuple(items));
  }

  private static @Nullable Argument number(Operand operand) {
    return operand instanceof Operand.Static fixed && fixed.value() instanceof Argument.Num
        ? fixed.value()
        : null;
  }

  /** Thrown at the use of a name whose definition has a fault of its own. */
  static final class AlreadyReportedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AlreadyReportedException() {
      super(null, null, false, false);
    }
  }
}
