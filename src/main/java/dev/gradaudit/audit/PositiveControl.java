package dev.gradaudit.audit;

import dev.gradaudit.audit.ControlledSite.Outcome;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.compare.TensorComparison;
import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Analyst;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.MixedOrder;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.OrderSyntaxException;
import dev.gradaudit.reduction.Orders;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts another order into each reduction site in turn and reports which of them show in a gradient:
 * an audit that would not notice a difference proves nothing by finding none.
 */
final class PositiveControl {
  /** Tried one after the other, until one is noticed. */
  private static final List<String> INJECTED =
      List.of("reversed", "pairwise", "strided:8", "shuffled", "random-tree", "sequential");

  private final GradientEngine engine;
  private final Analyst analyst;
  private final RunOptions options;

  PositiveControl(GradientEngine engine, Analyst analyst, RunOptions options) {
    this.engine = engine;
    this.analyst = analyst;
    this.options = options;
  }

  /**
   * The sites in execution order; those that were not reached before the user interrupted are left
   * out.
   */
  List<ControlledSite> run(TrainingStep step, Configuration baseline) {
    Analysis analysis = analyst.analyse(step, Liberties.NONE);
    if (!(engine.run(step, baseline, 0, options) instanceof RunOutcome.Completed usual)) {
      return List.of();
    }
    Set<Integer> reached = new HashSet<>();
    analysis.gradients().values().forEach(gradient -> reached.addAll(gradient.sites()));
    Set<SiteKey> freed = freedByARandomCotangent(step, analysis);
    List<ControlledSite> controlled = new ArrayList<>();
    for (int i = 0; i < analysis.sites().size(); i++) {
      Analysis.Site site = analysis.sites().get(i);
      if (!reached.contains(i)) {
        controlled.add(without(site, Outcome.UNREACHED));
      } else if (site.proof() == Analysis.Proof.FEW_TERMS) {
        controlled.add(without(site, Outcome.FEW_TERMS));
      } else if (site.proof() == Analysis.Proof.EXACT) {
        boolean cotangent = freed.contains(site.key());
        controlled.add(without(site, cotangent ? Outcome.CONSTANT_COTANGENT : Outcome.EXACT));
      } else {
        ControlledSite result = inject(step, baseline, usual, site);
        if (result == null) {
          return controlled;
        }
        controlled.add(result);
      }
    }
    return controlled;
  }

  private static ControlledSite without(Analysis.Site site, Outcome outcome) {
    return new ControlledSite(site.key(), site.terms(), outcome, null, null, 0);
  }

  /** Null when a run was stopped. */
  private @Nullable ControlledSite inject(
      TrainingStep step, Configuration baseline, RunOutcome.Completed usual, Analysis.Site site) {
    for (String name : INJECTED) {
      Order order = order(name);
      if (order.equals(baseline.order())) {
        continue;
      }
      MixedOrder mixed =
          new MixedOrder(
              baseline.order(),
              Map.of(
                  site.key(), new MixedOrder.Instead(order, baseline.threads(), baseline.seed())));
      Configuration injected = new Configuration(baseline.seed(), baseline.threads(), mixed);
      if (!(engine.run(step, injected, 0, options) instanceof RunOutcome.Completed run)) {
        return null;
      }
      ControlledSite caught = caught(site, name, usual, run);
      if (caught != null) {
        return caught;
      }
    }
    return without(site, Outcome.MISSED);
  }

  private static @Nullable ControlledSite caught(
      Analysis.Site site, String order, RunOutcome.Completed usual, RunOutcome.Completed run) {
    Difference most = null;
    String gradient = null;
    for (Map.Entry<String, @Nullable Tensor> entry : usual.gradients().entrySet()) {
      Tensor expected = entry.getValue();
      Tensor actual = run.gradients().get(entry.getKey());
      if (expected != null && actual != null && !Tensors.sameBits(expected, actual)) {
        Difference difference = TensorComparison.compare(expected, actual);
        if (Furthest.isBeyond(difference, most)) {
          most = difference;
          gradient = entry.getKey();
        }
      }
    }
    return most == null
        ? null
        : new ControlledSite(
            site.key(), site.terms(), Outcome.CAUGHT, order, gradient, most.maxUlp());
  }

  /** The sites that are exact only because every element of the cotangent is the same. */
  private Set<SiteKey> freedByARandomCotangent(TrainingStep step, Analysis analysis) {
    Set<SiteKey> freed = new HashSet<>();
    boolean exact =
        analysis.sites().stream().anyMatch(site -> site.proof() == Analysis.Proof.EXACT);
    if (!exact || !isConstant(step.gradOutput())) {
      return freed;
    }
    CounterRandom random = CounterRandom.of(0, "random cotangent");
    Tensor constant = step.gradOutput();
    Tensor drawn = Tensors.generated(constant.dtype(), constant.shape(), random::gaussian);
    TrainingStep other = new TrainingStep(step.program(), step.tensors(), drawn, step.seed());
    for (Analysis.Site site : analyst.analyse(other, Liberties.NONE).sites()) {
      if (site.proof() == null) {
        freed.add(site.key());
      }
    }
    return freed;
  }

  private static boolean isConstant(Tensor tensor) {
    for (int i = 1; i < tensor.size(); i++) {
      if (tensor.bitsAt(i) != tensor.bitsAt(0)) {
        return false;
      }
    }
    return true;
  }

  private static Order order(String name) {
    try {
      return Orders.parse(name);
    } catch (OrderSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
