package dev.gradaudit.scenario;

import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.TrainingStep;
import java.util.Map;

/**
 * A scenario: tensors, a program that computes a loss from them, and what to audit.
 *
 * @param name from the file, or else the file's name without its ending
 * @param file as the user named it
 * @param sha256 of the file's bytes, followed by those of the tensor files that it names, 64 hex
 *     digits
 * @param expectations only what the file states; an axis that it leaves out is not in the map
 * @param dataDependsOnSeed whether some tensor or the cotangent changes with the seed
 * @param steps makes the tensors for a seed
 */
public record Scenario(
    String name,
    String description,
    String file,
    String sha256,
    Program program,
    AxisValues audit,
    Map<Axis, Expectation> expectations,
    boolean dataDependsOnSeed,
    StepFactory steps) {
  public Scenario {
    expectations = Map.copyOf(expectations);
  }

  /** Makes the training step of a seed: the same bits for the same seed, everywhere. */
  @FunctionalInterface
  public interface StepFactory {
    TrainingStep step(long seed);
  }
}
