package dev.gradaudit.engine.builtin;

import dev.gradaudit.engine.Anomaly;
import dev.gradaudit.program.Program;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the first result, in execution order, that holds a NaN or an infinity. All results
 * before it were finite, so the operation that gave it is the one that made it. An infinity that
 * the program writes itself, to mask something, was made by nobody, nor were those that follow from
 * it.
 */
final class AnomalyDetector {
  private final boolean enabled;
  private final Program program;
  private @Nullable Anomaly first;

  AnomalyDetector(boolean enabled, Program program) {
    this.enabled = enabled;
    this.program = program;
  }

  /** Looks at what no operation made: a tensor of the scenario, a number, the cotangent. */
  void data(String name, Tensor tensor) {
    if (enabled && first == null) {
      String value = nonFinite(tensor);
      if (value != null) {
        first = new Anomaly(name, "data", 0, 0, "", value);
      }
    }
  }

  /** Looks at what an operation gave. */
  void computed(SiteScope scope, Tensor tensor) {
    computed(scope, tensor, false);
  }

  /**
   * Looks at what an operation gave.
   *
   * @param handsOn whether it was given infinities that the program means, as in a mask of −∞: then
   *     only NaN is an anomaly
   * @return whether it hands such infinities on
   */
  boolean computed(SiteScope scope, Tensor tensor, boolean handsOn) {
    if (enabled && first == null) {
      String value = nonFinite(tensor);
      if (handsOn && value != null && !hasNan(tensor)) {
        return true;
      }
      if (value != null) {
        int index = scope.line() - 1;
        String statement =
            index >= 0 && index < program.statements().size()
                ? program.statements().get(index)
                : "";
        first =
            new Anomaly(scope.op(), scope.role(), scope.line(), scope.column(), statement, value);
      }
    }
    return false;
  }

  @Nullable Anomaly first() {
    return first;
  }

  private static boolean hasNan(Tensor tensor) {
    for (int i = 0; i < tensor.size(); i++) {
      if (Double.isNaN(tensor.doubleAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String nonFinite(Tensor tensor) {
    if (tensor instanceof FloatTensor || tensor instanceof DoubleTensor) {
      for (int i = 0; i < tensor.size(); i++) {
        double value = tensor.doubleAt(i);
        if (Double.isNaN(value)) {
          return "nan";
        }
        if (Double.isInfinite(value)) {
          return value > 0 ? "inf" : "-inf";
        }
      }
    }
    return null;
  }
}
