package dev.gradaudit.audit;

import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is the matter with the gradients of a run that makes a comparison of them worth less, or
 * nothing.
 *
 * @param gradients for every tensor that requires a gradient, in the order of the scenario
 */
record Degeneracy(List<OfGradient> gradients) {
  /** What is the matter with one gradient. */
  enum Kind {
    NOTHING,
    /** The loss does not depend on the tensor. */
    MISSING,
    /** It has no elements. */
    EMPTY,
    /** Every element is +0 or −0. */
    ALL_ZERO,
    /** Every element is NaN. */
    ALL_NAN,
    /** Some elements are NaN. */
    SOME_NAN
  }

  record OfGradient(String name, Kind kind) {}

  Degeneracy {
    gradients = List.copyOf(gradients);
  }

  static Degeneracy of(GradientLayout layout, Sample sample) {
    List<OfGradient> gradients = new ArrayList<>();
    for (String name : layout.allNames()) {
      int position = layout.names().indexOf(name);
      Kind kind = position < 0 ? Kind.MISSING : kind(sample.gradient(position));
      gradients.add(new OfGradient(name, kind));
    }
    return new Degeneracy(gradients);
  }

  private static Kind kind(Tensor gradient) {
    if (gradient.size() == 0) {
      return Kind.EMPTY;
    }
    int zeros = 0;
    int nans = 0;
    for (int i = 0; i < gradient.size(); i++) {
      double value = gradient.doubleAt(i);
      zeros += value == 0 ? 1 : 0;
      nans += Double.isNaN(value) ? 1 : 0;
    }
    if (zeros == gradient.size()) {
      return Kind.ALL_ZERO;
    }
    return nans == gradient.size() ? Kind.ALL_NAN : nans > 0 ? Kind.SOME_NAN : Kind.NOTHING;
  }

  /** The names of the gradients of this kind. */
  List<String> names(Kind kind) {
    return names(candidate -> candidate == kind);
  }

  /** Whether some gradient says nothing at all because it is NaN throughout. */
  boolean undefined() {
    return !names(Kind.ALL_NAN).isEmpty();
  }

  /** Whether no gradient has an element that could show a difference. */
  boolean nothingToCompare() {
    return names(kind -> kind == Kind.MISSING || kind == Kind.EMPTY || kind == Kind.ALL_ZERO).size()
        == gradients.size();
  }

  /** Whether, when nothing differs either, nothing can be concluded. */
  boolean inconclusive() {
    return undefined() || nothingToCompare();
  }

  private List<String> names(Predicate<Kind> kinds) {
    return gradients.stream()
        .filter(gradient -> kinds.test(gradient.kind()))
        .map(OfGradient::name)
        .toList();
  }
}
