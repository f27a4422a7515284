package dev.gradaudit.audit.shrink;

import dev.gradaudit.audit.shrink.Dimensions.Place;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.scenario.ScenarioDraft.Variable;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Leaves out rows, columns and the like, in all tensors at once that share the dimension: fewer
 * terms in the sums, fewer sums.
 */
final class ExtentCuts implements Reduction {
  @Override
  public void reduce(Search search) {
    while (shorter(search)) {
      // Other extents may be equal now.
    }
  }

  @SuppressWarnings("ReferenceEquality") // whether the search has gone on to another candidate
  private static boolean shorter(Search search) {
    boolean any = false;
    for (int extent : extents(search.best())) {
      Candidate base = search.best();
      for (List<Place> set : Dimensions.sets(Dimensions.places(base, extent))) {
        if (search.best() == base && makesSense(search, base, set, extent)) {
          List<Integer> all = IntStream.range(0, extent).boxed().toList();
          DeltaDebugging.minimise(all, kept -> shows(search, base, set, kept));
        }
      }
      any |= search.best() != base;
    }
    return any;
  }

  /** Those above 1, the largest first. */
  private static Set<Integer> extents(Candidate candidate) {
    Set<Integer> extents = new TreeSet<>(Comparator.reverseOrder());
    Tensor cotangent = candidate.cotangent();
    if (cotangent != null) {
      addAll(cotangent.shape(), extents);
    }
    candidate.tensors().values().forEach(variable -> addAll(variable.value().shape(), extents));
    extents.removeIf(extent -> extent < 2);
    return extents;
  }

  private static void addAll(Shape shape, Set<Integer> extents) {
    for (int extent : shape.extents()) {
      extents.add(extent);
    }
  }

  /** Whether some smaller extent does; a program with strides may want an even one. */
  private static boolean makesSense(Search search, Candidate base, List<Place> set, int extent) {
    return IntStream.of(extent - 1, extent / 2, extent - 2)
        .filter(smaller -> smaller >= 1 && smaller < extent)
        .anyMatch(smaller -> Dimensions.compiles(search, base, set, smaller));
  }

  private static boolean shows(Search search, Candidate base, List<Place> set, List<Integer> kept) {
    if (kept.isEmpty()) {
      return false;
    }
    Candidate less =
        Dimensions.changed(
            base, set, kept.size(), (tensor, dim) -> Slices.select(tensor, dim, kept));
    return search.accepts(less) || search.accepts(relabelled(less, kept));
  }

  /** With labels and indices that point to what was kept; those of anything else to the first. */
  private static Candidate relabelled(Candidate candidate, List<Integer> kept) {
    Map<String, Variable> tensors = new LinkedHashMap<>(candidate.tensors());
    tensors.replaceAll(
        (name, variable) ->
            variable.value() instanceof LongTensor labels && labels.dtype() == DType.INT64
                ? new Variable(relabelled(labels, kept), variable.requiresGrad())
                : variable);
    return candidate.withTensors(tensors);
  }

  private static Tensor relabelled(LongTensor labels, List<Integer> kept) {
    return Slices.with(labels, 0, labels.size(), label -> Math.max(0, kept.indexOf((int) label)));
  }
}
