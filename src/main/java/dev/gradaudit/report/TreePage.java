package dev.gradaudit.report;

import dev.gradaudit.reveal.Outline;
import dev.gradaudit.reveal.Outline.Kind;
import dev.gradaudit.reveal.SummationTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A tree on a page, folded: a run of terms is a line, and so are several runs that are alike. */
final class TreePage {
  private static final int INDENT = 2;

  /** So many runs that are alike become one line. */
  private static final int LEAST_FAMILY = 3;

  /** More lines than anybody reads; the other formats have them all. */
  private static final int MOST_LINES = 200;

  private final Page page;
  private final boolean unicode;
  private int lines;
  private int dropped;

  TreePage(Page page) {
    this.page = page;
    this.unicode = page.options().unicode();
  }

  void write(SummationTree tree) {
    write(Outline.of(tree), "", "");
    if (dropped > 0) {
      page.line()
          .to(INDENT)
          .add(
              Style.DOUBTFUL,
              "… and " + Figures.count(dropped, "line") + " more; --format text shows everything")
          .end();
    }
  }

  private void write(Outline outline, String first, String rest) {
    String text = text(outline);
    line(first, text);
    List<Object> items = folded(outline.parts());
    for (int i = 0; i < items.size(); i++) {
      boolean last = i == items.size() - 1;
      String branch = rest + (unicode ? last ? "└─ " : "├─ " : last ? "`- " : "|- ");
      String below = rest + (last ? "   " : unicode ? "│  " : "|  ");
      if (items.get(i) instanceof Outline part) {
        write(part, branch, below);
      } else {
        line(branch, Objects.toString(items.get(i)));
      }
    }
  }

  private void line(String branch, String text) {
    if (lines++ < MOST_LINES) {
      page.line().to(INDENT).add(Style.QUIET, branch).wrap(Style.PLAIN, text).end();
    } else {
      dropped++;
    }
  }

  /** Parts, and texts in the place of several that are alike. */
  private static List<Object> folded(List<Outline> parts) {
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < parts.size(); ) {
      int to = i + 1;
      while (to < parts.size() && isNext(parts, i, to)) {
        to++;
      }
      if (to - i >= LEAST_FAMILY) {
        items.add(family(parts.subList(i, to)));
        i = to;
      } else {
        items.add(parts.get(i++));
      }
    }
    return items;
  }

  /** Whether a part goes on as the ones before it: as far from the last one as that from its own. */
  private static boolean isNext(List<Outline> parts, int from, int at) {
    Outline part = parts.get(at);
    Outline before = parts.get(at - 1);
    boolean alike =
        part.parts().isEmpty()
            && part.kind() == before.kind()
            && (part.step() == before.step() || part.count() == 1)
            && (part.count() == before.count() || part.count() == before.count() - 1)
            && before.count() > 1;
    boolean even =
        at - from < 2
            || part.start() - before.start() == before.start() - parts.get(at - 2).start()
            || part.count() != before.count()
            || before.count() != parts.get(at - 2).count();
    return alike && even;
  }

  private static String family(List<Outline> members) {
    Outline first = members.get(0);
    Outline last = members.get(members.size() - 1);
    String what = first.kind() == Kind.RUN ? " chains, each in turn: " : " pairwise, each in turn: ";
    return members.size()
        + what
        + terms(first)
        + ", then "
        + terms(members.get(1))
        + (members.size() > 3 ? ", … " : ", ")
        + "last "
        + terms(last)
        + " ("
        + (first.count() == last.count()
            ? Figures.count(first.count(), "term") + " each"
            : first.count() + " or " + Figures.count(last.count(), "term"))
        + ")";
  }

  private static String text(Outline outline) {
    return switch (outline.kind()) {
      case RUN ->
          outline.count() == 1
              ? "x" + outline.start()
              : outline.count() == 2
                  ? terms(outline)
                  : "chain " + terms(outline) + " (" + outline.count() + " terms)";
      case PAIRWISE -> "pairwise " + terms(outline) + " (" + outline.count() + " terms)";
      case MIRRORED_PAIRWISE ->
          "pairwise from the end, " + terms(outline) + " (" + outline.count() + " terms)";
      case SEQUENCE -> "one after the other (" + outline.terms() + " terms)";
      case AT_ONCE -> "all at once (" + outline.terms() + " terms)";
    };
  }

  /** The terms of a run: {@code x0, x8 … x992}. */
  static String terms(Outline run) {
    int last = run.start() + run.step() * (run.count() - 1);
    if (run.count() == 1) {
      return "x" + run.start();
    }
    if (run.count() == 2) {
      return "x" + run.start() + " + x" + last;
    }
    boolean neighbours = Math.abs(run.step()) == 1;
    return "x"
        + run.start()
        + (neighbours ? "" : ", x" + (run.start() + run.step()))
        + " … x"
        + last;
  }
}
