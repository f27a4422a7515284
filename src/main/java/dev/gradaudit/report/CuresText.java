package dev.gradaudit.report;

import dev.gradaudit.audit.Cure;
import dev.gradaudit.audit.Cures;
import dev.gradaudit.audit.Cures.Scope;
import dev.gradaudit.audit.Cures.Spread;
import dev.gradaudit.audit.Cures.Trial;
import dev.gradaudit.reduction.SiteKey;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What each cure leaves and costs, and which one to take. */
public final class CuresText {
  private static final int INDENT = 2;
  private static final int COLUMN = 12;

  private final Page page;
  private final Cures cures;

  private CuresText(Page page, Cures cures) {
    this.page = page;
    this.cures = cures;
  }

  /**
   * Writes the trials of a scenario and flushes.
   *
   * @param title the scenario's name
   */
  public static void write(String title, Cures cures, RenderOptions options, Writer out)
      throws IOException {
    Page page = new Page(options);
    page.line().add(Style.STRONG, title).end();
    new CuresText(page, cures).write();
    out.write(page.toString());
    out.flush();
  }

  private void write() {
    if (cures.spread().isNone()) {
      page.line()
          .to(INDENT)
          .wrap(
              Style.GOOD,
              Figures.count(cures.runs() + 1L, "run")
                  + " along every axis gave the same gradients: there is nothing to cure.")
          .end();
      return;
    }
    page.line()
        .to(INDENT)
        .wrap(
            Style.PLAIN,
            cures.spread().differing()
                + " of "
                + Figures.count(cures.runs(), "run")
                + " differ from the baseline, by up to "
                + (cures.spread().notFinite()
                    ? "values that are not finite"
                    : Figures.ulps(cures.spread().maxUlp()))
                + "; it starts in "
                + Figures.count(cures.origins().size(), "sum")
                + ".")
        .end();
    page.blank();
    table();
    sites();
    page.blank();
    recommendation();
  }

  /** ULPs that remain, and the time as a multiple. */
  private void table() {
    boolean several = cures.origins().size() > 1;
    String together = "at the " + cures.origins().size() + " sums";
    int left = INDENT + 12;
    int time = left + 14;
    int second = time + 10;
    Page.Line heads =
        page.line()
            .to(INDENT)
            .add(Style.QUIET, "cure")
            .to(left)
            .add(Style.QUIET, "everywhere")
            .to(time)
            .add(Style.QUIET, "time");
    if (several) {
      heads.to(second).add(Style.QUIET, together).to(second + 16).add(Style.QUIET, "time");
    }
    heads.end();
    for (Cure cure : Cure.ALL) {
      Page.Line line = page.line().to(INDENT).add(cure.name());
      cells(line, trial(cure, Scope.EVERYWHERE, null), left, time);
      if (several) {
        cells(line, trial(cure, Scope.ORIGINS, null), second, second + 16);
      }
      line.end();
    }
  }

  private void cells(Page.Line line, Optional<Trial> trial, int left, int time) {
    trial.ifPresent(
        some ->
            line.to(left)
                .add(style(some.remaining()), remaining(some.remaining()))
                .to(time)
                .add(times(some)));
  }

  /** One row for each origin that was cured by itself: what remains under each cure. */
  private void sites() {
    List<SiteKey> alone = new ArrayList<>();
    for (Trial trial : cures.trials()) {
      SiteKey site = trial.site();
      if (site != null && !alone.contains(site)) {
        alone.add(site);
      }
    }
    if (alone.size() < 2) {
      return;
    }
    page.blank();
    page.line()
        .to(INDENT)
        .add(Style.QUIET, "ULPs that remain with the cure in one sum alone")
        .end();
    Page.Line heads = page.line();
    for (int i = 0; i < Cure.ALL.size(); i++) {
      heads.to(2 * INDENT + i * COLUMN).add(Style.QUIET, Cure.ALL.get(i).name());
    }
    heads.end();
    for (SiteKey site : alone) {
      page.line().to(INDENT).add(page.clip(place(site), page.options().width() - INDENT)).end();
      Page.Line line = page.line();
      for (int i = 0; i < Cure.ALL.size(); i++) {
        int column = 2 * INDENT + i * COLUMN;
        trial(Cure.ALL.get(i), Scope.SITE, site)
            .ifPresent(
                trial ->
                    line.to(column).add(style(trial.remaining()), remaining(trial.remaining())));
      }
      line.end();
    }
    if (cures.origins().size() > alone.size()) {
      page.line()
          .to(INDENT)
          .add(
              Style.QUIET,
              "and "
                  + (cures.origins().size() - alone.size())
                  + " more sums, which were cured together with these only")
          .end();
    }
  }

  private void recommendation() {
    Trial best = cures.recommended().orElse(null);
    if (best == null) {
      page.line().to(INDENT).wrap(Style.DOUBTFUL, "No cure that was tried ends it.").end();
    } else {
      page.line()
          .to(INDENT)
          .add(Style.STRONG, "→ ")
          .wrap(
              Style.PLAIN,
              "Take "
                  + best.cure().name()
                  + " "
                  + where(best)
                  + ": no difference remained in these runs, for "
                  + times(best)
                  + " the time. "
                  + (best.cure().isCertain() && best.scope() == Scope.EVERYWHERE
                      ? "It is the same for every order."
                      : "That was observed; certain for every order is exact alone, everywhere."))
          .end();
    }
    cures
        .alternative()
        .ifPresent(
            cheap ->
                page.line()
                    .to(INDENT + 2)
                    .wrap(
                        Style.PLAIN,
                        "Where that is too dear, "
                            + cheap.cure().name()
                            + " "
                            + where(cheap)
                            + " leaves "
                            + remaining(cheap.remaining())
                            + " of "
                            + remaining(cures.spread())
                            + " ULPs, for "
                            + times(cheap)
                            + " the time.")
                    .end());
  }

  private String where(Trial trial) {
    SiteKey site = trial.site();
    if (site != null) {
      return "in " + place(site);
    }
    return trial.scope() == Scope.EVERYWHERE
        ? "everywhere"
        : "in the " + Figures.count(cures.origins().size(), "sum") + " where it starts";
  }

  private Optional<Trial> trial(Cure cure, Scope scope, @Nullable SiteKey site) {
    return cures.trials().stream()
        .filter(
            trial ->
                trial.cure().equals(cure)
                    && trial.scope() == scope
                    && Objects.equals(trial.site(), site))
        .findFirst();
  }

  private static String remaining(Spread spread) {
    if (spread.isNone()) {
      return "none";
    }
    if (spread.notFinite()) {
      return "not finite";
    }
    String ulps = Figures.ulps(spread.maxUlp());
    return ulps.substring(0, ulps.indexOf(' '));
  }

  private static Style style(Spread spread) {
    return spread.isNone() ? Style.GOOD : Style.PLAIN;
  }

  private static String times(Trial trial) {
    return "×" + Figures.ratio(trial.time());
  }

  private static String place(SiteKey key) {
    String label = key.label().isEmpty() ? "" : " " + key.label();
    String line = key.line() == 0 ? "" : "line " + key.line() + " ";
    return line + key.op() + label + ", " + key.role();
  }
}
