package dev.gradaudit.engine.builtin;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Arguments;
import dev.gradaudit.program.Node;
import dev.gradaudit.tensor.Shape;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The operands of one application of an operator in one run: tensors with their values, everything
 * else as {@link #arguments()}; and what forward leaves there for backward.
 */
public final class Operands {
  private final Node.Apply node;
  private final List<Value> values;
  private final long seed;
  private List<Value> saved = List.of();

  /**
   * @param seed of the step
   */
  Operands(Node.Apply node, List<Value> values, long seed) {
    this.seed = seed;
    this.node = node;
    this.values = List.copyOf(values);
  }

  public Arguments arguments() {
    return node.arguments();
  }

  /** The value of a tensor argument. */
  public Value get(String parameter) {
    return values.get(
        arguments()
            .input(parameter)
            .orElseThrow(() -> new IllegalArgumentException(parameter + " is not a tensor here")));
  }

  /** The number that the program wrote for a tensor argument; empty where it is a tensor. */
  public OptionalDouble number(String parameter) {
    Node input = node.inputs().get(arguments().input(parameter).orElseThrow());
    return input instanceof Node.Constant constant
        ? OptionalDouble.of(constant.value())
        : OptionalDouble.empty();
  }

  /** The value at a position among the inputs, as {@link Arguments#inputs} names them. */
  public Value input(int position) {
    return values.get(position);
  }

  /** How many tensors there are. */
  public int count() {
    return values.size();
  }

  /** Whether an optional tensor argument is there. */
  public boolean has(String parameter) {
    return arguments().input(parameter).isPresent();
  }

  /** Whether the operand at a position is the tensor argument of that name. */
  public boolean is(int operand, String parameter) {
    OptionalInt position = arguments().input(parameter);
    return position.isPresent() && position.getAsInt() == operand;
  }

  /** The shape of the result, as inferred. */
  public Shape resultShape() {
    return node.type().shape();
  }

  /** The dtype of the result, as inferred. */
  public DType dtype() {
    return node.type().dtype();
  }

  /** Random numbers of this application's own: the same in every run of a seed. */
  public CounterRandom random() {
    return CounterRandom.of(
        seed, node.label() + " at " + node.line() + ":" + node.column() + " node " + node.id());
  }

  /** Keeps an intermediate result of forward for backward. */
  public Value save(Value value) {
    saveAll(value);
    return value;
  }

  /** Keeps several intermediate results of forward for backward. */
  public void saveAll(Value... values) {
    saved = List.of(values);
  }

  /** What forward saved, if it was one value; the first of several. */
  public Value saved() {
    return saved(0);
  }

  /** The value at a position among those that forward saved. */
  public Value saved(int position) {
    if (position >= saved.size()) {
      throw new IllegalStateException(
          "forward of " + node.op().name() + " saved no value " + position);
    }
    return saved.get(position);
  }
}
