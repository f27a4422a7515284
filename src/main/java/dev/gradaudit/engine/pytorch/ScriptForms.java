package dev.gradaudit.engine.pytorch;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Argument;
import dev.gradaudit.tensor.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How each operator is called in TorchScript. Most are functions of {@code torch} with the
 * documented parameters; what is listed here is what PyTorch's Python code turns into another call,
 * so that the same kernels run as in eager Python.
 */
final class ScriptForms {
  /** Writes a call. */
  @FunctionalInterface
  interface Form {
    String write(ScriptCall call);
  }

  /** Operators with definitions that PyTorch has functions of the same name and parameters for. */
  private static final List<String> FUNCTIONS =
      List.of(
          "addmm",
          "baddbmm",
          "bmm",
          "mm",
          "mv",
          "dot",
          "outer",
          "bilinear",
          "addcmul",
          "lerp",
          "square",
          "rsqrt",
          "reciprocal",
          "trace",
          "tril",
          "triu",
          "flip",
          "stack",
          "unbind",
          "cosine_similarity",
          "masked_fill",
          "take_along_dim",
          "cumsum",
          "prod",
          "unsqueeze",
          "elu",
          "selu",
          "relu6",
          "hardtanh",
          "hardsigmoid",
          "hardswish",
          "mish",
          "glu",
          "diag",
          "index_add",
          "scatter",
          "index_select",
          "chunk",
          "logsumexp",
          "silu",
          "leaky_relu",
          "softplus",
          "gelu",
          "roll",
          "rms_norm",
          "amax",
          "amin",
          "sum",
          "mean",
          "clamp_min",
          "clamp_max",
          "expm1",
          "log1p");

  private static final Map<String, Form> FORMS = new HashMap<>();

  static {
    FUNCTIONS.forEach(name -> FORMS.put(name, call -> call.function(name)));
    FORMS.put("add", call -> commutative(call, "add"));
    FORMS.put("mul", call -> commutative(call, "mul"));
    FORMS.put("sub", ScriptForms::sub);
    FORMS.put("div", ScriptForms::div);
    for (String[] mirrored :
        new String[][] {
          {"eq", "eq"}, {"ne", "ne"}, {"lt", "gt"}, {"le", "ge"}, {"gt", "lt"}, {"ge", "le"}
        }) {
      FORMS.put(mirrored[0], call -> comparison(call, mirrored[0], mirrored[1]));
    }
    FORMS.put("where", call -> tensors(call, "where", "condition", "input", "other"));
    FORMS.put("maximum", call -> tensors(call, "maximum", "input", "other"));
    FORMS.put("minimum", call -> tensors(call, "minimum", "input", "other"));
    for (DType dtype : DType.values()) {
      FORMS.put(castName(dtype), call -> cast(call, dtype));
    }
    FORMS.put("to", call -> "torch.to(" + call.text("input") + ", " + call.text("dtype") + ")");
    FORMS.put("mT", call -> "torch.transpose(" + call.text("input") + ", -2, -1)");
    FORMS.put("expand", call -> call.positional("expand", "input", "size"));
    FORMS.put("reshape", call -> call.positional("reshape", "input", "shape"));
    FORMS.put("repeat", call -> call.positional("repeat", "input", "repeats"));
    FORMS.put("permute", call -> call.positional("permute", "input", "dims"));
    FORMS.put("getitem", ScriptForms::getitem);
    FORMS.put("clamp", ScriptForms::clamp);
    FORMS.put("split", ScriptForms::split);
    FORMS.put("cat", call -> call.positional("cat", "tensors", "dim"));
    FORMS.put("max", call -> extremum(call, "max"));
    FORMS.put("min", call -> extremum(call, "min"));
    FORMS.put("var", call -> moment(call, "var"));
    FORMS.put("std", call -> moment(call, "std"));
    FORMS.put("norm", call -> norm(call, "p"));
    FORMS.put("vector_norm", call -> norm(call, "ord"));
    FORMS.put("linalg_norm", call -> norm(call, "ord"));
    FORMS.put("embedding", ScriptForms::embedding);
    FORMS.put("logsigmoid", call -> call.positional("log_sigmoid", "input"));
    FORMS.put("dropout", call -> call.positional("dropout", "input", "p", "training"));
    FORMS.put("einsum", call -> call.positional("einsum", "equation", "operands"));
    FORMS.put("softmax", call -> call.positional("softmax", "input", "dim", "dtype"));
    FORMS.put("log_softmax", call -> call.positional("log_softmax", "input", "dim", "dtype"));
    FORMS.put("eye", call -> call.function("eye"));
    FORMS.put("pow", ScriptForms::pow);
    FORMS.put("arange", ScriptForms::arange);
    FORMS.put("full", ScriptForms::full);
    LossForms.add(FORMS);
    NormForms.add(FORMS);
    ImageForms.add(FORMS);
  }

  private ScriptForms() {}

  /** The form of an operator of the graph. */
  static Form ofOperator(String name) {
    return FORMS.getOrDefault(name, call -> call.function(name));
  }

  /**
   * The form of an operator that has a definition; null where PyTorch's own Python code composes
   * it, too.
   */
  static @Nullable Form ofReplaced(String name) {
    return FORMS.get(name);
  }

  static String list(String name, String... arguments) {
    return "torch." + name + "(" + String.join(", ", arguments) + ")";
  }

  /** A tensor in the shape that it has in common with others. */
  static String broadcast(ScriptCall call, String parameter, String... others) {
    Shape own = call.type(parameter).shape();
    Shape common = own;
    for (String other : others) {
      if (call.arguments().input(other).isPresent()) {
        common = Shape.broadcast(common, call.type(other).shape()).orElse(own);
      }
    }
    String text = call.tensor(parameter);
    return own.equals(common)
        ? text
        : "torch.expand(" + text + ", " + Arrays.toString(common.extents()) + ")";
  }

