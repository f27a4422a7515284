package dev.gradaudit.audit;

import dev.gradaudit.reduction.SiteKey;
import org.jspecify.annotations.Nullable;

/**
 * What became of the positive control at one reduction site: another order was put in there, and
 * nowhere else, to see whether the audit notices.
 *
 * @param terms per sum
 * @param order the order that was noticed; null where none was
 * @param gradient the gradient that it changed most; null where none was changed
 * @param maxUlp how far, unsigned
 */
public record ControlledSite(
    SiteKey key,
    int terms,
    Outcome outcome,
    @Nullable String order,
    @Nullable String gradient,
    long maxUlp) {
  /** What became of it. */
  public enum Outcome {
    /** A gradient changed. */
    CAUGHT("caught", "another order changes a gradient"),
    /** No other order that was tried changed a gradient, though some order may. */
    MISSED("missed", "no order that was tried changes a gradient"),
    /** No gradient depends on it. */
    UNREACHED("unreached", "no gradient depends on it"),
    /** At most two terms: no order can change it. */
    FEW_TERMS("few-terms", "vacuous: at most two terms"),
    /** Exact data: no order can change it. */
    EXACT("exact", "vacuous: every partial sum is exact"),
    /** Exact because of the cotangent: with a random one, orders could change it. */
    CONSTANT_COTANGENT("constant-cotangent", "vacuous: the cotangent is constant");

    private final String label;
    private final String meaning;

    Outcome(String label, String meaning) {
      this.label = label;
      this.meaning = meaning;
    }

    public String label() {
      return label;
    }

    /** A few words for people. */
    public String meaning() {
      return meaning;
    }

    /** Whether no implementation could be found out here, whatever its order. */
    public boolean vacuous() {
      return this == FEW_TERMS || this == EXACT || this == CONSTANT_COTANGENT;
    }
  }
}
