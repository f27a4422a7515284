package dev.gradaudit.report;

import dev.gradaudit.audit.Accuracy;
import dev.gradaudit.audit.Accuracy.Distance;
import dev.gradaudit.audit.Accuracy.Limit;
import dev.gradaudit.audit.Accuracy.OfGradient;
import dev.gradaudit.plan.Configuration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How far the gradients are from the exact ones: a line for each gradient, and what it means. */
final class AccuracySection {
  private final Page page;
  private final Accuracy accuracy;
  private final int indent;

  AccuracySection(Page page, Accuracy accuracy, int indent) {
    this.page = page;
    this.accuracy = accuracy;
    this.indent = indent;
  }

  void write() {
    String uncertainty = Figures.magnitude(accuracy.uncertainty());
    page.line()
        .to(indent)
        .wrap(Style.QUIET, "ULPs away from the exact gradients, which are known to " + uncertainty)
        .end();
    List<List<String>> rows = accuracy.gradients().stream().map(AccuracySection::row).toList();
    List<String> heads = List.of("", "exact sums", "closest", "furthest", "limited by");
    int[] columns = new int[heads.size()];
    for (int i = 0, at = indent; i < columns.length; i++) {
      columns[i] = at;
      int column = i;
      int widest = rows.stream().mapToInt(row -> page.width(row.get(column))).max().orElse(0);
      at += 2 + Math.max(page.width(heads.get(i)), widest);
    }
    Page.Line head = page.line();
    for (int i = 0; i < columns.length; i++) {
      head.to(columns[i]).add(Style.QUIET, heads.get(i));
    }
    head.end();
    int last = columns.length - 1;
    for (int i = 0; i < rows.size(); i++) {
      Page.Line line = page.line();
      for (int column = 0; column < last; column++) {
        line.to(columns[column]).add(rows.get(i).get(column));
      }
      Style style = style(accuracy.gradients().get(i));
      line.to(columns[last]).wrap(style, rows.get(i).get(last)).end();
    }
    legend();
  }

  /** What the last column means, once for each of its words. */
  private void legend() {
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
    meanings.forEach(meaning -> page.line().to(indent).wrap(Style.QUIET, meaning).end());
  }

  /** Whether nothing can be said of any element. */
  private static boolean isLeftOut(OfGradient gradient) {
    return gradient.limit() == Limit.ZERO || gradient.limit() == Limit.UNKNOWN;
  }

  private static List<String> row(OfGradient gradient) {
    boolean known = !isLeftOut(gradient);
    return List.of(
        gradient.gradient(),
        known ? Figures.fraction(gradient.exactSums().maxUlps()) : "-",
        known ? text(gradient.closest()) : "-",
        known ? text(gradient.furthest()) : "-",
        gradient.limit().meaning());
  }

  private static String text(Distance distance) {
    Configuration configuration = distance.configuration();
    String threads =
        configuration.threads() == 1 ? "" : ", " + configuration.threads() + " threads";
    return Figures.fraction(distance.maxUlps()) + " " + configuration.order().name() + threads;
  }

  private static Style style(OfGradient gradient) {
    return switch (gradient.limit()) {
      case DTYPE -> Style.GOOD;
      case ORDER, CANCELLATION, BOTH, ZERO, UNKNOWN -> Style.DOUBTFUL;
    };
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