  private static String tensors(ScriptCall call, String name, String... parameters) {
    return Arrays.stream(parameters)
        .map(call::tensor)
        .collect(Collectors.joining(", ", "torch." + name + "(", ")"));
  }

  /** Python hands {@code 2 * x} to the tensor: {@code x * 2}. */
  private static String commutative(ScriptCall call, String name) {
    return call.constant("input") ? call.positional(name, "other", "input") : call.function(name);
  }

  private static String sub(ScriptCall call) {
    return call.constant("input")
        ? call.positional("rsub", "other", "input")
        : call.function("sub");
  }

  /** Python computes {@code 2 / x} as {@code x.reciprocal() * 2}. */
  private static String div(ScriptCall call) {
    return call.constant("input")
        ? "torch.mul(torch.reciprocal(" + call.text("other") + "), " + call.text("input") + ")"
        : call.function("div");
  }

  private static String comparison(ScriptCall call, String name, String mirrored) {
    return call.constant("input")
        ? call.positional(mirrored, "other", "input")
        : call.function(name);
  }

  private static String pow(ScriptCall call) {
    return call.positional("pow", "input", "exponent");
  }

  static String castName(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> "float";
      case FLOAT64 -> "double";
      case FLOAT16 -> "half";
      case BFLOAT16 -> "bfloat16";
      case INT64 -> "long";
      case BOOL -> "bool";
    };
  }

  private static String cast(ScriptCall call, DType dtype) {
    return "torch.to(" + call.text("input") + ", " + ScriptCall.dtype(dtype) + ")";
  }

  private static String getitem(ScriptCall call) {
    List<Argument> index = call.arguments().items("index");
    if (index.stream().allMatch(Argument.Ellipsis.class::isInstance)) {
      return call.positional("alias", "input");
    }
    return call.text("input")
        + index.stream().map(call::text).collect(Collectors.joining(", ", "[", "]"));
  }

  /** Either both bounds are numbers or both are tensors. */
  private static String clamp(ScriptCall call) {
    boolean tensors =
        call.arguments().input("min").isPresent() || call.arguments().input("max").isPresent();
    return list(
        "clamp",
        tensors ? broadcast(call, "input", "min", "max") : call.text("input"),
        bound(call, "min", tensors),
        bound(call, "max", tensors));
  }

  private static String bound(ScriptCall call, String parameter, boolean tensors) {
    boolean number = call.arguments().number(parameter).isPresent();
    return number && tensors
        ? call.scalar(parameter, call.type("input").dtype())
        : call.text(parameter);
  }

  private static String split(ScriptCall call) {
    Argument sizes = call.arguments().get("split_size_or_sections");
    boolean single = sizes instanceof Argument.Num;
    return list(
        single ? "split" : "split_with_sizes",
        call.text("input"),
        call.text(sizes),
        call.text("dim"));
  }

  private static String extremum(ScriptCall call, String name) {
    if (call.arguments().isNone("dim")) {
      return call.positional(name, "input");
    }
    return call.arguments().input("dim").isPresent()
        ? call.positional(name, "input", "dim")
        : call.positional(name, "input", "dim", "keepdim");
  }

  private static String moment(ScriptCall call, String name) {
    String correction = "1";
    Argument dim = call.arguments().get("dim");
    if (call.arguments().get("unbiased") instanceof Argument.Bool unbiased) {
      correction = unbiased.value() ? "1" : "0";
    }
    String dims = call.text("dim");
    if (dim instanceof Argument.Bool unbiased) {
      correction = unbiased.value() ? "1" : "0";
      dims = "None";
    }
    if (!call.arguments().isNone("correction")) {
      correction = call.text("correction");
    }
    return "torch."
        + name
        + "("
        + call.text("input")
        + ", "
        + dims
        + ", correction="
        + correction
        + ", keepdim="
        + call.text("keepdim")
        + ")";
  }

  /** Where Python's norm has no special case for matrices it is that of vectors. */
  private static String norm(ScriptCall call, String order) {
    String input = order.equals("ord") && has(call, "A") ? call.text("A") : call.text("input");
    Argument given = call.arguments().get(order);
    String ord = given instanceof Argument.Num ? call.text(given) : "2.0";
    return list("linalg_vector_norm", input, ord, call.text("dim"), call.text("keepdim"));
  }

  private static boolean has(ScriptCall call, String parameter) {
    return call.parameters().contains(parameter);
  }

  private static String embedding(ScriptCall call) {
    String padding = "-1";
    if (!call.arguments().isNone("padding_idx")) {
      int index = call.arguments().integer("padding_idx");
      int rows = call.type("weight").shape().extent(0);
      padding = Integer.toString(index < 0 ? index + rows : index);
    }
    return list("embedding", call.text("weight"), call.text("input"), padding);
  }

  private static String arange(ScriptCall call) {
    String dtype = call.arguments().isNone("dtype") ? "" : ", dtype=" + call.text("dtype");
    boolean single = call.arguments().isNone("end");
    return "torch.arange("
        + (single
            ? "0, " + call.text("start")
            : (call.arguments().isNone("start") ? "0" : call.text("start"))
                + ", "
                + call.text("end"))
        + ", "
        + call.text("step")
        + dtype
        + ")";
  }

  private static String full(ScriptCall call) {
    String dtype = call.arguments().isNone("dtype") ? "6" : call.text("dtype");
    return "torch.full("
        + call.text("size")
        + ", "
        + call.text("fill_value")
        + ", dtype="
        + dtype
        + ")";
  }
}
