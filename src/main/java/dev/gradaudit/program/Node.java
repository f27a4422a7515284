package dev.gradaudit.program;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import java.util.List;

/** A vertex of the typed graph. Ids are positions in {@link Program#nodes()}. */
public sealed interface Node {
  int id();

  TensorType type();

  /** Whether a gradient flows through it to some tensor that requires one. */
  boolean requiresGrad();

  /** A tensor of the scenario. */
  record Input(int id, String name, TensorType type, boolean requiresGrad) implements Node {}

  /** A number of the program text, as a scalar tensor. */
  record Constant(int id, double value, DType dtype) implements Node {
    @Override
    public TensorType type() {
      return new TensorType(dtype, Shape.SCALAR);
    }

    @Override
    public boolean requiresGrad() {
      return false;
    }
  }

  /**
   * The application of an operator.
   *
   * @param line 1-based number of the program line (statement) that it belongs to
   * @param column 1-based column of the operator within the text of that statement
   * @param composite the operators whose definitions it is part of, outermost first, separated by
   *     slashes; empty where the program itself applies it
   */
  record Apply(
      int id,
      Op op,
      List<Node> inputs,
      Arguments arguments,
      TensorType type,
      boolean requiresGrad,
      int line,
      int column,
      Location location,
      String composite)
      implements Node {
    public Apply {
      inputs = List.copyOf(inputs);
    }

    /** What a report calls it: {@code sum}, or {@code normalize/sum} inside a definition. */
    public String label() {
      return composite.isEmpty() ? op.name() : composite + "/" + op.name();
    }
  }
}
