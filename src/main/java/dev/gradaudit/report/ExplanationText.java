package dev.gradaudit.report;

import dev.gradaudit.audit.Explanation;
import dev.gradaudit.audit.Explanation.Origin;
import dev.gradaudit.audit.SumDetail;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.SiteKey;
import java.io.IOException;
import java.io.Writer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Why two runs differ, as a path that a person can follow: from the origins to the gradients. */
public final class ExplanationText {
  private static final int INDENT = 2;
  private static final int SHOWN_SITES = 8;
  private static final int SHOWN_GRADIENTS = 3;

  private final Page page;
  private final Explanation explanation;

  private ExplanationText(Page page, Explanation explanation) {
    this.page = page;
    this.explanation = explanation;
  }

  /**
   * Writes explanations one after the other and flushes.
   *
   * @param title the scenario's name
   */
  public static void write(
      String title, List<Explanation> explanations, RenderOptions options, Writer out)
      throws IOException {
    Page page = new Page(options);
    page.line().add(Style.STRONG, title).end();
    for (Explanation explanation : explanations) {
      page.blank();
      new ExplanationText(page, explanation).write();
    }
    out.write(page.toString());
    out.flush();
  }

  private void write() {
    page.line().wrap(Style.STRONG, runs()).end();
    explanation.gradients().forEach(this::gradient);
    if (explanation.identical()) {
      page.line()
          .to(INDENT)
          .wrap(Style.GOOD, "Every gradient has the same bits in both runs.")
          .end();
    }
    page.blank();
    origins();
    receivers();
    conclusion();
  }

  private String runs() {
    Configuration from = explanation.from().configuration();
    Configuration to = explanation.to().configuration();
    if (from.equals(to)) {
      return "run "
          + (explanation.from().repeat() + 1)
          + " against run "
          + (explanation.to().repeat() + 1)
          + ": "
          + configuration(from);
    }
    return configuration(from) + " against " + configuration(to);
  }

  private static String configuration(Configuration configuration) {
    return configuration.order().name()
        + ", "
        + Figures.count(configuration.threads(), "thread")
        + ", seed "
        + configuration.seed();
  }

  private void gradient(String name, Difference difference) {
    Page.Line line = page.line().to(INDENT).add("grad of " + name + "  ");
    if (difference.identical()) {
      line.wrap(Style.GOOD, "the same bits").end();
      return;
    }
    line.wrap(Style.BAD, apart(difference)).end();
    Difference.Worst worst = difference.worst();
    if (worst != null) {
      page.line()
          .to(2 * INDENT)
          .wrap(
              Style.QUIET,
              "worst at "
                  + worst.index()
                  + ": "
                  + value(difference, worst.from(), worst.fromBits())
                  + " against "
                  + value(difference, worst.to(), worst.toBits()))
          .end();
    }
  }

  private static String value(Difference difference, double value, long bits) {
    return NumberText.of(difference.dtype(), value)
        + " ("
        + NumberText.bits(difference.dtype(), bits)
        + ")";
  }

  /** {@code up to 3 ULPs apart, in 5 of 512 elements}. */
  private static String apart(Difference difference) {
    if (difference.identical()) {
      return "nothing";
    }
    String distance =
        difference.nonFiniteTotal() > 0
            ? "not all finite"
            : difference.maxUlp() == 0
                ? "zeros of other signs"
                : "up to " + Figures.ulps(difference.maxUlp()) + " apart";
    return distance
        + ", in "
        + difference.differing()
        + " of "
        + Figures.count(difference.elements(), "element");
  }

  private void origins() {
    List<Origin> origins = explanation.origins();
    if (origins.isEmpty()) {
      page.line()
          .to(INDENT)
          .wrap(
              Style.PLAIN,
              "All "
                  + Figures.count(explanation.sites(), "sum")
                  + " gave the same results: no order of summation is to blame.")
          .end();
      return;
    }
    List<Origin> reaching = origins.stream().filter(Origin::reachesGradients).toList();
    List<Origin> idle = origins.stream().filter(origin -> !origin.reachesGradients()).toList();
    String sums = Figures.count(explanation.sites(), "sum");
    page.line()
        .to(INDENT)
        .wrap(Style.STRONG, "It starts in " + reaching.size() + " of " + sums)
        .end();
    int number = 1;
    for (Origin origin : reaching.subList(0, Math.min(SHOWN_SITES, reaching.size()))) {
      origin(number++, origin);
    }
    more(reaching.size() - SHOWN_SITES);
    ranking(reaching);
    if (!idle.isEmpty()) {
      page.line()
          .to(INDENT)
          .wrap(
              Style.QUIET,
              "Different too, but by themselves without effect on the gradients: "
                  + idle.stream()
                      .limit(SHOWN_SITES)
                      .map(origin -> site(origin.key()) + place(origin.key()))
                      .collect(Collectors.joining("; ")))
          .end();
      more(idle.size() - SHOWN_SITES);
    }
  }

