package dev.gradaudit.report;

import dev.gradaudit.reveal.Behaviour;
import dev.gradaudit.reveal.Behaviour.Arithmetic;
import dev.gradaudit.reveal.Behaviour.Products;
import dev.gradaudit.reveal.Contradiction;
import dev.gradaudit.reveal.GenericOrders;
import dev.gradaudit.reveal.Judgement;
import dev.gradaudit.reveal.Revelation;
import dev.gradaudit.reveal.SummationTree;
import dev.gradaudit.reveal.TreeDifference;
import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A revealed sum for people: the tree, folded, and what is known of it. */
public final class RevealText {
  private static final int INDENT = 2;
  private static final int LABEL = 13;

  private final Page page;
  private final RevealReport report;
  private final Revelation revelation;

  private RevealText(Page page, RevealReport report) {
    this.page = page;
    this.report = report;
    this.revelation = report.revelation();
  }

  /** Writes the page and flushes. */
  public static void write(RevealReport report, RenderOptions options, Writer out)
      throws IOException {
    Page page = new Page(options);
    new RevealText(page, report).write();
    out.write(page.toString());
    out.flush();
  }

  /** One line that says how it fits. */
  public static String verdict(RevealReport report) {
    Judgement judgement = report.judgement();
    if (judgement == null) {
      return "held against nothing";
    }
    String name = report.against();
    boolean declared = report.isSelfCheck();
    return switch (judgement.verdict()) {
      case SAME_TREE ->
          declared ? "the tree that " + name + " declares" : "the same tree as " + name;
      case HIDDEN_AS_DECLARED -> "no tree to be seen, as " + name + " declares";
      case ONE_OF_A_RACE -> "a tree that the racing threads of " + name + " may leave";
      case OTHER_TREE ->
          declared
              ? "NOT the tree that " + name + " declares: this is a bug"
              : "not the tree of " + name;
      case NOT_COMPARABLE ->
          "cannot be compared with " + name + ": one of them has no tree to show";
    };
  }

  private void write() {
    boolean quiet = page.options().detail() == RenderOptions.Detail.QUIET;
    if (!quiet) {
      title();
      SummationTree tree = revelation.tree();
      if (tree != null) {
        new TreePage(page).write(tree);
        page.blank();
        ofTree(tree);
      } else {
        withoutTree();
      }
      page.blank();
    }
    judgement();
  }

  private void title() {
    page.line()
        .add(Style.STRONG, revelation.op().expression())
        .add(" over ")
        .add(Figures.count(revelation.terms(), revelation.dtype().label() + " term"))
        .end();
    page.line()
        .add(
            Style.QUIET,
            report.engine()
                + " · "
                + (report.configuration().order().name().equals("own")
                    ? "an order of its own"
                    : report.configuration().order().name())
                + " · "
                + Figures.count(report.configuration().threads(), "thread")
                + " · seed "
                + report.configuration().seed())
        .end();
    page.blank();
  }

  private void ofTree(SummationTree tree) {
    int height = tree.heights()[tree.root()];
    Arithmetic arithmetic = revelation.arithmetic();
    boolean plain = arithmetic != null && arithmetic.additions() == Behaviour.Additions.PLAIN;
    row(
        "tree",
        Figures.count((long) tree.nodes() - tree.terms(), tree.widest() > 2 ? "sum" : "addition")
            + (tree.widest() > 2 ? " of up to " + tree.widest() + " numbers" : "")
            + ", "
            + height
            + " on the longest way"
            + (plain ? "; " + bound(height) : ""));
    if (report.generic() != null && !isItself(report.generic())) {
      int threads = report.generic().threads();
      row(
          "known as",
          report.generic().order() + (threads == 1 ? "" : " on " + threads + " threads"));
    }
    if (arithmetic != null && tree.terms() > 1) {
      row("additions", additions(arithmetic));
    }
    Products products = revelation.products();
    if (products != null && products.tried() > 0) {
      row("products", products(products));
    }
    row(
        "found by",
        Figures.count(revelation.probes(), "masked sum")
            + ", then checked on "
            + Figures.count(revelation.pairs(), "pair")
            + " of terms; "
            + repeats());
  }

  private boolean isItself(GenericOrders.Match match) {
    return match.order().equals(report.configuration().order().name())
        && match.threads() == report.configuration().threads();
  }

  /** The bound for a tree of that height: γ = hu / (1 − hu). */
  private String bound(int height) {
    double hu = height * revelation.dtype().unitRoundoff();
    return hu >= 1
        ? "no bound on the error from it"
        : "the additions err by at most "
            + String.format(Locale.ROOT, "%.2g", hu / (1 - hu))
            + " of Σ|x|";
  }

