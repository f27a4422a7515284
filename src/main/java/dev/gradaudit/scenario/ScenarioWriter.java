package dev.gradaudit.scenario;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Writes scenario files: JSON with comments, for people first. {@link ScenarioReader} reads back
 * the same bits. Every number is the shortest text of its value, and numbers that are all equal are
 * written as {@code init}.
 */
public final class ScenarioWriter {
  private static final int WIDTH = 100;
  private static final int INDENT = 2;
  private static final String CONTROL = "\\p{Cntrl}|[\\u0080-\\u009f\\u2028\\u2029]";

  /** As many equal numbers are as easily read one by one. */
  private static final int FEW = 4;

  private final Appendable out;
  private final ScenarioDraft draft;
  private final DType standard;

  private ScenarioWriter(ScenarioDraft draft, Appendable out) {
    this.draft = draft;
    this.out = out;
    this.standard = standard(draft);
  }

  /** The text of a scenario file. */
  public static String text(ScenarioDraft draft) {
    StringBuilder text = new StringBuilder();
    try {
      write(draft, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes a scenario file. */
  public static void write(ScenarioDraft draft, Appendable out) throws IOException {
    new ScenarioWriter(draft, out).write();
  }

  /** The one floating dtype, if there is only one. */
  private static DType standard(ScenarioDraft draft) {
    TreeSet<DType> dtypes =
        draft.tensors().values().stream()
            .map(variable -> variable.value().dtype())
            .filter(DType::isFloating)
            .collect(Collectors.toCollection(TreeSet::new));
    return dtypes.size() == 1 ? dtypes.first() : DType.FLOAT32;
  }

  private void write() throws IOException {
    for (String line : draft.comment()) {
      out.append(("// " + line.replaceAll(CONTROL, " ")).stripTrailing()).append('\n');
    }
    out.append("{\n");
    List<String> fields = new ArrayList<>();
    fields.add("\"name\": " + quoted(draft.name()));
    if (!draft.description().isEmpty()) {
      fields.add("\"description\": " + quoted(draft.description()));
    }
    if (standard != DType.FLOAT32) {
      fields.add("\"dtype\": " + quoted(standard.label()));
    }
    List<String> tensors = new ArrayList<>();
    draft
        .tensors()
        .forEach((name, variable) -> tensors.add(quoted(name) + ": " + tensor(variable)));
    fields.add("\"tensors\": " + block(tensors, '{', '}'));
    fields.add(
        "\"program\": " + list(draft.program().stream().map(ScenarioWriter::quoted).toList(), 1));
    if (draft.loss() != null) {
      fields.add("\"loss\": " + quoted(draft.loss()));
    }
    Tensor cotangent = draft.gradOutput();
    if (cotangent != null) {
      String numbers = isFlat(cotangent) ? "{" + numbers(cotangent, 1) + "}" : data(cotangent, 1);
      fields.add("\"grad_output\": " + numbers);
    }
    fields.add("\"audit\": " + audit(draft.audit()));
    if (!draft.expectations().isEmpty()) {
      fields.add("\"expect\": " + expect(draft.expectations()));
    }
    out.append("  ").append(String.join(",\n  ", fields)).append("\n}\n");
  }

  private String tensor(ScenarioDraft.Variable variable) {
    Tensor value = variable.value();
    boolean typed = value.dtype() != standard;
    if (!typed && !variable.requiresGrad() && !isFlat(value)) {
      return data(value, INDENT);
    }
    return "{"
        + numbers(value, INDENT)
        + (typed ? ", \"dtype\": " + quoted(value.dtype().label()) : "")
        + (variable.requiresGrad() ? ", \"requires_grad\": true" : "")
        + "}";
  }

  /** Whether a tensor is written with its shape: when it is empty or says the same all over. */
  private static boolean isFlat(Tensor tensor) {
    return tensor.size() == 0 || tensor.size() > FEW && isUniform(tensor);
  }

  private static boolean isUniform(Tensor tensor) {
    for (int i = 1; i < tensor.size(); i++) {
      if (tensor.bitsAt(i) != tensor.bitsAt(0)) {
        return false;
      }
    }
    return true;
  }

  private static String numbers(Tensor tensor, int depth) {
    if (!isFlat(tensor)) {
      return "\"data\": " + data(tensor, depth);
    }
    String shape = "\"shape\": " + Arrays.toString(tensor.shape().extents());
    String init =
        tensor.size() == 0
            ? "\"zeros\""
            : switch (number(tensor, 0)) {
              case "0" -> "\"zeros\"";
              case "1" -> "\"ones\"";
              default -> "{\"fill\": " + number(tensor, 0) + "}";
            };
    return shape + ", \"init\": " + init;
  }

  private static String number(Tensor tensor, int position) {
    return tensor instanceof LongTensor whole
        ? NumeralText.of(whole.values()[position])
        : NumeralText.of(tensor.dtype(), tensor.doubleAt(position));
  }

  private static String data(Tensor tensor, int depth) {
    return nested(tensor, 0, 0, depth);
  }

  private static String nested(Tensor tensor, int dim, int position, int depth) {
    Shape shape = tensor.shape();
    if (dim == shape.rank()) {
      return number(tensor, position);
    }
    int stride = shape.strides()[dim];
    List<String> items = new ArrayList<>(shape.extent(dim));
    for (int i = 0; i < shape.extent(dim); i++) {
      items.add(nested(tensor, dim + 1, position + i * stride, depth + 1));
    }
    return list(items, depth);
  }

  /** On one line where it fits. */
  private static String list(List<String> items, int depth) {
    int length = 2 * items.size() + 2 * depth;
    for (String item : items) {
      length += item.indexOf('\n') >= 0 ? WIDTH : item.length();
    }
    if (length <= WIDTH) {
      return "[" + String.join(", ", items) + "]";
    }
    String indent = "\n" + "  ".repeat(depth + 1);
    StringBuilder text = new StringBuilder("[").append(indent);
    int column = 0;
    for (int i = 0; i < items.size(); i++) {
      String item = items.get(i);
      boolean scalar = item.charAt(0) != '[' && item.charAt(0) != '"';
      if (i > 0) {
        boolean wraps = !scalar || column + item.length() + 2 * depth > WIDTH - INDENT;
        text.append(',').append(wraps ? indent : " ");
        column = wraps ? 0 : column;
      }
      text.append(item);
      column += item.length() + 2;
    }
    return text.append("\n").append("  ".repeat(depth)).append(']').toString();
  }

  private static String block(List<String> items, char open, char close) {
    return open + "\n    " + String.join(",\n    ", items) + "\n  " + close;
  }

  private static String audit(AxisValues values) {
    List<String> orders = values.orders().stream().map(order -> quoted(order.name())).toList();
    List<String> fields =
        List.of(
            "\"runs\": " + values.runs(),
            "\"seeds\": " + list(values.seeds().stream().map(String::valueOf).toList(), INDENT),
            "\"threads\": " + list(values.threads().stream().map(String::valueOf).toList(), INDENT),
            "\"orders\": " + list(orders, INDENT));
    String line = "{" + String.join(", ", fields) + "}";
    return line.length() < WIDTH && line.indexOf('\n') < 0 ? line : block(fields, '{', '}');
  }

  private static String expect(Map<Axis, Expectation> expectations) {
    return Arrays.stream(Axis.values())
        .filter(expectations::containsKey)
        .map(axis -> quoted(axis.label()) + ": " + demand(expectations.get(axis)))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String demand(@Nullable Expectation expectation) {
    if (expectation instanceof Expectation.MaxUlp most) {
      return "{\"max_ulp\": " + most.ulps() + "}";
    }
    return expectation instanceof Expectation.Bitwise ? "\"bitwise\"" : "\"report\"";
  }

  private static String quoted(String text) {
    return "\""
        + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text))
            .replaceAll(CONTROL, " ")
        + "\"";
  }
}
