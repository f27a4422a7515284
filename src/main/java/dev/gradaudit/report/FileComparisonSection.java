package dev.gradaudit.report;

import dev.gradaudit.compare.CollectionComparison;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.compare.TensorPair;
import java.util.ArrayList;
import java.util.List;

/** A line for each name, what differs most below those that fail, and one sentence in the end. */
final class FileComparisonSection {
  private static final int INDENT = 2;
  private static final int MOST_NAME_COLUMNS = 36;
  private static final int MOST_LINES = 200;
  private static final String[] TITLES = {
    "tensor", "type", "differ", "of", "max ULP", "p99", "mean"
  };

  private final Page page;
  private final FileComparison files;
  private final long maxUlp;

  FileComparisonSection(Page page, FileComparison files) {
    this.page = page;
    this.files = files;
    this.maxUlp = files.maxUlp();
  }

  void write() {
    page.line().wrap(Style.STRONG, files.from() + " against " + files.to()).end();
    if (files.sameFile()) {
      page.line()
          .to(INDENT)
          .wrap(
              Style.DOUBTFUL, "Both names lead to one file: it says nothing that it equals itself.")
          .end();
    }
    List<TensorPair> shown = shown();
    if (!shown.isEmpty()) {
      page.blank();
      table(shown);
    }
    int hidden = files.comparison().pairs().size() - shown.size();
    if (hidden > 0 && page.options().detail() != RenderOptions.Detail.QUIET) {
      page.line().to(INDENT).add(Style.QUIET, "… " + hidden + " more; -v shows all").end();
    }
    page.blank();
    sentence();
  }

  /** All of a few; of many, those that fail come first to the limit. */
  private List<TensorPair> shown() {
    List<TensorPair> all = files.comparison().pairs();
    RenderOptions.Detail detail = page.options().detail();
    if (detail == RenderOptions.Detail.VERBOSE
        || detail == RenderOptions.Detail.NORMAL && all.size() <= MOST_LINES) {
      return all;
    }
    return all.stream().filter(pair -> !holds(pair)).limit(MOST_LINES).toList();
  }

  private boolean holds(TensorPair pair) {
    return pair instanceof TensorPair.Compared compared && compared.within(maxUlp);
  }

  private void table(List<TensorPair> shown) {
    List<String[]> rows = new ArrayList<>();
    for (TensorPair pair : shown) {
      rows.add(cells(pair));
    }
    int[] columns = new int[TITLES.length];
    int at = INDENT;
    for (int i = 0; i < TITLES.length; i++) {
      columns[i] = at;
      int widest = page.width(TITLES[i]);
      for (String[] row : rows) {
        widest = Math.max(widest, i < row.length ? page.width(row[i]) : 0);
      }
      at += widest + 2;
    }
    Page.Line head = page.line();
    for (int i = 0; i < TITLES.length; i++) {
      head.to(columns[i]).add(Style.QUIET, TITLES[i]);
    }
    head.end();
    for (int i = 0; i < rows.size(); i++) {
      row(shown.get(i), rows.get(i), columns);
    }
  }

  private String[] cells(TensorPair pair) {
    String name = page.clip(name(pair), MOST_NAME_COLUMNS);
    if (!(pair instanceof TensorPair.Compared compared)) {
      return new String[] {name};
    }
    Difference difference = compared.difference();
    String type = compared.kind().toString();
    return new String[] {
      name,
      page.clip(type, MOST_NAME_COLUMNS),
      Long.toString(difference.differing()),
      Long.toString(difference.elements()),
      Figures.shortUlps(difference.maxUlp()),
      Figures.shortUlps(difference.p99Ulp()),
      Figures.fraction(difference.meanUlp())
    };
  }

  private static String name(TensorPair pair) {
    String from = pair.from();
    String to = pair.to();
    boolean renamed = from != null && to != null && !from.equals(to);
    return renamed ? from + " = " + to : pair.name().isEmpty() ? "(no name)" : pair.name();
  }

  private void row(TensorPair pair, String[] cells, int[] columns) {
    boolean holds = holds(pair);
    boolean differs =
        pair instanceof TensorPair.Compared compared && !compared.difference().identical();
    Style style = !holds ? Style.BAD : differs ? Style.NOTABLE : Style.GOOD;
    String mark = page.options().unicode() ? "✗✓•" : "x+*";
    int which = !holds ? 0 : differs ? 2 : 1;
    Page.Line line = page.line().add(style, mark.substring(which, which + 1));
    for (int i = 0; i < cells.length; i++) {
      line.to(columns[i]).add(i == 0 ? Style.STRONG : Style.PLAIN, cells[i]);
    }
    if (pair instanceof TensorPair.Compared compared) {
      line.end();
      if (differs) {
        details(compared.difference());
      }
    } else {
      line.to(columns[1]).wrap(Style.PLAIN, reason(pair)).end();
    }
  }

