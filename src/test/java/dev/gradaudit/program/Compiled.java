package dev.gradaudit.program;

import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program compiled with the operators that ship, over a few tensors: x [2, 3] and w [4, 3]
 * require gradients, v [3] and s [] do not, d [3] is float64, k [2] holds labels.
 */
record Compiled(@Nullable Program program, List<Fault> faults) {
  static final Map<String, InputType> INPUTS = inputs();

  private static Map<String, InputType> inputs() {
    Map<String, InputType> inputs = new LinkedHashMap<>();
    inputs.put("x", type(DType.FLOAT32, true, 2, 3));
    inputs.put("w", type(DType.FLOAT32, true, 4, 3));
    inputs.put("v", type(DType.FLOAT32, false, 3));
    inputs.put("s", type(DType.FLOAT32, false));
    inputs.put("d", type(DType.FLOAT64, true, 3));
    inputs.put("k", type(DType.INT64, false, 2));
    return inputs;
  }

  private static InputType type(DType dtype, boolean requiresGrad, int... extents) {
    return new InputType(new TensorType(dtype, Shape.of(extents)), requiresGrad);
  }

  /** In the list form. */
  static Compiled of(String... lines) {
    return withLoss(null, lines);
  }

  static Compiled withLoss(@Nullable String loss, String... lines) {
    List<SourceLine> sources = new ArrayList<>();
    for (String line : lines) {
      sources.add(new PlainSourceLine("program", line));
    }
    List<Fault> faults = new ArrayList<>();
    SourceLine field = loss == null ? null : new PlainSourceLine("loss field", loss);
    Program program =
        ProgramCompiler.compile(sources, INPUTS, field, OpTable.instance(), faults::add)
            .orElse(null);
    return new Compiled(program, faults);
  }

  /** The program; the faults are an assertion error. */
  Program compiled() {
    if (program == null) {
      throw new AssertionError(faults.toString());
    }
    return program;
  }

  /** The graph of the loss, written as nested calls. */
  String loss() {
    return text(compiled().loss());
  }

  TensorType type() {
    return compiled().loss().type();
  }

  /** The messages, each with its line, column and advice. */
  List<String> messages() {
    return faults.stream()
        .map(
            fault ->
                fault.location().line()
                    + ":"
                    + fault.location().column()
                    + " "
                    + fault.message()
                    + (fault.advice() == null ? "" : " | " + fault.advice()))
        .toList();
  }

  private static String text(Node node) {
    if (node instanceof Node.Input input) {
      return input.name();
    }
    if (node instanceof Node.Constant constant) {
      return constant.value() + ":" + constant.dtype().label();
    }
    Node.Apply apply = (Node.Apply) node;
    StringBuilder text = new StringBuilder(apply.op().name()).append('(');
    String separator = "";
    for (Parameter parameter : apply.op().signature().parameters()) {
      Argument argument = apply.arguments().get(parameter.name());
      if (argument.equals(parameter.defaultValue())) {
        continue;
      }
      text.append(separator);
      text.append(
          argument instanceof Argument.Operand operand
              ? text(apply.inputs().get(operand.input()))
              : Literals.text(argument));
      separator = ", ";
    }
    return text.append(')').toString();
  }
}
