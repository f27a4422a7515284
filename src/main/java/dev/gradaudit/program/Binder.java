package dev.gradaudit.program;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Parser.Arg;
import dev.gradaudit.text.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Matches the arguments of a call with the parameters of an operator. */
final class Binder {
  /** Spellings that PyTorch takes over from NumPy. */
  private static final Map<String, String> KEYWORD_ALIASES =
      Map.of("axis", "dim", "keepdims", "keepdim");

  /** Arguments of PyTorch that may be given as long as they are not used. */
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "inplace",
          "return_indices",
          "recompute_scale_factor",
          "antialias",
          "enable_gqa",
          "max_norm",
          "scale_grad_by_freq",
          "sparse",
          "size_average",
          "reduce",
          "out",
          "generator",
          "device",
          "requires_grad");

  private final Op op;
  private final Span callSpan;
  private final Map<String, Arg> given = new LinkedHashMap<>();
  private final Map<String, List<Arg>> spread = new LinkedHashMap<>();

  private Binder(Op op, Span callSpan) {
    this.op = op;
    this.callSpan = callSpan;
  }

  /**
   * The arguments of a call by parameter.
   *
   * @param tensors every tensor among them, with the argument that it came in; a number taken for a
   *     tensor is still a number here
   * @param values for each parameter its value, tensors as positions in {@code tensors}
   * @param spans where the argument of each parameter that was given stands
   */
  record Bound(List<Tensor> tensors, Map<String, Argument> values, Map<String, Span> spans) {}

  /** A tensor operand, or a number that is to become one, with the kind of its parameter. */
  record Tensor(Operand operand, Span span, Kind kind) {
    /** Whether it takes part in finding a common dtype. */
    boolean promotes() {
      return kind != Kind.MASK && kind != Kind.INDICES && kind != Kind.INDEX;
    }
  }

  /** Binds a call's arguments; a fault names the argument that is to blame. */
  static Bound bind(Op op, Span callSpan, List<Arg> arguments) {
    Binder binder = new Binder(op, callSpan);
    binder.assign(arguments);
    return binder.convert();
  }

  private void assign(List<Arg> arguments) {
    List<Parameter> parameters = op.signature().parameters();
    int position = 0;
    for (Arg arg : arguments) {
      if (arg.keyword() != null) {
        assignKeyword(arg, arg.keyword());
        continue;
      }
      if (position >= parameters.size()) {
        throw new LanguageException(
            arg.span(),
            op.name()
                + " takes at most "
                + parameters.size()
                + (parameters.size() == 1 ? " argument" : " arguments"),
            usage());
      }
      Parameter parameter = parameters.get(position);
      boolean tensors = parameter.kind() == Kind.TENSORS && arg.value() instanceof Operand.Tensor;
      if (parameter.kind() == Kind.INTS || tensors) {
        // The rest of the positional arguments, as in x.view(2, 3) and einsum('ij,j', x, y).
        spread.computeIfAbsent(parameter.name(), name -> new ArrayList<>()).add(arg);
      } else {
        given.put(parameter.name(), arg);
        position++;
      }
    }
  }

  private void assignKeyword(Arg arg, Token keyword) {
    String name = KEYWORD_ALIASES.getOrDefault(keyword.text(), keyword.text());
    List<String> names = op.signature().parameters().stream().map(Parameter::name).toList();
    if (!names.contains(name) && UNSUPPORTED.contains(name)) {
      requireUnused(arg, keyword);
      return;
    }
    if (!names.contains(name)) {
      throw new LanguageException(
          keyword.span(),
          op.name() + " has no argument '" + keyword.shown() + "'",
          Suggestion.didYouMean(keyword.text(), names).orElse(usage()));
    }
    if (given.containsKey(name) || spread.containsKey(name)) {
      throw new LanguageException(arg.span(), op.name() + " got the argument '" + name + "' twice");
    }
    given.put(name, arg);
  }

  /** False and None say that an argument of PyTorch is not used, which it cannot be here. */
  private void requireUnused(Arg arg, Token keyword) {
    boolean unused =
        arg.value() instanceof Operand.Static fixed
            && (fixed.value() instanceof Argument.None
                || fixed.value() instanceof Argument.Bool flag && !flag.value());
    if (!unused) {
      boolean inPlace = keyword.text().equals("inplace");
      throw new LanguageException(
          arg.span(),
          inPlace
              ? "nothing is changed in place here"
              : op.name() + " does not support '" + keyword.text() + "'",
          inPlace ? "leave it out and use what " + op.name() + " returns" : "leave it out");
    }
  }

  private Bound convert() {
    List<Tensor> tensors = new ArrayList<>();
    Map<String, Argument> values = new LinkedHashMap<>();
    Map<String, Span> spans = new LinkedHashMap<>();
    for (Parameter parameter : op.signature().parameters()) {
      String name = parameter.name();
      Arg arg = given.containsKey(name) ? given.get(name) : gathered(spread.get(name));
      if (arg != null) {
        spans.put(name, arg.span());
        values.put(name, convert(parameter, arg, tensors));
      } else if (parameter.isRequired()) {
        throw new LanguageException(
            callSpan, op.name() + " needs an argument '" + name + "'", usage());
      } else {
        values.put(name, parameter.defaultValue());
      }
    }
    return new Bound(tensors, values, spans);
  }

  /** Positional ints as one tuple; a tuple alone is itself. */
  private static @Nullable Arg gathered(@Nullable List<Arg> args) {
    if (args == null) {
      return null;
    }
    if (args.get(0).value() instanceof Operand.Tensor) {
      List<Operand> tensors = args.stream().map(Arg::value).toList();
      Span all = args.get(0).span().to(args.get(args.size() - 1).span());
      return new Arg(null, new Operand.Sequence(tensors), all);
    }
    if (args.size() == 1) {
      return args.get(0);
    }
    Span span = args.get(0).span().to(args.get(args.size() - 1).span());
    List<Argument> items = new ArrayList<>();
    for (Arg arg : args) {
      if (!(arg.value() instanceof Operand.Static item)) {
        return arg;
      }
      items.add(item.value());
    }
    return new Arg(null, new Operand.Static(new Argument.Tuple(items)), span);
  }

  private Argument convert(Parameter parameter, Arg arg, List<Tensor> tensors) {
    Operand operand = arg.value();
    Argument value = operand instanceof Operand.Static fixed ? fixed.value() : null;
    boolean tensor = operand instanceof Operand.Tensor;
    boolean number = value instanceof Argument.Num;
    boolean none = value instanceof Argument.None;
    DType dtype = operand instanceof Operand.Tensor known ? known.node().type().dtype() : null;
    boolean fits =
        switch (parameter.kind()) {
          case TENSOR -> tensor || number;
          case OPTIONAL_TENSOR -> tensor || none;
          case MASK -> dtype == DType.BOOL;
          case INDICES -> dtype == DType.INT64;
          case TENSOR_OR_NUMBER -> tensor || number;
          case NUMBER -> number;
          case INT -> isInt(value);
          case DIMS -> isInts(value);
          case DIMS_OR_NONE -> isIntsOrNone(value);
          case DIMS_OR_BOOL -> isInts(value) || value instanceof Argument.Bool;
          case INTS -> isInts(value);
          case BOOL -> value instanceof Argument.Bool;
          case STRING -> value instanceof Argument.Text;
          case INTS_OR_STRING -> isInts(value) || value instanceof Argument.Text;
          case NUMBER_OR_STRING -> number || value instanceof Argument.Text;
          case TENSORS -> operand instanceof Operand.Sequence;
          case INDEX -> value != null || operand instanceof Operand.Sequence;
        };
    boolean absent = none && parameter.defaultValue() instanceof Argument.None;
    if (!fits && !absent) {
      throw new LanguageException(
          arg.span(),
          op.name()
              + ": '"
              + parameter.name()
              + "' has to be "
              + expected(parameter.kind())
              + ", but it is "
              + operand.description());
    }
    Kind kind = parameter.kind();
    if (tensor || (number && kind == Kind.TENSOR)) {
      tensors.add(new Tensor(operand, arg.span(), kind));
      return new Argument.Operand(tensors.size() - 1);
    }
    if (operand instanceof Operand.Sequence sequence) {
      List<Argument> items = new ArrayList<>();
      List<Arg> each = spread.getOrDefault(parameter.name(), List.of());
      for (int i = 0; i < sequence.items().size(); i++) {
        Operand item = sequence.items().get(i);
        if (item instanceof Operand.Static fixed && kind == Kind.INDEX) {
          items.add(fixed.value());
          continue;
        }
        Span span = i < each.size() ? each.get(i).span() : arg.span();
        tensors.add(new Tensor(item, span, kind));
        items.add(new Argument.Operand(tensors.size() - 1));
      }
      return new Argument.Tuple(items);
    }
    return value == null ? Argument.none() : value;
  }

  private static boolean isInt(@Nullable Argument value) {
    return value instanceof Argument.Num number
        && number.integer()
        && number.value() == (int) number.value();
  }

  private static boolean isInts(@Nullable Argument value) {
    return isInt(value)
        || value instanceof Argument.Tuple tuple && tuple.items().stream().allMatch(Binder::isInt);
  }

  private static boolean isIntsOrNone(@Nullable Argument value) {
    return isInt(value)
        || value instanceof Argument.Tuple tuple
            && tuple.items().stream()
                .allMatch(item -> item instanceof Argument.None || isInt(item));
  }

  private static String expected(Kind kind) {
    return switch (kind) {
      case TENSOR -> "a tensor";
      case OPTIONAL_TENSOR -> "a tensor or None";
      case MASK -> "a tensor of dtype bool";
      case INDICES -> "a tensor of dtype int64";
      case TENSOR_OR_NUMBER -> "a tensor or a number";
      case NUMBER -> "a number";
      case INT -> "an int";
      case TENSORS -> "a list of tensors";
      case DIMS -> "an int, a tuple of ints or None";
      case DIMS_OR_NONE -> "an int, or a tuple of ints and None";
      case DIMS_OR_BOOL -> "an int, a tuple of ints, True, False or None";
      case INTS -> "ints";
      case BOOL -> "True or False";
      case STRING -> "a string";
      case INTS_OR_STRING -> "an int, a tuple of ints or a string";
      case NUMBER_OR_STRING -> "a number or a string";
      case INDEX -> "an index";
    };
  }

  /** {@code sum(input, dim=None, keepdim=False)}. */
  private String usage() {
    StringBuilder usage = new StringBuilder("write ").append(op.name()).append('(');
    String separator = "";
    for (Parameter parameter : op.signature().parameters()) {
      usage.append(separator).append(parameter.name());
      if (!parameter.isRequired()) {
        usage.append('=').append(Literals.text(parameter.defaultValue()));
      }
      separator = ", ";
    }
    return usage.append(')').toString();
  }
}
