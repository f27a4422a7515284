package dev.gradaudit.scenario;

import dev.gradaudit.program.TensorType;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A tensor as a scenario states it.
 *
 * @param fixedSeed draws it, whatever the seed of the run
 * @param initialiser null when a fault is on record that spares the type
 */
record TensorSpec(
    String name,
    TensorType type,
    boolean requiresGrad,
    OptionalLong fixedSeed,
    @Nullable Initialiser initialiser) {

  /** Whether the tensor is another one for another seed. */
  boolean dependsOnSeed() {
    return fixedSeed.isEmpty() && initialiser != null && initialiser.isRandom();
  }
}
