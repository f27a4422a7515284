package dev.gradaudit.audit.shrink;

import dev.gradaudit.audit.shrink.Dimensions.Place;
import dev.gradaudit.scenario.ScenarioDraft.Variable;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Makes a small dimension smaller still with other numbers in it. Whether a few terms round
 * differently in two orders is a matter of luck; what is left of the scenario's own numbers may
 * need more terms than numbers that are known to round.
 */
final class Refills implements Reduction {
  private static final int FEW_ELEMENTS = 256;
  private static final int FEW_INDICES = 16;

  /** Numbers of which three or four show most orders, in turn. */
  private static final List<double[]> NUMBERS =
      List.of(
          new double[] {1, -1, 0.1, 0.1},
          new double[] {0.1, 0.1, 2, 0.7},
          new double[] {0, 1, 0.1, 0.1},
          new double[] {0.3, 5, 0.2, 0.1});

  @Override
  public void reduce(Search search) {
    while (search.best().elements() <= FEW_ELEMENTS && refilled(search)) {
      // One dimension after the other.
    }
  }

  private static boolean refilled(Search search) {
    Candidate base = search.best();
    for (int extent = FEW_INDICES; extent > 1; extent--) {
      for (List<Place> set : Dimensions.sets(Dimensions.places(base, extent))) {
        for (int smaller = 1; smaller < extent; smaller++) {
          if (Dimensions.compiles(search, base, set, smaller)
              && shows(search, base, set, smaller)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean shows(Search search, Candidate base, List<Place> set, int extent) {
    List<Integer> first = IntStream.range(0, extent).boxed().toList();
    Candidate less =
        Dimensions.changed(base, set, extent, (tensor, dim) -> Slices.select(tensor, dim, first));
    for (double[] numbers : NUMBERS) {
      Map<String, Variable> tensors = new LinkedHashMap<>(less.tensors());
      tensors.replaceAll(
          (name, variable) ->
              new Variable(filled(variable.value(), numbers), variable.requiresGrad()));
      Tensor cotangent = less.cotangent();
      if (search.accepts(
          less.withTensors(tensors)
              .withCotangent(cotangent == null ? null : filled(cotangent, numbers)))) {
        return true;
      }
    }
    return false;
  }

  private static Tensor filled(Tensor tensor, double[] numbers) {
    return tensor.dtype().isFloating() && tensor.size() > 1
        ? Tensors.generated(
            tensor.dtype(), tensor.shape(), i -> numbers[(int) (i % numbers.length)])
        : tensor;
  }
}
