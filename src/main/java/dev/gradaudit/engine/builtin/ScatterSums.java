package dev.gradaudit.engine.builtin;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Analysis.Proof;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the facts of a scatter: those of all of its groups taken together. */
final class ScatterSums {
  private final ScatterGroups scatter;
  private final List<SumFacts> facts;
  private final double @Nullable [] radius;

  /**
   * @param x the contributions
   * @param result the sums
   */
  ScatterSums(Value x, ScatterGroups scatter, Tensor result, Liberties liberties) {
    this.scatter = scatter;
    this.facts =
        scatter.groups().stream().map(group -> facts(x, group, result, liberties)).toList();
    double[] all = new double[result.size()];
    for (int i = 0; i < facts.size(); i++) {
      double[] moved = facts.get(i).radius();
      int[] destinations = scatter.groups().get(i).destinations();
      for (int sum = 0; moved != null && sum < destinations.length; sum++) {
        all[destinations[sum]] = moved[sum];
      }
    }
    this.radius = Enclosure.nullIfZero(all);
  }

  private static SumFacts facts(
      Value x, ScatterGroups.Group group, Tensor result, Liberties liberties) {
    Tensor sums = Elementwise.gather(result, group.destinations(), Shape.of(group.sums()));
    double[] moved = Enclosure.gather(x.radius(), group.sources());
    return new BlockSums(group.block(x.tensor()), moved, group.terms(), group.sums())
        .facts(sums, liberties);
  }

  /** How far each element of the result can move; null when none can. */
  double @Nullable [] radius() {
    return radius;
  }

  Analysis.Site site(SiteKey key) {
    double bound = 0;
    double condition = 1;
    for (SumFacts group : facts) {
      // NaN, for terms that are not fixed, wins.
      bound = Math.max(bound, group.boundUlps());
      condition = Math.max(condition, group.condition());
    }
    boolean fixed = facts.stream().allMatch(SumFacts::inputsFixed);
    return new Analysis.Site(
        key, scatter.mostTerms(), scatter.sums(), fixed, proof(), bound, condition);
  }

  /** The weakest of the groups' proofs: none if one has none. */
  private @Nullable Proof proof() {
    if (facts.stream().anyMatch(group -> group.proof() == null)) {
      return null;
    }
    Stream<Proof> proofs = facts.stream().map(SumFacts::proof).map(Objects::requireNonNull);
    return proofs.anyMatch(Proof.EXACT::equals) ? Proof.EXACT : Proof.FEW_TERMS;
  }
}
