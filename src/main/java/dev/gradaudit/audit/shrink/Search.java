package dev.gradaudit.audit.shrink;

import dev.gradaudit.compare.Difference;
import dev.gradaudit.compare.TensorComparison;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.IndexCheck;
import dev.gradaudit.program.InputType;
import dev.gradaudit.program.OpCatalog;
import dev.gradaudit.program.PlainSourceLine;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.ProgramCompiler;
import dev.gradaudit.program.ProgramOutline;
import dev.gradaudit.program.SourceLine;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tries candidates and keeps the best: the smallest that shows the difference. What does not
 * compile, is not smaller or has been tried before costs nothing of the budget.
 */
final class Search {
  private final GradientEngine engine;
  private final OpCatalog catalog;
  private final Demand demand;
  private final ShrinkOptions options;
  private final Set<String> tried = new HashSet<>();
  private int evaluations;
  private Candidate best;
  private Size bestSize;
  private Map<String, Difference> differences;

  /**
   * What has to differ, so that the search does not slip from one kind of difference to another.
   *
   * @param ulps at least so far apart; 0 where the difference has no distance
   * @param gradient whose gradient it is; null for any
   */
  record Demand(long ulps, @Nullable String gradient) {
    boolean isMetBy(Map<String, Difference> differences) {
      return differences.entrySet().stream()
          .filter(entry -> gradient == null || gradient.equals(entry.getKey()))
          .anyMatch(entry -> isMetBy(entry.getValue()));
    }

    private boolean isMetBy(Difference difference) {
      return ulps == 0
          ? !difference.identical()
          : difference.nonFinite().isEmpty()
              && Long.compareUnsigned(difference.maxUlp(), ulps) >= 0;
    }

    Demand withoutDistance() {
      return new Demand(0, gradient);
    }
  }

  /** Thrown when the budget is spent or the user has had enough; the best stays what it is. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoppedException() {
      super(null, null, false, false);
    }
  }

  Search(
      GradientEngine engine,
      OpCatalog catalog,
      Demand demand,
      ShrinkOptions options,
      Candidate start,
      Map<String, Difference> differences) {
    this.engine = engine;
    this.catalog = catalog;
    this.demand = demand;
    this.options = options;
    this.best = start;
    this.bestSize = Size.of(start);
    this.differences = differences;
  }

  Candidate best() {
    return best;
  }

  /** How the gradients of the best candidate differ, by name. */
  Map<String, Difference> differences() {
    return differences;
  }

  /** How many candidates have been run. */
  int evaluations() {
    return evaluations;
  }

  /** The best candidate's program taken apart. */
  ProgramOutline outline() {
    return outline(best);
  }

  ProgramOutline outline(Candidate candidate) {
    return ProgramOutline.of(candidate.statements(), candidate.inputTypes(), catalog)
        .orElseThrow(() -> new IllegalStateException("no outline: " + candidate.statements()));
  }

  /** Makes a candidate the best one if it is smaller and shows the difference. */
  boolean accepts(Candidate unpruned) {
    Candidate candidate = unpruned.pruned();
    Size size = Size.of(candidate);
    if (size.compareTo(bestSize) >= 0) {
      return false;
    }
    Program program = compile(candidate);
    if (program == null || !tried.add(candidate.fingerprint())) {
      return false;
    }
    if (options.isSpent(evaluations)) {
      throw new StoppedException();
    }
    evaluations++;
    options.progress().tried(evaluations, best.statements().size(), best.elements());
    Map<String, Difference> found = differences(candidate, program);
    if (found == null || !demand.isMetBy(found)) {
      return false;
    }
    best = candidate;
    bestSize = size;
    differences = found;
    return true;
  }

  /** Whether such a program makes sense, whatever the numbers are. */
  boolean compiles(
      List<String> statements,
      Map<String, InputType> inputs,
      String loss,
      @Nullable TensorType cotangent) {
    return program(statements, inputs, loss)
        .map(program -> program.loss().type())
        .filter(type -> cotangent == null ? type.shape().size() == 1 : type.equals(cotangent))
        .isPresent();
  }

  private @Nullable Program compile(Candidate candidate) {
    Tensor cotangent = candidate.cotangent();
    TensorType start = cotangent == null ? null : Candidate.type(cotangent);
    Program program =
        program(candidate.statements(), candidate.inputTypes(), candidate.loss()).orElse(null);
    if (program == null) {
      return null;
    }
    TensorType loss = program.loss().type();
    boolean fits = start == null ? loss.shape().size() == 1 : loss.equals(start);
    List<Object> faults = new ArrayList<>();
    IndexCheck.check(program, values(candidate), faults::add);
    return fits && faults.isEmpty() ? program : null;
  }

  private Optional<Program> program(
      List<String> statements, Map<String, InputType> inputs, String loss) {
    List<SourceLine> lines = new ArrayList<>();
    statements.forEach(statement -> lines.add(new PlainSourceLine("", statement)));
    return lines.isEmpty()
        ? Optional.empty()
        : ProgramCompiler.compile(
            lines, inputs, new PlainSourceLine("", loss), catalog, fault -> {});
  }

  private static Map<String, Tensor> values(Candidate candidate) {
    Map<String, Tensor> values = new HashMap<>();
    candidate.tensors().forEach((name, variable) -> values.put(name, variable.value()));
    return values;
  }

  /** How the gradients differ between the two runs; null when there is nothing to compare. */
  @Nullable Map<String, Difference> differences(Candidate candidate) {
    Program program = compile(candidate);
    return program == null ? null : differences(candidate, program);
  }

  private @Nullable Map<String, Difference> differences(Candidate candidate, Program program) {
    RunOutcome.Completed one = run(candidate, program, candidate.from());
    RunOutcome.Completed other = one == null ? null : run(candidate, program, candidate.to());
    return one == null || other == null ? null : differences(one, other);
  }

  static Map<String, Difference> differences(RunOutcome.Completed one, RunOutcome.Completed other) {
    Map<String, Difference> differences = new LinkedHashMap<>();
    one.gradients()
        .forEach(
            (name, first) -> {
              Tensor second = other.gradients().get(name);
              if (first != null && second != null) {
                Difference difference = TensorComparison.compare(first, second);
                if (!difference.identical()) {
                  differences.put(name, difference);
                }
              }
            });
    return differences;
  }

  /** The first run of a candidate, whatever it shows; null when it cannot be made. */
  RunOutcome.@Nullable Completed run(Candidate candidate) {
    Program program = compile(candidate);
    return program == null ? null : run(candidate, program, candidate.from());
  }

  /** What an engine runs of a candidate that compiles. */
  TrainingStep step(Candidate candidate) {
    Program program = compile(candidate);
    if (program == null) {
      throw new IllegalArgumentException("does not compile: " + candidate.statements());
    }
    return step(candidate, program);
  }

  private static TrainingStep step(Candidate candidate, Program program) {
    Tensor cotangent = candidate.cotangent();
    TensorType loss = program.loss().type();
    return new TrainingStep(
        program,
        values(candidate),
        cotangent == null ? Tensors.filled(loss.dtype(), loss.shape(), 1) : cotangent,
        candidate.from().seed());
  }

  private RunOutcome.@Nullable Completed run(
      Candidate candidate, Program program, Configuration configuration) {
    TrainingStep step = step(candidate, program);
    BooleanSupplier cancelled = options.cancelled();
    RunOutcome outcome = engine.run(step, configuration, 0, new RunOptions(false, cancelled));
    if (outcome instanceof RunOutcome.Cancelled) {
      throw new StoppedException();
    }
    return outcome instanceof RunOutcome.Completed completed ? completed : null;
  }
}
