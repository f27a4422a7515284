package dev.gradaudit.scenario;

import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ScenarioWriter} makes a scenario file of: its numbers are there already.
 *
 * @param comment lines to begin the file with
 * @param tensors by name, in the order of the file
 * @param program one statement each
 * @param loss the name of the loss; null for the last one assigned
 * @param gradOutput what backward starts from; null for 1
 */
public record ScenarioDraft(
    List<String> comment,
    String name,
    String description,
    Map<String, Variable> tensors,
    List<String> program,
    @Nullable String loss,
    @Nullable Tensor gradOutput,
    AxisValues audit,
    Map<Axis, Expectation> expectations) {
  public ScenarioDraft {
    comment = List.copyOf(comment);
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    program = List.copyOf(program);
    expectations = Map.copyOf(expectations);
  }

  /** A tensor with its numbers. */
  public record Variable(Tensor value, boolean requiresGrad) {}
}
