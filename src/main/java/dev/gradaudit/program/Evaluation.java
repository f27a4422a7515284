package dev.gradaudit.program;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Parser.Arg;
import dev.gradaudit.program.Parser.Parsed;
import dev.gradaudit.text.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
      Map.ofEntries(
          Map.entry("float32", "float32"),
          Map.entry("float", "float32"),
          Map.entry("float64", "float64"),
          Map.entry("double", "float64"),
          Map.entry("float16", "float16"),
          Map.entry("half", "float16"),
          Map.entry("bfloat16", "bfloat16"),
          Map.entry("int64", "int64"),
          Map.entry("long", "int64"),
          Map.entry("bool", "bool"));

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

  static boolean isModule(String path) {
    return MODULES.contains(path);
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
      return known;
    }
    return switch (name) {
      case "True" -> new Operand.Static(Argument.of(true));
      case "False" -> new Operand.Static(Argument.of(false));
      case "None" -> new Operand.Static(Argument.none());
      default -> {
        boolean function =
            MODULES.contains(name) || find(name) != null || Builtins.NAMES.contains(name);
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
    Collection<String> candidates = call ? opNames() : names.keySet();
    String shown = token.shown();
    String what = call ? "unknown op '" + shown + "'" : "'" + shown + "' is not defined";
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
      if (isCallable(op)) {
        all.add(op.name());
        all.addAll(op.signature().aliases());
      }
    }
    return all;
  }

  Operand tuple(List<Operand> items) {
    List<Argument> fixed = new ArrayList<>();
    for (Operand item : items) {
      if (item instanceof Operand.Unknown) {
        return UNKNOWN;
      }
    }
    for (Operand item : items) {
      if (!(item instanceof Operand.Static known)) {
        return new Operand.Sequence(items);
      }
      fixed.add(known.value());
    }
    return new Operand.Static(new Argument.Tuple(fixed));
  }

  Operand sign(Token sign, Parsed operand) {
    if (operand.operand() instanceof Operand.Unknown) {
      return UNKNOWN;
    }
    if (number(operand.operand()) instanceof Argument.Num number && !sign.is("~")) {
      return sign.is("+")
          ? operand.operand()
          : new Operand.Static(new Argument.Num(-number.value(), number.integer()));
    }
    return sign.is("+") && operand.operand() instanceof Operand.Tensor
        ? operand.operand()
        : apply(sign.is("~") ? "bitwise_not" : "neg", sign.span(), List.of(positional(operand)));
  }

  Operand binary(String op, Span operator, Parsed left, Parsed right) {
    if (left.operand() instanceof Operand.Unknown || right.operand() instanceof Operand.Unknown) {
      return UNKNOWN;
    }
    String symbol = source.text(operator);
    if (number(left.operand()) instanceof Argument.Num a
        && number(right.operand()) instanceof Argument.Num b) {
      return new Operand.Static(Numbers.combine(op, symbol, a, b, operator));
    }
    if (catalog.find(op).isEmpty()) {
      throw new LanguageException(
          operator,
          "the operator '" + symbol + "' is not supported",
          "see 'gradaudit list ops' for what there is");
    }
    return apply(op, operator, List.of(positional(left), positional(right)));
  }

  Operand attribute(Parsed value, Token name) {
    Operand receiver = value.operand();
    if (receiver instanceof Operand.Unknown) {
      return UNKNOWN;
    }
    if (receiver instanceof Operand.Module module) {
      return moduleMember(module, name);
    }
    if (receiver instanceof Operand.Sequence sequence && sequence.names().contains(name.text())) {
      return sequence.items().get(sequence.names().indexOf(name.text()));
    }
    if (receiver instanceof Operand.Tensor tensor) {
      Operand fact = KnownFacts.attribute(tensor.node().type(), name.text());
      if (fact != null) {
        return fact;
      }
      if (name.text().equals("T") || name.text().equals("mT")) {
        return apply(name.text(), name.span(), List.of(positional(value)));
      }
      if (!KnownFacts.METHODS.contains(name.text())) {
        op(name.text(), name.span());
      }
    }
    return new Operand.Method(receiver, value.span(), name.text());
  }

  private Operand moduleMember(Operand.Module module, Token name) {
    String path = module.path() + "." + name.text();
    if (MODULES.contains(path)) {
      return new Operand.Module(path);
    }
    if (!MODULES.contains(module.path())) {
      boolean function = find(module.path()) != null;
      throw new LanguageException(
          name.span(),
          "'" + module.path() + "' has no member '" + name.shown() + "'",
          function
              ? "'" + module.path() + "' is an operator; for a tensor, assign the name first"
              : null);
    }
    boolean math = module.path().equals("math");
    if (math || module.path().equals("torch")) {
      Double constant = Numbers.constant(name.text());
      if (constant != null) {
        return new Operand.Static(Argument.of((double) constant));
      }
      String dtype = math ? null : DTYPES.get(name.text());
      if (dtype != null) {
        return new Operand.Static(Argument.of(dtype));
      }
    }
    if (math && Numbers.function(name.text()) == null) {
      throw new LanguageException(
          name.span(),
          "'math' has no member '" + name.shown() + "'",
          Suggestion.didYouMean(name.text(), Numbers.functions()).orElse(null));
    }
    if (!math) {
      // A few functions of torch.linalg are others than those of torch with their names.
      if (module.path().equals("torch.linalg") && find("linalg_" + name.text()) != null) {
        return new Operand.Module(module.path() + ".linalg_" + name.text());
      }
      op(name.text(), name.span());
    }
    return new Operand.Module(path);
  }

  Operand call(Parsed function, List<Arg> arguments, Span span) {
    boolean unknown = arguments.stream().anyMatch(arg -> arg.value() instanceof Operand.Unknown);
    if (unknown || function.operand() instanceof Operand.Unknown) {
      return UNKNOWN;
    }
    if (function.operand() instanceof Operand.Method method) {
      Span name = new Span(function.span().end() - method.name().length(), function.span().end());
      return callMethod(method, name, arguments);
    }
    if (function.operand() instanceof Operand.Module module) {
      String path = module.path();
      if (MODULES.contains(path)) {
        throw new LanguageException(function.span(), "the module '" + path + "' cannot be called");
      }
      String name = path.substring(path.lastIndexOf('.') + 1);
      Span nameSpan = new Span(function.span().end() - name.length(), function.span().end());
      boolean plain = path.equals(name);
      if (path.startsWith("math.") || (plain && Builtins.isCalled(name, arguments))) {
        return Builtins.call(name, nameSpan, arguments);
      }
      return apply(name, nameSpan, arguments);
    }
    throw new LanguageException(
        span, function.operand().description() + " is not a function and cannot be called");
  }

  private Operand callMethod(Operand.Method method, Span name, List<Arg> arguments) {
    if (!(method.receiver() instanceof Operand.Tensor tensor)) {
      throw new LanguageException(
          name, method.receiver().description() + " has no method '" + method.name() + "'");
    }
    if (KnownFacts.METHODS.contains(method.name())) {
      return KnownFacts.method(method, tensor, name, arguments);
    }
    Op op = op(method.name(), name);
    List<Arg> all = new ArrayList<>(arguments);
    int place = Math.min(op.receiver(), arguments.size());
    all.add(place, new Arg(null, method.receiver(), method.receiverSpan()));
    return apply(op, name, all);
  }

  Operand index(Parsed value, List<Operand> items, Span brackets) {
    if (value.operand() instanceof Operand.Unknown) {
      return UNKNOWN;
    }
    if (value.operand() instanceof Operand.Sequence sequence) {
      return KnownFacts.element(sequence.items(), statics(items), brackets, Operand.Sequence::new);
    }
    if (value.operand() instanceof Operand.Static fixed
        && fixed.value() instanceof Argument.Tuple tuple) {
      List<Operand> elements = tuple.items().stream().<Operand>map(Operand.Static::new).toList();
      return KnownFacts.element(elements, statics(items), brackets, this::tuple);
    }
    if (!(value.operand() instanceof Operand.Tensor)) {
      throw new LanguageException(
          value.span(), value.operand().description() + " cannot be indexed");
    }
    return apply(
        catalog.find("getitem").orElseThrow(),
        brackets,
        List.of(positional(value), new Arg(null, tuple(items), brackets)));
  }

  /** An index without the tensors in it, which index nothing but tensors. */
  private static List<Argument> statics(List<Operand> items) {
    return items.stream()
        .map(item -> item instanceof Operand.Static fixed ? fixed.value() : Argument.none())
        .toList();
  }

  Operand indexItem(Parsed item) {
    if (item.operand() instanceof Operand.Unknown) {
      throw new AlreadyReportedException();
    }
    if (item.operand() instanceof Operand.Static fixed
        && (fixed.value() instanceof Argument.Num number && number.integer()
            || fixed.value() instanceof Argument.None
            || fixed.value() instanceof Argument.Ellipsis)) {
      return fixed;
    }
    if (item.operand() instanceof Operand.Tensor tensor
        && tensor.node().type().dtype() == DType.INT64) {
      return tensor;
    }
    if (item.operand() instanceof Operand.Tensor tensor
        && tensor.node().type().dtype() == DType.BOOL) {
      throw new LanguageException(
          item.span(),
          "cannot index with a mask: how many elements it picks, and so every shape after it, would"
              + " depend on data",
          "keep the shape: torch.where(mask, x, 0), or x.masked_fill(~mask, 0); a mean is the sum of"
              + " that / mask.sum()");
    }
    throw new LanguageException(
        item.span(),
        "cannot index with " + item.operand().description(),
        "an index is made of ints, slices, ..., None and int64 tensors");
  }

  /** The items of a tuple, or the slices of a tensor along its first dimension, to be unpacked. */
  List<Operand> items(Parsed value, int count) {
    Operand operand = value.operand();
    if (operand instanceof Operand.Unknown) {
      throw new AlreadyReportedException();
    }
    List<Operand> items = new ArrayList<>();
    if (operand instanceof Operand.Sequence sequence) {
      items.addAll(sequence.items());
    } else if (operand instanceof Operand.Static fixed
        && fixed.value() instanceof Argument.Tuple tuple) {
      tuple.items().forEach(item -> items.add(new Operand.Static(item)));
    } else if (operand instanceof Operand.Tensor tensor
        && tensor.node().type().shape().rank() > 0
        && tensor.node().type().shape().extent(0) == count) {
      for (long i = 0; i < count; i++) {
        items.add(index(value, List.of(new Operand.Static(Argument.of(i))), value.span()));
      }
    } else {
      throw new LanguageException(
          value.span(), "cannot unpack " + operand.description() + " into " + count + " names");
    }
    if (items.size() != count) {
      throw new LanguageException(
          value.span(),
          "cannot unpack " + items.size() + " values into " + count + " names",
          "write one name for each value");
    }
    return items;
  }

  @Nullable Long sliceBound(Parsed bound) {
    if (bound.operand() instanceof Operand.Unknown) {
      throw new AlreadyReportedException();
    }
    if (number(bound.operand()) instanceof Argument.Num number && number.integer()) {
      return (long) number.value();
    }
    if (bound.operand() instanceof Operand.Static fixed && fixed.value() instanceof Argument.None) {
      return null;
    }
    throw new LanguageException(
        bound.span(), "a slice needs ints, but got " + bound.operand().description());
  }

  /** The operator of a name, or null; indexing has no name. */
  private @Nullable Op find(String name) {
    return catalog.find(name).filter(Evaluation::isCallable).orElse(null);
  }

  private static boolean isCallable(Op op) {
    return op.signature().parameters().stream()
        .noneMatch(parameter -> parameter.kind() == Parameter.Kind.INDEX);
  }

  private Op op(String name, Span span) {
    Op op = find(name);
    if (op == null && name.endsWith("_") && find(name.substring(0, name.length() - 1)) != null) {
      String plain = name.substring(0, name.length() - 1);
      throw new LanguageException(
          span,
          "'" + Token.shown(name) + "' would change its tensor; nothing is changed in place here",
          "write " + plain + " and assign what it returns");
    }
    if (op == null) {
      throw new LanguageException(
          span,
          "unknown op '" + Token.shown(name) + "'",
          Suggestion.didYouMean(name, opNames())
              .orElse("see 'gradaudit list ops' for what there is"));
    }
    return op;
  }

  /** Applies the operator of that name. */
  private Operand apply(String name, Span span, List<Arg> arguments) {
    return apply(op(name, span), span, arguments);
  }

  private Operand apply(Op op, Span span, List<Arg> arguments) {
    Binder.Bound bound = Binder.bind(op, span, arguments);
    return new Application(catalog, graph, source).of(op, span, bound);
  }

  private static Arg positional(Parsed parsed) {
    return new Arg(null, parsed.operand(), parsed.span());
  }

  private static @Nullable Argument number(Operand operand) {
    return operand instanceof Operand.Static fixed && fixed.value() instanceof Argument.Num
        ? fixed.value()
        : null;
  }

  /** Thrown where an index uses a name whose definition has a fault of its own. */
  static final class AlreadyReportedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AlreadyReportedException() {
      super(null, null, false, false);
    }
  }
}
