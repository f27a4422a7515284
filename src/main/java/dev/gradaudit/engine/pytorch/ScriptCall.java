package dev.gradaudit.engine.pytorch;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Arguments;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A call of an operator with its arguments in the notation of TorchScript. */
final class ScriptCall {
  private static final Set<Kind> TENSORS =
      Set.of(
          Kind.TENSOR,
          Kind.OPTIONAL_TENSOR,
          Kind.MASK,
          Kind.INDICES,
          Kind.TENSOR_OR_NUMBER,
          Kind.TENSORS);
  private static final Set<Kind> LISTS =
      Set.of(Kind.DIMS, Kind.DIMS_OR_NONE, Kind.DIMS_OR_BOOL, Kind.INTS);

  private final Op op;
  private final Arguments arguments;
  private final List<Node> inputs;
  private final Function<Node, String> names;

  /**
   * @param names of the variables that hold the nodes that are not constants
   */
  ScriptCall(Op op, Arguments arguments, List<Node> inputs, Function<Node, String> names) {
    this.op = op;
    this.arguments = arguments;
    this.inputs = inputs;
    this.names = names;
  }

  /**
   * A function with PyTorch's parameters: tensors that come first by position, the rest by keyword,
   * defaults left out.
   */
  String function(String name) {
    List<String> texts = new ArrayList<>();
    boolean positional = true;
    for (Parameter parameter : op.signature().parameters()) {
      boolean usual = arguments.get(parameter.name()).equals(parameter.defaultValue());
      positional &= TENSORS.contains(parameter.kind()) && !usual;
      if (positional) {
        texts.add(text(parameter.name()));
      } else if (!usual) {
        texts.add(parameter.name() + "=" + text(parameter.name()));
      }
    }
    return "torch." + name + "(" + String.join(", ", texts) + ")";
  }

  /** A function of the texts of these parameters, by position. */
  String positional(String name, String... parameters) {
    return List.of(parameters).stream()
        .map(this::text)
        .collect(Collectors.joining(", ", "torch." + name + "(", ")"));
  }

  /** An argument: a variable, a number, a list, None. */
  String text(String parameter) {
    Argument argument = arguments.get(parameter);
    if (parameter.equals("dtype") && argument instanceof Argument.Text dtype) {
      return dtype(DType.parse(dtype.value()).orElseThrow());
    }
    Kind kind = kind(parameter);
    boolean real = kind == Kind.NUMBER || kind == Kind.NUMBER_OR_STRING;
    if (real && argument instanceof Argument.Num number && !integers()) {
      return real(number.value());
    }
    String text = text(argument);
    boolean single = argument instanceof Argument.Num && LISTS.contains(kind);
    return single ? "[" + text + "]" : text;
  }

  /** Whether it computes on integers, which a float among the arguments would convert. */
  private boolean integers() {
    return inputs.stream().anyMatch(input -> !(input instanceof Node.Constant))
        && inputs.stream().noneMatch(input -> input.type().dtype().isFloating());
  }

  private Kind kind(String parameter) {
    return op.signature().parameters().stream()
        .filter(each -> each.name().equals(parameter))
        .findFirst()
        .orElseThrow()
        .kind();
  }

  String text(Argument argument) {
    if (argument instanceof Argument.Operand operand) {
      Node input = inputs.get(operand.input());
      return input instanceof Node.Constant constant ? literal(constant) : names.apply(input);
    }
    if (argument instanceof Argument.Num number) {
      return number.integer() ? Long.toString((long) number.value()) : real(number.value());
    }
    if (argument instanceof Argument.Bool bool) {
      return bool.value() ? "True" : "False";
    }
    if (argument instanceof Argument.Text string) {
      return '"' + string.value() + '"';
    }
    if (argument instanceof Argument.Tuple tuple) {
      return tuple.items().stream().map(this::text).collect(Collectors.joining(", ", "[", "]"));
    }
    if (argument instanceof Argument.Slice slice) {
      return bound(slice.start())
          + ":"
          + bound(slice.stop())
          + (slice.step() == null ? "" : ":" + slice.step());
    }
    return argument instanceof Argument.Ellipsis ? "..." : "None";
  }

  private static String bound(@Nullable Long bound) {
    return bound == null ? "" : bound.toString();
  }

  /** A tensor argument that may not be a number: a constant becomes a tensor of its dtype. */
  String tensor(String parameter) {
    return constant(parameter) ? scalar(parameter, type(parameter).dtype()) : text(parameter);
  }

  /** A number as a tensor without dimensions. */
  String scalar(String parameter, DType dtype) {
    return "torch.scalar_tensor(" + text(parameter) + ", dtype=" + dtype(dtype) + ")";
  }

  /** Whether an argument is a number of the program that stands for a tensor. */
  boolean constant(String parameter) {
    return arguments.input(parameter).isPresent()
        && inputs.get(arguments.input(parameter).getAsInt()) instanceof Node.Constant;
  }

  TensorType type(String parameter) {
    return inputs.get(arguments.input(parameter).orElseThrow()).type();
  }

  Arguments arguments() {
    return arguments;
  }

  /** The names of the operator's parameters. */
  List<String> parameters() {
    return op.signature().parameters().stream().map(Parameter::name).toList();
  }

  private static String literal(Node.Constant constant) {
    return constant.dtype().isFloating()
        ? real(constant.value())
        : Long.toString((long) constant.value());
  }

  /** A float of TorchScript: the shortest decimal that is that double. */
  static String real(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return Double.toString(value);
  }

  /** The number by which TorchScript knows a dtype. */
  static String dtype(DType dtype) {
    return switch (dtype) {
      case INT64 -> "4";
      case FLOAT16 -> "5";
      case FLOAT32 -> "6";
      case FLOAT64 -> "7";
      case BOOL -> "11";
      case BFLOAT16 -> "15";
    };
  }
}
