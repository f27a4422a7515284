package dev.gradaudit.audit.shrink;

import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.scenario.ScenarioDraft.Variable;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What expressions of a candidate come to in its first run. */
final class Values {
  private Values() {}

  /**
   * The value of an expression: it is multiplied by a one of its own, which changes no bit, and
   * made the loss.
   *
   * @param line the expression may use what the statements before this one assign
   * @return null when a scenario cannot state it: truth values, large whole numbers, a run that
   *     fails
   */
  static @Nullable Tensor of(
      Search search, Candidate candidate, int line, String expression, TensorType type) {
    if (type.dtype() == DType.BOOL || type.shape().size() == 0) {
      return null;
    }
    boolean whole = type.dtype() == DType.INT64;
    DType dtype = whole ? DType.FLOAT64 : type.dtype();
    String one = candidate.freshName("one");
    String value = candidate.freshName("value");
    String factor = whole ? "(" + expression + ").to(torch.float64)" : "(" + expression + ")";
    List<String> statements = new ArrayList<>(candidate.statements().subList(0, line));
    statements.add(value + " = " + factor + " * " + one);
    Map<String, Variable> inputs = new LinkedHashMap<>();
    candidate
        .tensors()
        .forEach((name, variable) -> inputs.put(name, new Variable(variable.value(), false)));
    inputs.put(one, new Variable(Tensors.filled(dtype, Shape.SCALAR, 1), true));
    RunOutcome.Completed run =
        search.run(
            candidate
                .withTensors(inputs)
                .withLoss(statements, value, Tensors.filled(dtype, type.shape(), 1)));
    return run == null ? null : whole ? wholes(run.loss()) : run.loss();
  }

  private static @Nullable Tensor wholes(Tensor tensor) {
    long[] values = new long[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) tensor.doubleAt(i);
      if (Math.abs(values[i]) >= 1L << DType.FLOAT64.precision()) {
        return null;
      }
    }
    return new LongTensor(tensor.shape(), values);
  }
}
