package dev.gradaudit.engine;

import dev.gradaudit.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a run ended. */
public sealed interface RunOutcome {
  /**
   * It computed the gradients. NaNs are canonical ({@link
   * dev.gradaudit.tensor.Tensors#withCanonicalNaN}).
   *
   * @param gradients for every tensor that requires a gradient, in the order of the scenario; null
   *     where the loss does not depend on the tensor
   * @param anomaly the first NaN or infinity that appeared, where the run was asked to look for it
   */
  record Completed(Tensor loss, Map<String, @Nullable Tensor> gradients, @Nullable Anomaly anomaly)
      implements RunOutcome {
    public Completed {
      gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
    }
  }

  /** The engine could not run; {@code message} says why, in one line. */
  record Failed(String message) implements RunOutcome {}

  /** Stopped because the user asked for it. */
  record Cancelled() implements RunOutcome {}
}
