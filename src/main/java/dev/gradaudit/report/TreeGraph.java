package dev.gradaudit.report;

import dev.gradaudit.reveal.Outline;
import dev.gradaudit.reveal.Outline.Kind;
import dev.gradaudit.reveal.SummationTree;

/** The nodes and edges of a tree in Graphviz's language, terms below and the sum on top. */
final class TreeGraph {
  private final StringBuilder out = new StringBuilder();
  private int next;

  private TreeGraph() {}

  /** Every term and every addition. */
  static String full(SummationTree tree) {
    StringBuilder out = new StringBuilder();
    out.append("  { rank=same;");
    for (int term = 0; term < tree.terms(); term++) {
      out.append(" n").append(term).append(';');
    }
    out.append(" }\n");
    for (int node = 0; node < tree.nodes(); node++) {
      String label = tree.isTerm(node) ? "x" + node : "+";
      String shape = tree.isTerm(node) ? "plaintext" : "circle, width=0.25, fixedsize=true";
      out.append("  n" + node + " [label=\"" + label + "\", shape=" + shape + "];\n");
      for (int child : tree.children(node)) {
        out.append("  n" + child + " -> n" + node + ";\n");
      }
    }
    return out.toString();
  }

  /** A box for each run of terms, and the sums of boxes; what comes first has the lowest number. */
  static String folded(SummationTree tree) {
    TreeGraph graph = new TreeGraph();
    graph.draw(Outline.of(tree));
    return graph.out.toString();
  }

  private int draw(Outline outline) {
    int node = next++;
    if (outline.kind() == Kind.TERMS) {
      out.append("  n" + node + " [label=\"" + TreePage.sequence(outline) + "\", shape=note];\n");
      return node;
    }
    if (outline.parts().isEmpty()) {
      String kind =
          outline.kind() == Kind.RUN ? outline.count() < 3 ? "" : "chain\\n" : "pairwise\\n";
      out.append(
          "  n" + node + " [label=\"" + kind + TreePage.terms(outline) + "\", shape=box];\n");
      return node;
    }
    String label =
        switch (outline.kind()) {
          case SEQUENCE -> "+ in turn";
          case PAIRS -> outline.parts().size() == 2 ? "+" : "+ pairwise";
          default -> "+ at once";
        };
    out.append("  n" + node + " [label=\"" + label + "\", shape=ellipse];\n");
    int place = 1;
    for (Outline part : outline.parts()) {
      int below = draw(part);
      out.append("  n" + below + " -> n" + node);
      out.append(outline.kind() != Kind.AT_ONCE ? " [label=\"" + place++ + "\"];\n" : ";\n");
    }
    return node;
  }
}
