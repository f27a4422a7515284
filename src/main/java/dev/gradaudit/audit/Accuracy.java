package dev.gradaudit.audit;

import dev.gradaudit.plan.Configuration;
import java.util.Comparator;
import java.util.List;

/**
 * How far gradients are from those of real arithmetic, which were computed to about 106 bits for
 * the tensors, the constants and the branches of the step.
 *
 * @param otherChoices how many comparisons, largest elements, rectifiers and roundings would have
 *     gone otherwise without rounding
 * @param gradients in the order of the scenario
 */
public record Accuracy(long otherChoices, List<OfGradient> gradients) {
  /** From so many ULPs on a gradient with correctly rounded sums is said to suffer. */
  private static final double SUFFERS = 16;

  /** So many times further off than correctly rounded sums is the work of the order. */
  private static final double WORSE = 4;

  public Accuracy {
    gradients = List.copyOf(gradients);
  }

  /** How far the exact gradients themselves can be off, in ULPs, to first order. */
  public double uncertainty() {
    return gradients.stream().mapToDouble(OfGradient::uncertainty).max().orElse(0);
  }

  /** What keeps a gradient from being accurate. */
  public enum Limit {
    /** Nothing much: it is about as good as its dtype allows. */
    DTYPE("dtype", "dtype"),
    /** The order: correctly rounded sums come much closer. */
    ORDER("order", "order"),
    /** Cancellation of rounded terms: even correctly rounded sums are far off. */
    CANCELLATION("cancellation", "cancellation"),
    /** Both. */
    BOTH("order-and-cancellation", "order and cancellation"),
    /** No element can be told from 0: its distances say nothing. */
    ZERO("zero", "0 but for rounding"),
    /** The exact gradient is not known: it is not finite, or a function's value is not known. */
    UNKNOWN("unknown", "not known");

    private final String label;
    private final String meaning;

    Limit(String label, String meaning) {
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
  }

  /**
   * One gradient.
   *
   * @param undetermined elements whose sign the reference does not know; they are left out
   * @param unknown those of them of which it knows nothing, because they are not a number
   * @param uncertainty how far the reference can be from real arithmetic, to first order, in ULPs:
   *     the largest over the elements that are not left out
   * @param exactSums of a run with correctly rounded sums: what no choice of an order improves
   * @param runs the first run of each configuration
   */
  public record OfGradient(
      String gradient,
      int elements,
      int undetermined,
      int unknown,
      double uncertainty,
      Distance exactSums,
      List<Distance> runs) {
    public OfGradient {
      runs = List.copyOf(runs);
    }

    /** The run that is nearest; of several the first. */
    public Distance closest() {
      return runs.stream().min(Comparator.comparingDouble(Distance::maxUlps)).orElse(exactSums);
    }

    /** The run that is furthest off; of several the first. */
    public Distance furthest() {
      return runs.stream()
          .reduce((most, run) -> run.maxUlps() > most.maxUlps() ? run : most)
          .orElse(exactSums);
    }

    public Limit limit() {
      if (undetermined == elements && elements > 0) {
        return unknown == 0 ? Limit.ZERO : Limit.UNKNOWN;
      }
      double exact = exactSums.maxUlps();
      boolean order = furthest().maxUlps() > WORSE * Math.max(1, exact);
      boolean cancels = exact > SUFFERS;
      return order
          ? (cancels ? Limit.BOTH : Limit.ORDER)
          : cancels ? Limit.CANCELLATION : Limit.DTYPE;
    }
  }

  /**
   * How far one run's gradient is off.
   *
   * @param maxUlps the largest distance of an element, in ULPs of the exact value; at most 0.5 for
   *     one that is correctly rounded, infinite where only one of the two is finite
   * @param meanUlps over the elements that are not left out and finite
   * @param largest the largest distance in all, relative to the largest element: what an element
   *     that is 0 but for rounding does not spoil
   * @param worst the index of the element of {@code maxUlps}
   * @param value of the run there
   * @param exact the reference there, rounded to float64
   */
  public record Distance(
      Configuration configuration,
      double maxUlps,
      double meanUlps,
      double largest,
      List<Integer> worst,
      double value,
      double exact) {
    public Distance {
      worst = List.copyOf(worst);
    }
  }
}
