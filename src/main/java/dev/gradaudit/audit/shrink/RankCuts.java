package dev.gradaudit.audit.shrink;

import dev.gradaudit.audit.shrink.Dimensions.Place;
import dev.gradaudit.tensor.Tensor;
import java.util.List;

/** Leaves out dimensions with a single index. */
final class RankCuts implements Reduction {
  @Override
  public void reduce(Search search) {
    while (flatter(search)) {
      // Until no dimension can go.
    }
  }

  private static boolean flatter(Search search) {
    Candidate base = search.best();
    for (List<Place> set : Dimensions.sets(Dimensions.places(base, 1))) {
      if (Dimensions.compilesWithout(search, base, set)
          && search.accepts(Dimensions.changed(base, set, 1, RankCuts::without))) {
        return true;
      }
    }
    return false;
  }

  private static Tensor without(Tensor tensor, int dim) {
    return tensor.withShape(Slices.without(tensor.shape(), dim));
  }
}
