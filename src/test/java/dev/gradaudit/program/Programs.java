package dev.gradaudit.program;

import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compiles programs on a fixed set of tensors. */
final class Programs {
  static final Map<String, InputType> INPUTS = inputs();

  private Programs() {}

  /** The outcome of a compilation. */
  record Compiled(Optional<Program> program, List<Fault> faults) {
    Program get() {
      return program.orElseThrow(() -> new AssertionError(rendered()));
    }

    String rendered() {
      return faults.stream().map(FaultRenderer::render).collect(Collectors.joining());
    }

    List<String> messages() {
      return faults.stream().map(Fault::message).toList();
    }
  }

  private static Map<String, InputType> inputs() {
    Map<String, InputType> inputs = new LinkedHashMap<>();
    inputs.put("x", input(true, DType.FLOAT32, 3, 4));
    inputs.put("w", input(true, DType.FLOAT32, 5, 4));
    inputs.put("v", input(false, DType.FLOAT32, 4));
    inputs.put("s", input(true, DType.FLOAT32));
    inputs.put("d", input(true, DType.FLOAT64, 4));
    inputs.put("ds", input(true, DType.FLOAT64));
    inputs.put("i", input(false, DType.INT64, 3));
    return inputs;
  }

  private static InputType input(boolean requiresGrad, DType dtype, int... extents) {
    return new InputType(new TensorType(dtype, Shape.of(extents)), requiresGrad);
  }

  /** The string form. */
  static Compiled compile(String text) {
    return compile(List.of(text), null);
  }

  static Compiled compile(List<String> lines, @Nullable String loss) {
    List<SourceLine> sources = new ArrayList<>();
    for (String line : lines) {
      sources.add(new PlainSourceLine("program.py", line));
    }
    List<Fault> faults = new ArrayList<>();
    SourceLine field = loss == null ? null : new PlainSourceLine("loss field", loss);
    Optional<Program> program =
        ProgramCompiler.compile(sources, INPUTS, field, OpTable.instance(), faults::add);
    return new Compiled(program, faults);
  }

  /** What the loss of {@code loss = expression} computes, as nested calls. */
  static String tree(String expression) {
    return tree(compile("loss = " + expression).get().loss());
  }

  /** A node as nested calls: {@code mul(x, 2.0)}; other arguments than tensors left out. */
  static String tree(Node node) {
    if (node instanceof Node.Input input) {
      return input.name();
    }
    if (node instanceof Node.Constant constant) {
      return Double.toString(constant.value());
    }
    Node.Apply apply = (Node.Apply) node;
    return apply.op().name()
        + apply.inputs().stream().map(Programs::tree).collect(Collectors.joining(", ", "(", ")"));
  }
}
