package dev.gradaudit.engine.builtin;

import dev.gradaudit.program.Op;

/**
 * An operator together with its rules. Both are written in the primitives of {@link Arithmetic}, so
 * that every rounding, and every sum above all, is visible to the audit. Stateless.
 */
public interface DifferentiableOp extends Op {
  /** The result, of the type that {@link #infer} gave. */
  Value forward(Arithmetic math, Operands operands);

  /**
   * The vector-Jacobian product for one operand, of that operand's type.
   *
   * @param result what {@link #forward} gave
   * @param grad the gradient of the loss with respect to the result
   * @param operand the position of the operand among the inputs; only ever one that requires a
   *     gradient
   */
  Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand);
}
