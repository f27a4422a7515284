package dev.gradaudit.reveal;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.InputType;
import dev.gradaudit.program.OpCatalog;
import dev.gradaudit.program.PlainSourceLine;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.ProgramCompiler;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program whose loss, or whose gradient, is some sums of given terms. Nothing but the sum under
 * test rounds in it: a 0 is added to the loss, so that it has a gradient, and multiplied by 1.
 *
 * @param rows how many sums it makes
 */
record ProbeProgram(SumOp op, DType dtype, int terms, int rows, Program program) {
  static ProbeProgram of(SumOp op, DType dtype, int terms, int rows, OpCatalog ops) {
    boolean one = rows == 1;
    Map<String, InputType> inputs = new LinkedHashMap<>();
    String text =
        switch (op) {
          case SUM -> "loss = x.sum(" + (one ? "" : "dim=0") + ") + z";
          case MEAN -> "loss = x.mean(" + (one ? "" : "dim=0") + ") + z";
          case MATMUL -> "loss = a @ b + z";
          case BIAS_GRAD -> "loss = F.linear(x, weight, bias)";
        };
    switch (op) {
      case SUM, MEAN -> {
        inputs.put("x", input(dtype, one ? Shape.of(terms) : Shape.of(terms, rows), false));
        inputs.put("z", input(dtype, one ? Shape.SCALAR : Shape.of(rows), true));
      }
      case MATMUL -> {
        inputs.put("a", input(dtype, Shape.of(rows, terms), false));
        inputs.put("b", input(dtype, Shape.of(terms, 1), false));
        inputs.put("z", input(dtype, Shape.of(rows, 1), true));
      }
      case BIAS_GRAD -> {
        inputs.put("x", input(dtype, Shape.of(terms, 1), false));
        inputs.put("weight", input(dtype, Shape.of(rows, 1), false));
        inputs.put("bias", input(dtype, Shape.of(rows), true));
      }
    }
    Program program =
        ProgramCompiler.compile(
                List.of(new PlainSourceLine("probe", text)),
                inputs,
                null,
                ops,
                fault -> {
                  throw new IllegalStateException(fault.message());
                })
            .orElseThrow();
    return new ProbeProgram(op, dtype, terms, rows, program);
  }

  private static InputType input(DType dtype, Shape shape, boolean requiresGrad) {
    return new InputType(new TensorType(dtype, shape), requiresGrad);
  }

  /** Whether the terms of one sum follow each other in memory. */
  boolean byRow() {
    return op == SumOp.MATMUL || rows == 1;
  }

  /**
   * What an engine runs.
   *
   * @param data the terms as {@link #byRow} says, float or double as the dtype is held
   */
  TrainingStep step(Object data, double[] factors) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Tensor cotangent = Tensors.filled(dtype, program.loss().type().shape(), 1);
    switch (op) {
      case SUM, MEAN -> tensors.put("x", tensor(data, rows == 1 ? Shape.of(terms) : columns()));
      case MATMUL -> {
        tensors.put("a", tensor(data, Shape.of(rows, terms)));
        tensors.put("b", Tensors.generated(dtype, Shape.of(terms, 1), term -> factors[(int) term]));
      }
      case BIAS_GRAD -> {
        tensors.put("x", Tensors.filled(dtype, Shape.of(terms, 1), 0));
        tensors.put("weight", Tensors.filled(dtype, Shape.of(rows, 1), 0));
        tensors.put("bias", Tensors.filled(dtype, Shape.of(rows), 0));
        cotangent = tensor(data, columns());
      }
    }
    if (op != SumOp.BIAS_GRAD) {
      tensors.put("z", Tensors.filled(dtype, program.loss().type().shape(), 0));
    }
    return new TrainingStep(program, tensors, cotangent, 0);
  }

  private Shape columns() {
    return Shape.of(terms, rows);
  }

  private Tensor tensor(Object data, Shape shape) {
    return data instanceof float[] floats
        ? new FloatTensor(dtype, shape, floats)
        : new DoubleTensor(shape, (double[]) data);
  }
}