  private String additions(Arithmetic arithmetic) {
    String dtype = revelation.dtype().label();
    String sums = Figures.count(arithmetic.reproduced(), "random sum");
    if (arithmetic.roundsOtherwise()) {
      int others = arithmetic.roundings() - arithmetic.toNearest();
      int down = others - arithmetic.roundedUp();
      return "of "
          + Figures.count(arithmetic.roundings(), "inexact sum")
          + " of two terms, "
          + others
          + " were not rounded to nearest, "
          + arithmetic.roundedUp()
          + " of them up and "
          + down
          + " down: "
          + (arithmetic.roundedUp() > 0 && down > 0
              ? "the rounding is stochastic or depends on the sign"
              : "the rounding is directed");
    }
    return switch (arithmetic.additions()) {
      case PLAIN -> "each rounded to nearest in " + dtype + ": that gives the bits of " + sums;
      case WIDE ->
          "in a wider format, rounded to "
              + dtype
              + " once at the end: that gives the bits of "
              + sums;
      case KAHAN ->
          "with Kahan's correction, which masks do not see: that gives the bits of " + sums;
      case OTHER ->
          "not plain, wider or Kahan's: none of these gives the bits of " + sums + " on this tree";
    };
  }

  private static String products(Products products) {
    String all = Figures.count(products.tried(), "addition") + " of a single product";
    if (products.rounded() == products.tried()) {
      return "rounded before they are added, in " + all;
    }
    if (products.fused() == products.tried()) {
      return "fused with the addition (fma), in " + all;
    }
    return "of "
        + all
        + ", "
        + products.fused()
        + " fuse it (fma), "
        + products.rounded()
        + " add it rounded"
        + (products.unclear() == 0 ? "" : ", " + products.unclear() + " cannot be told");
  }

  private String repeats() {
    int runs = revelation.behaviour().repeats();
    return revelation.behaviour().repeatsDiffer()
        ? "equal runs differed"
        : Figures.count(runs, "equal run") + " gave the same bits";
  }

  private void withoutTree() {
    Behaviour behaviour = revelation.behaviour();
    String sequences =
        Figures.count(behaviour.trials(), "set") + " of random terms, put in 8 sequences each";
    switch (revelation.outcome()) {
      case RUN ->
          row(
              "no tree",
              "equal runs gave different sums: the order depends on the run, as where threads race");
      case VALUES -> {
        row(
            "no tree",
            "the order depends on the values of the terms: none of "
                + sequences
                + ", changed its sum, although "
                + (behaviour.trials() - behaviour.correctlyRounded())
                + " of the sums are not the correctly rounded ones");
        row("", "(one addition of all terms at once, cut off, would look the same)");
      }
      case COMPENSATED -> {
        row(
            "no tree",
            "the sum is exact or carries its errors along (correctly rounded, compensated, or in"
                + " pairs of numbers): no small term vanished beside a large one");
        row(
            "",
            behaviour.correctlyRounded()
                + " of "
                + behaviour.trials()
                + " random sums are correctly rounded; "
                + behaviour.sequencesDiffer()
                + " depend on the sequence of their terms");
      }
      default -> row("no tree", "the answers to the masked sums fit no tree");
    }
    Contradiction contradiction = revelation.contradiction();
    if (contradiction != null) {
      row(
          "seen",
          contradiction.size() < 0
              ? "the masked sum of x"
                  + contradiction.first()
                  + " and x"
                  + contradiction.second()
                  + " is no number of units"
              : "x"
                  + contradiction.first()
                  + " and x"
                  + contradiction.second()
                  + " meet in a sum of "
                  + Figures.count(contradiction.size(), "term")
                  + ", to which "
                  + contradiction.members()
                  + " belong");
    }
    row(
        "found by",
        revelation.probes() == 0
            ? repeats()
            : Figures.count(revelation.probes(), "masked sum") + "; " + repeats());
  }

  private void judgement() {
    Judgement judgement = report.judgement();
    if (judgement == null) {
      page.line()
          .to(INDENT)
          .add(Style.QUIET, "nothing is declared; --against ORDER compares")
          .end();
      return;
    }
    boolean holds = judgement.verdict().holds();
    boolean unicode = page.options().unicode();
    Style style = holds ? Style.GOOD : Style.BAD;
    String mark = holds ? (unicode ? "✓" : "+") : unicode ? "✗" : "x";
    page.line().to(INDENT).add(style, mark + " ").wrap(style, verdict(report)).end();
    difference(judgement.difference());
    if (report.uncovered() != null) {
      page.line()
          .to(2 * INDENT)
          .wrap(
              Style.NOTABLE,
              report.against()
                  + " does not claim to sum this as its library does: "
                  + report.uncovered()
                  + "; see 'gradaudit list orders'")
          .end();
    }
  }

  private void difference(@Nullable TreeDifference difference) {
    if (difference == null) {
      return;
    }
    page.line().to(2 * INDENT).add("the first difference:").end();
    page.line()
        .to(2 * INDENT)
        .add("revealed  ")
        .wrap(Style.BAD, assignment(difference.tree(), difference.node()))
        .end();
    page.line()
        .to(2 * INDENT)
        .add((report.isSelfCheck() ? "declared" : "expected") + "  ")
        .wrap(Style.PLAIN, assignment(difference.other(), difference.otherNode()))
        .end();
  }

  private static String assignment(SummationTree tree, int node) {
    return tree.name(node) + " = " + tree.expression(node);
  }

  private void row(String label, String text) {
    page.line().to(INDENT).add(Style.QUIET, label).to(LABEL).wrap(Style.PLAIN, text).end();
  }
}
