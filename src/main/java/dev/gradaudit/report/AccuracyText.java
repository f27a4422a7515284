package dev.gradaudit.report;

import dev.gradaudit.audit.Accuracy;
import dev.gradaudit.audit.Accuracy.Limit;
import dev.gradaudit.audit.Accuracy.OfGradient;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What distances from the exact gradients mean, in words. */
public final class AccuracyText {
  private AccuracyText() {}

  /** What limits the gradients, a sentence for each limit that there is. */
  public static List<String> legend(Accuracy accuracy) {
    Set<String> meanings = new LinkedHashSet<>();
    long undetermined = 0;
    for (OfGradient gradient : accuracy.gradients()) {
      meanings.add(meaning(gradient.limit()));
      undetermined += isLeftOut(gradient) ? 0 : gradient.undetermined();
    }
    if (undetermined > 0) {
      meanings.add(
          Figures.count(undetermined, "element")
              + " that cannot be told from 0, or is not a number, "
              + (undetermined == 1 ? "is" : "are")
              + " left out.");
    }
    if (accuracy.otherChoices() > 0) {
      meanings.add(
          Figures.count(accuracy.otherChoices(), "choice")
              + " (comparisons, largest elements, rectifiers, roundings) would go otherwise"
              + " without rounding: the gradients may jump there, and the distances are to those of"
              + " the branch that was taken.");
    }
    return List.copyOf(meanings);
  }

  /** Whether nothing can be said of any element. */
  public static boolean isLeftOut(OfGradient gradient) {
    return gradient.limit() == Limit.ZERO || gradient.limit() == Limit.UNKNOWN;
  }

  private static String meaning(Limit limit) {
    return switch (limit) {
      case DTYPE -> "dtype: about as accurate as it allows, whatever the order.";
      case ORDER -> "order: correctly rounded sums come much closer.";
      case CANCELLATION ->
          "cancellation: correctly rounded sums are about as far off, for what they add up is"
              + " rounded already; another order does not help.";
      case BOTH ->
          "order and cancellation: correctly rounded sums come much closer, and are far off too,"
              + " for what they add up is rounded already.";
      case ZERO ->
          "0 but for rounding: every element cancels out; its ULPs mean nothing, compare absolutely.";
      case UNKNOWN ->
          "not known: the exact gradient is not a finite number, so that there is no distance.";
    };
  }
}