  private void origin(int number, Origin origin) {
    page.line()
        .to(INDENT)
        .add(number + ". ")
        .wrap(Style.NOTABLE, site(origin.key()) + place(origin.key()))
        .end();
    int indent = INDENT + 3;
    String statement = statement(origin.key());
    if (!statement.isEmpty()) {
      page.line().to(indent).wrap(Style.QUIET, statement).end();
    }
    page.line()
        .to(indent)
        .wrap(
            Style.PLAIN,
            "same operands, other results: " + apart(origin.injected()) + "; " + before(origin))
        .end();
    SumDetail sum = origin.sum();
    if (sum != null) {
      page.line().to(indent).wrap(Style.QUIET, SumText.of(sum)).end();
    }
    page.line()
        .to(indent)
        .wrap(
            Style.PLAIN,
            "alone it brings about "
                + grown(origin)
                + estimates(origin)
                + "; without it there remains "
                + each(origin.remaining(), difference -> ""))
        .end();
  }

  /** What the derivative says of the same gradients, in brackets. */
  private static String estimates(Origin origin) {
    String some =
        differing(origin.alone()).stream()
            .limit(SHOWN_GRADIENTS)
            .filter(figure -> origin.estimate().containsKey(figure.getKey()))
            .map(
                figure ->
                    Figures.fraction(origin.estimate().getOrDefault(figure.getKey(), 0.0))
                        + " in "
                        + figure.getKey())
            .collect(Collectors.joining(", "));
    return some.isEmpty() ? "" : " (to first order " + some + ")";
  }

  /** The origins by the part that they have to first order, of each gradient that differs. */
  private void ranking(List<Origin> reaching) {
    explanation
        .gradients()
        .forEach(
            (name, difference) -> {
              List<Origin> ranked =
                  reaching.stream()
                      .filter(origin -> origin.estimate().getOrDefault(name, 0.0) > 0)
                      .sorted(
                          Comparator.comparingDouble(
                                  (Origin origin) -> origin.estimate().getOrDefault(name, 0.0))
                              .reversed())
                      .toList();
              if (difference.identical() || ranked.size() < 2) {
                return;
              }
              double most = ranked.get(0).estimate().getOrDefault(name, 0.0);
              String parts =
                  ranked.stream()
                      .limit(SHOWN_GRADIENTS)
                      .map(
                          origin ->
                              "no. "
                                  + (reaching.indexOf(origin) + 1)
                                  + (origin.equals(ranked.get(0))
                                      ? ""
                                      : " (" + part(origin, name, most) + " of that)"))
                      .collect(Collectors.joining(", "));
              page.line()
                  .to(INDENT)
                  .wrap(
                      Style.QUIET, "to first order the largest effect on " + name + " has " + parts)
                  .end();
            });
  }

  private static String before(Origin origin) {
    if (origin.hidden()) {
      return "hidden behind an earlier origin";
    }
    int earlier = origin.position() - 1;
    return earlier == 0
        ? "it is the first sum"
        : origin.matchedBefore() == earlier
            ? "the " + Figures.count(earlier, "sum") + " before it gave the same"
            : (origin.matchedBefore() == 0 ? "none" : origin.matchedBefore())
                + " of the "
                + Figures.count(earlier, "sum")
                + " before it gave the same";
  }

  /** {@code 3 ULPs in weight (×0.5)}: the factor is to what the site injects. */
  private static String grown(Origin origin) {
    long injected = origin.injected().maxUlp();
    return each(origin.alone(), difference -> growth(difference, injected));
  }

