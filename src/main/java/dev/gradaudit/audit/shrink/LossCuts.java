package dev.gradaudit.audit.shrink;

import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.program.ProgramOutline.Statement;
import dev.gradaudit.program.ProgramOutline.Target;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.scenario.ScenarioDraft.Variable;
import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets the program end earlier: the loss is the sum of an intermediate result, or the result itself
 * with the gradient that it had as the cotangent. The earliest result that will do is taken.
 */
final class LossCuts implements Reduction {
  @Override
  public void reduce(Search search) {
    Candidate base = search.best();
    List<Statement> statements = search.outline().statements();
    for (int line = 0; line < statements.size(); line++) {
      for (Target target : statements.get(line).targets()) {
        if (carriesGradient(target) && search.accepts(summed(base, line, target))) {
          return;
        }
      }
    }
    for (int line = 0; line < statements.size() - 1; line++) {
      for (Target target : statements.get(line).targets()) {
        Tensor cotangent =
            carriesGradient(target) ? gradient(search, base, statements, line, target) : null;
        List<String> kept = base.statements().subList(0, line + 1);
        if (cotangent != null && search.accepts(base.withLoss(kept, target.name(), cotangent))) {
          return;
        }
      }
    }
  }

  private static boolean carriesGradient(Target target) {
    return target.type() != null && target.type().dtype().isFloating() && target.requiresGrad();
  }

  private static Candidate summed(Candidate base, int line, Target target) {
    List<String> kept = new ArrayList<>(base.statements().subList(0, line + 1));
    TensorType type = target.type();
    if (type != null && type.shape().size() == 1) {
      return base.withLoss(kept, target.name(), null);
    }
    String loss = base.withStatements(kept).freshName("loss");
    kept.add(loss + " = " + target.name() + ".sum()");
    return base.withLoss(kept, loss, null);
  }

  /** The gradient that an intermediate result has in the first run. */
  private static @Nullable Tensor gradient(
      Search search, Candidate base, List<Statement> statements, int line, Target target) {
    Map<String, Variable> inputs = new LinkedHashMap<>();
    base.tensors()
        .forEach((name, variable) -> inputs.put(name, new Variable(variable.value(), false)));
    for (Target other : statements.get(line).targets()) {
      TensorType type = other.type();
      if (type == null) {
        return null;
      }
      Tensor value = Values.of(search, base, line + 1, other.name(), type);
      if (value == null) {
        return null;
      }
      inputs.put(other.name(), new Variable(value, other.name().equals(target.name())));
    }
    List<String> rest = new ArrayList<>(base.statements());
    rest.remove(line);
    RunOutcome.Completed run = search.run(base.withStatements(rest).withTensors(inputs));
    return run == null ? null : run.gradients().get(target.name());
  }
}