  private String reason(TensorPair pair) {
    if (pair instanceof TensorPair.Unlike unlike) {
      boolean types = !unlike.fromKind().type().equals(unlike.toKind().type());
      return unlike.fromKind()
          + " against "
          + unlike.toKind()
          + ": not compared, as the "
          + (types ? "types" : "shapes")
          + " differ";
    }
    TensorPair.Alone alone = (TensorPair.Alone) pair;
    return alone.kind() + ": only in " + (alone.from() == null ? files.to() : files.from());
  }

  private void details(Difference difference) {
    Difference.Worst worst = difference.worst();
    if (worst != null) {
      String from = NumberText.of(difference.dtype(), worst.from());
      String to = NumberText.of(difference.dtype(), worst.to());
      page.line()
          .to(INDENT + 2)
          .wrap(
              Style.PLAIN,
              "worst at "
                  + worst.index()
                  + ": "
                  + integerOr(difference, worst.fromBits(), from)
                  + " against "
                  + integerOr(difference, worst.toBits(), to))
          .end();
    }
    List<String> facts = new ArrayList<>();
    difference
        .nonFinite()
        .forEach((kind, count) -> facts.add(count + " × " + FileComparison.words(kind)));
    if (difference.signOfZero() > 0) {
      facts.add(difference.signOfZero() + " × zeros of opposite signs");
    }
    if (difference.maxUlp() != 0) {
      facts.add(
          "at most "
              + Figures.magnitude(difference.maxAbs())
              + " absolute, "
              + Figures.magnitude(difference.maxRel())
              + " relative");
    }
    page.line().to(INDENT + 2).wrap(Style.QUIET, String.join("; ", facts)).end();
    if (page.options().detail() == RenderOptions.Detail.VERBOSE) {
      histogram(difference);
    }
  }

  private static String integerOr(Difference difference, long bits, String decimal) {
    return difference.dtype().isFloating()
        ? decimal + " (" + NumberText.bits(difference.dtype(), bits) + ")"
        : Long.toString(bits);
  }

  private void histogram(Difference difference) {
    List<String> buckets = new ArrayList<>();
    for (int bits = 0; bits < difference.histogram().size(); bits++) {
      if (difference.histogram().get(bits) > 0) {
        String least = bits == 0 ? "0" : NumberText.ofUnsigned(1L << bits - 1);
        buckets.add((bits < 2 ? "" : "from ") + least + ": " + difference.histogram().get(bits));
      }
    }
    page.line()
        .to(INDENT + 2)
        .add(Style.QUIET, "by ULPs  ")
        .wrap(Style.QUIET, String.join(", ", buckets))
        .end();
  }

  private void sentence() {
    CollectionComparison all = files.comparison();
    long failing = all.pairs().stream().filter(pair -> !holds(pair)).count();
    String of =
        Figures.count(all.compared().size(), "tensor")
            + ", "
            + Figures.count(all.elements(), "element");
    switch (files.outcome()) {
      case INCONCLUSIVE -> verdict(Style.DOUBTFUL, "INCONCLUSIVE", "nothing was compared: " + of);
      case WITHIN -> {
        if (all.compared().stream().allMatch(pair -> pair.difference().identical())) {
          verdict(Style.GOOD, "IDENTICAL", "every bit is the same in " + of);
        } else {
          verdict(
              Style.NOTABLE,
              "WITHIN LIMIT",
              "not the same bits, but at most " + Figures.ulps(maxUlp) + " apart in " + of);
        }
      }
      case BEYOND -> {
        String limit = maxUlp == 0 ? "the same bits" : "at most " + Figures.ulps(maxUlp);
        verdict(
            Style.BAD,
            "DIFFERS",
            failing
                + " of "
                + Figures.count(all.pairs().size(), "tensor")
                + (failing == 1 ? " fails" : " fail")
                + ", where "
                + limit
                + " were expected; compared: "
                + of);
      }
    }
  }

  private void verdict(Style style, String word, String text) {
    page.line().add(style, word + "  ").wrap(Style.PLAIN, text + ".").end();
  }
}