  private static String part(Origin origin, String gradient, double of) {
    return Figures.percent(origin.estimate().getOrDefault(gradient, 0.0) / of);
  }

  private static String growth(Difference gradient, long injected) {
    boolean known = injected > 0 && gradient.maxUlp() > 0 && gradient.nonFiniteTotal() == 0;
    return known ? " (×" + Figures.magnitude((double) gradient.maxUlp() / injected) + ")" : "";
  }

  /** {@code 3 ULPs in weight}, the largest first; gradients that are the same are left out. */
  private static String each(Map<String, Difference> figures, Function<Difference, String> remark) {
    List<Map.Entry<String, Difference>> some = differing(figures);
    if (some.isEmpty()) {
      return "nothing";
    }
    int hidden = some.size() - SHOWN_GRADIENTS;
    return some.stream()
            .limit(SHOWN_GRADIENTS)
            .map(
                figure ->
                    brief(figure.getValue())
                        + " in "
                        + figure.getKey()
                        + remark.apply(figure.getValue()))
            .collect(Collectors.joining(", "))
        + (hidden > 0 ? " and less in " + hidden + " more" : "");
  }

  /** Those that are not the same, the largest first. */
  private static List<Map.Entry<String, Difference>> differing(Map<String, Difference> figures) {
    Comparator<Map.Entry<String, Difference>> byUlps =
        (a, b) -> Long.compareUnsigned(a.getValue().maxUlp(), b.getValue().maxUlp());
    return figures.entrySet().stream()
        .filter(figure -> !figure.getValue().identical())
        .sorted(byUlps.reversed())
        .toList();
  }

  private static String brief(Difference difference) {
    return difference.nonFiniteTotal() > 0
        ? "values that are not finite"
        : difference.maxUlp() == 0 ? "a sign of zero" : Figures.ulps(difference.maxUlp());
  }

  private void receivers() {
    List<Explanation.Receiver> receivers = explanation.receivers();
    if (receivers.isEmpty()) {
      return;
    }
    page.blank();
    page.line()
        .to(INDENT)
        .add(Style.STRONG, "On the way: " + Figures.count(receivers.size(), "sum"))
        .add(Style.STRONG, " of operands that differ already (× the most injected)")
        .end();
    long injected =
        explanation.origins().stream()
            .mapToLong(origin -> origin.injected().maxUlp())
            .reduce(0, (a, b) -> Long.compareUnsigned(a, b) > 0 ? a : b);
    for (Explanation.Receiver receiver :
        receivers.subList(0, Math.min(SHOWN_SITES, receivers.size()))) {
      page.line()
          .to(INDENT + 3)
          .wrap(
              Style.PLAIN,
              site(receiver.key())
                  + place(receiver.key())
                  + ": "
                  + (receiver.difference().identical()
                      ? "rounded back to the same bits"
                      : apart(receiver.difference()) + growth(receiver.difference(), injected)))
          .end();
    }
    more(receivers.size() - SHOWN_SITES);
  }

  private void more(int hidden) {
    if (hidden > 0) {
      page.line()
          .to(INDENT + 3)
          .add(Style.QUIET, "and " + hidden + " more; --format json names them")
          .end();
    }
  }

  private void conclusion() {
    if (explanation.origins().isEmpty()) {
      return;
    }
    page.blank();
    if (explanation.complete()) {
      page.line()
          .to(INDENT)
          .wrap(
              Style.GOOD,
              "Confirmed: with "
                  + (explanation.origins().size() == 1 ? "this sum" : "these sums")
                  + " as in the first run, every gradient is the same in both runs.")
          .end();
    } else {
      page.line()
          .to(INDENT)
          .wrap(
              Style.DOUBTFUL,
              "Not confirmed: with these sums as in the first run, something differs still.")
          .end();
    }
  }

  private static String site(SiteKey key) {
    return key.op() + " (" + key.role() + (key.label().isEmpty() ? "" : ", " + key.label()) + ")";
  }

  private static String place(SiteKey key) {
    return key.line() == 0 ? "" : ", line " + key.line() + ", column " + key.column();
  }

  private String statement(SiteKey key) {
    boolean inProgram = key.line() >= 1 && key.line() <= explanation.statements().size();
    return inProgram ? explanation.statements().get(key.line() - 1).strip() : "";
  }
}
