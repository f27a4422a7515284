package dev.gradaudit.report;

import dev.gradaudit.audit.shrink.Measures;
import dev.gradaudit.audit.shrink.Shrunk;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.plan.Configuration;
import java.io.IOException;
import java.io.Writer;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a search for the smallest scenario came to: how much it left out, what is still there. */
public final class ShrinkText {
  private static final int INDENT = 2;
  private static final int BEFORE_COLUMN = 29;
  private static final int WIDTH = 10;

  private static final Comparator<Map.Entry<String, Difference>> BY_DISTANCE =
      Comparator.<Map.Entry<String, Difference>>comparingLong(
              entry -> entry.getValue().nonFiniteTotal())
          .thenComparing(entry -> entry.getValue().maxUlp(), Long::compareUnsigned);

  private final Page page;
  private final Shrunk shrunk;

  private ShrinkText(Page page, Shrunk shrunk) {
    this.page = page;
    this.shrunk = shrunk;
  }

  /**
   * Writes the summary and flushes.
   *
   * @param title the name of the scenario that was shrunk
   */
  public static void write(String title, Shrunk shrunk, RenderOptions options, Writer out)
      throws IOException {
    out.write(text(title, shrunk, options));
    out.flush();
  }

  /** The summary, in lines. */
  public static String text(String title, Shrunk shrunk, RenderOptions options) {
    Page page = new Page(options);
    page.line().add(Style.STRONG, title).end();
    page.blank();
    new ShrinkText(page, shrunk).write();
    return page.toString();
  }

  private void write() {
    Measures before = shrunk.before();
    Measures after = shrunk.after();
    row("", "before", "after");
    row("lines of the program", before.lines(), after.lines());
    row("tensors", before.tensors(), after.tensors());
    row("elements", before.elements(), after.elements());
    row("gradients", before.gradients(), after.gradients());
    if (before.terms() > 0) {
      row("terms of the largest sum", before.terms(), after.terms());
    }
    page.blank();
    side("before", before);
    side("after", after);
    page.blank();
    String runs = Figures.count(shrunk.evaluations(), "candidate") + " tried; ";
    page.line()
        .to(INDENT)
        .wrap(
            shrunk.complete() ? Style.GOOD : Style.DOUBTFUL,
            shrunk.complete()
                ? runs + "nothing more can be left out."
                : runs + "ended early: a larger --budget may leave out more.")
        .end();
  }

  private void row(String what, long before, long after) {
    row(what, Long.toString(before), Long.toString(after));
  }

  private void row(String what, String before, String after) {
    page.line()
        .to(INDENT)
        .add(what)
        .to(BEFORE_COLUMN + WIDTH - before.length())
        .add(before)
        .to(BEFORE_COLUMN + 2 * WIDTH - after.length())
        .add(after)
        .end();
  }

  private void side(String when, Measures measures) {
    page.line()
        .to(INDENT)
        .add(when)
        .to(INDENT + 8)
        .wrap(Style.PLAIN, sides(measures.from(), measures.to()))
        .end();
    Map.Entry<String, Difference> furthest =
        Collections.max(measures.differences().entrySet(), BY_DISTANCE);
    int others = measures.differences().size() - 1;
    page.line()
        .to(INDENT + 8)
        .wrap(
            Style.BAD,
            "grad of "
                + furthest.getKey()
                + ": "
                + apart(furthest.getValue())
                + (others == 0 ? "" : "; and " + Figures.count(others, "other gradient")))
        .end();
  }

  /** {@code order sequential against order pairwise, with 1 thread, seed 0}. */
  public static String sides(Configuration from, Configuration to) {
    boolean sameThreads = from.threads() == to.threads();
    boolean sameSeed = from.seed() == to.seed();
    return from.order().name()
        + (sameThreads ? "" : ", " + Figures.count(from.threads(), "thread"))
        + (sameSeed ? "" : ", seed " + from.seed())
        + " against "
        + to.order().name()
        + (sameThreads ? "" : ", " + Figures.count(to.threads(), "thread"))
        + (sameSeed ? "" : ", seed " + to.seed())
        + (sameThreads ? ", with " + Figures.count(from.threads(), "thread") : "")
        + (sameSeed ? (sameThreads ? ", seed " : ", with seed ") + from.seed() : "");
  }

  private static String apart(Difference difference) {
    Difference.@Nullable Worst worst = difference.worst();
    String distance =
        difference.nonFiniteTotal() > 0
            ? "not all finite"
            : difference.maxUlp() == 0
                ? "zeros of other signs"
                : "up to " + Figures.ulps(difference.maxUlp()) + " apart";
    String values =
        worst == null
            ? ""
            : ", "
                + value(difference, worst.from(), worst.fromBits())
                + " against "
                + value(difference, worst.to(), worst.toBits());
    return distance + values;
  }

  private static String value(Difference difference, double value, long bits) {
    return NumberText.of(difference.dtype(), value)
        + " ("
        + NumberText.bits(difference.dtype(), bits)
        + ")";
  }
}
