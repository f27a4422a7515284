package dev.gradaudit.report;

import dev.gradaudit.reveal.Outline;
import dev.gradaudit.reveal.Outline.Kind;
import dev.gradaudit.reveal.SummationTree;
import java.util.ArrayList;
import java.util.List;

/** A tree on a page, folded: a run of terms is a line, and so are several runs that are alike. */
final class TreePage {
  private static final int INDENT = 2;

  /** So many runs that are alike become one line. */
  private static final int LEAST_FAMILY = 3;

  /** In a sequence without a pattern. */
  private static final int MOST_RUNS = 200;

  /** More lines than anybody reads. */
  private static final int MOST_LINES = 60;

  private static final int MOST_VERBOSE_LINES = 1000;

  private final Page page;
  private final boolean unicode;
  private final int most;
  private int lines;
  private int dropped;

  TreePage(Page page) {
    this.page = page;
    this.unicode = page.options().unicode();
    boolean verbose = page.options().detail() == RenderOptions.Detail.VERBOSE;
    this.most = verbose ? MOST_VERBOSE_LINES : MOST_LINES;
  }

  void write(SummationTree tree) {
    write(Outline.of(tree), "", "");
    if (dropped > 0) {
      page.line()
          .to(INDENT)
          .add(
              Style.DOUBTFUL,
              "… and "
                  + Figures.count(dropped, "line")
                  + " more; -v shows up to "
                  + MOST_VERBOSE_LINES
                  + ", --format text everything")
          .end();
    }
  }

  private void write(Outline outline, String first, String rest) {
    line(first, text(outline));
    if (outline.kind() != Kind.TERMS) {
      items(outline.parts(), rest).forEach(Runnable::run);
    }
  }

  /** What stands below an outline: each part, or several that are alike. */
  private List<Runnable> items(List<Outline> parts, String rest) {
    List<Runnable> items = new ArrayList<>();
    for (int i = 0; i < parts.size(); ) {
      int to = i + 1;
      while (to < parts.size() && isNextRun(parts, i, to)) {
        to++;
      }
      if (to - i >= LEAST_FAMILY) {
        String text = family(parts.subList(i, to));
        boolean last = to == parts.size();
        items.add(() -> line(rest + branch(last), text));
        i = to;
        continue;
      }
      to = i + 1;
      while (to < parts.size() && !parts.get(i).parts().isEmpty() && isNextAlike(parts, i, to)) {
        to++;
      }
      to = to - i >= LEAST_FAMILY ? to : i + 1;
      Outline part = parts.get(i);
      String others = to - i > 1 ? others(parts.subList(i, to)) : "";
      boolean last = to == parts.size();
      if (part.kind() == Kind.TERMS && i > 0) {
        items.add(() -> line(rest + branch(last), "then " + sequence(part) + ", one by one"));
        i = to;
        continue;
      }
      boolean lastOfAll = last && others.isEmpty();
      items.add(() -> write(part, rest + branch(lastOfAll), rest + below(lastOfAll)));
      if (!others.isEmpty()) {
        items.add(() -> line(rest + branch(last), others));
      }
      i = to;
    }
    return items;
  }

  private String branch(boolean last) {
    return unicode ? last ? "└─ " : "├─ " : last ? "`- " : "|- ";
  }

  private String below(boolean last) {
    return last ? "   " : unicode ? "│  " : "|  ";
  }

  private void line(String branch, String text) {
    if (lines++ < most) {
      page.line().to(INDENT).add(Style.QUIET, branch).wrap(Style.PLAIN, text).end();
    } else {
      dropped++;
    }
  }

  /** Whether a run goes on as the ones before it: each as far on, and shorter by a term at most. */
  private static boolean isNextRun(List<Outline> parts, int from, int at) {
    Outline part = parts.get(at);
    Outline before = parts.get(at - 1);
    int shift = parts.get(from + 1).start() - parts.get(from).start();
    return part.parts().isEmpty()
        && part.kind() == before.kind()
        && part.step() == before.step()
        && part.start() - before.start() == shift
        && (part.count() == before.count() || part.count() == before.count() - 1)
        && part.count() > 1;
  }

  private static boolean isNextAlike(List<Outline> parts, int from, int at) {
    int shift = parts.get(from).shiftTo(parts.get(from + 1));
    return shift != 0 && parts.get(at - 1).shiftTo(parts.get(at)) == shift;
  }

  private static String family(List<Outline> members) {
    Outline first = members.get(0);
    Outline last = members.get(members.size() - 1);
    return members.size()
        + (first.kind() == Kind.RUN ? " chains: " : " pairwise: ")
        + terms(first)
        + "; "
        + terms(members.get(1))
        + (members.size() > LEAST_FAMILY ? "; … " : "; ")
        + terms(last)
        + " ("
        + (first.count() == last.count()
            ? Figures.count(first.count(), "term") + " each"
            : first.count() + " or " + Figures.count(last.count(), "term"))
        + ")";
  }

  private static String others(List<Outline> members) {
    int shift = members.get(0).shiftTo(members.get(1));
    return "and "
        + (members.size() - 1)
        + " more like it, each "
        + Figures.count(Math.abs(shift), "term")
        + (shift > 0 ? " further on" : " further back")
        + ", the last from x"
        + members.get(members.size() - 1).start();
  }

  private static String text(Outline outline) {
    return switch (outline.kind()) {
      case RUN ->
          outline.count() == 1
              ? "x" + outline.start()
              : outline.count() == 2
                  ? terms(outline)
                  : "chain " + terms(outline) + " (" + outline.count() + " terms)";
      case TERMS -> "chain " + sequence(outline) + " (" + outline.count() + " terms)";
      case PAIRWISE -> "pairwise " + terms(outline) + " (" + outline.count() + " terms)";
      case MIRRORED_PAIRWISE ->
          "pairwise from the end, " + terms(outline) + " (" + outline.count() + " terms)";
      case SEQUENCE -> "one after the other (" + outline.terms() + " terms)";
      case PAIRS ->
          outline.parts().size() == 2
              ? "two parts (" + outline.terms() + " terms)"
              : "pairwise over "
                  + outline.parts().size()
                  + " parts ("
                  + outline.terms()
                  + " terms)";
      case AT_ONCE -> "all at once (" + outline.terms() + " terms)";
    };
  }

  /** Terms in any sequence, neighbours with even steps in short. */
  static String sequence(Outline terms) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(MOST_RUNS, terms.parts().size()); i++) {
      Outline run = terms.parts().get(i);
      text.append(text.isEmpty() ? "" : ", ");
      text.append(run.count() == 2 ? terms(run).replace(" +", ",") : terms(run));
    }
    return terms.parts().size() > MOST_RUNS ? text + ", …" : text.toString();
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
