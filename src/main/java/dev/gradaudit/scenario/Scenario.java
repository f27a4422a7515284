package dev.gradaudit.scenario;

import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.TrainingStep;
import java.util.Collections;
import java.util.LinkedHashMap;
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
 * @param matrix the values of the file's variables in this scenario; empty where it has none
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
    StepFactory steps,
    Map<String, MatrixValue> matrix) {
  public Scenario {
    expectations = Map.copyOf(expectations);
    matrix = Collections.unmodifiableMap(new LinkedHashMap<>(matrix));
  }

  /** A scenario of a file without variables. */
  public Scenario(
      String name,
      String description,
      String file,
      String sha256,
      Program program,
      AxisValues audit,
      Map<Axis, Expectation> expectations,
      boolean dataDependsOnSeed,
      StepFactory steps) {
    this(
        name,
        description,
        file,
        sha256,
        program,
        audit,
        expectations,
        dataDependsOnSeed,
        steps,
        Map.of());
  }

  /** Makes the training step of a seed: the same bits for the same seed, everywhere. */
  @FunctionalInterface
  public interface StepFactory {
    TrainingStep step(long seed);
  }
}
