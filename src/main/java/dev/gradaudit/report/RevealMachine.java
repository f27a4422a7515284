package dev.gradaudit.report;

import dev.gradaudit.reveal.Behaviour;
import dev.gradaudit.reveal.Behaviour.Arithmetic;
import dev.gradaudit.reveal.Behaviour.Products;
import dev.gradaudit.reveal.Contradiction;
import dev.gradaudit.reveal.Judgement;
import dev.gradaudit.reveal.Revelation;
import dev.gradaudit.reveal.SummationTree;
import dev.gradaudit.reveal.TreeDifference;
import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;

/** A revealed sum for programs: lines for {@code diff}, a graph for Graphviz, JSON. */
public final class RevealMachine {
  private static final String SCHEMA = "gradaudit.reveal/1";
  private static final int INDENTED_DEPTH = 2;

  /** Up to so many terms a graph shows every addition. */
  private static final int MOST_DRAWN_TERMS = 64;

  private RevealMachine() {}

  /**
   * A line for each partial sum, the smaller ones first: {@code x0:3 = x0:2 + x2} adds x2 to the
   * partial sum of two terms that begins with x0. Nothing where there is no tree.
   */
  public static void text(Revelation revelation, Writer out) throws IOException {
    SummationTree tree = revelation.tree();
    out.write(
        "# "
            + revelation.op().label()
            + " of "
            + Figures.count(revelation.terms(), revelation.dtype().label() + " term")
            + (tree == null ? ": " + revelation.outcome().label() : "")
            + "\n");
    if (tree != null) {
      out.write(tree.toString());
    }
    out.flush();
  }

  /** A graph in Graphviz's language; folded where it would be too large to see. */
  public static void dot(Revelation revelation, Writer out) throws IOException {
    out.write("digraph sum {\n");
    out.write("  rankdir=BT;\n");
    out.write("  node [fontname=\"Helvetica\", fontsize=11];\n");
    out.write("  edge [arrowsize=0.6];\n");
    SummationTree tree = revelation.tree();
    if (tree == null) {
      out.write("  none [shape=box, label=\"" + revelation.outcome().label() + "\"];\n");
    } else if (tree.terms() <= MOST_DRAWN_TERMS) {
      out.write(TreeGraph.full(tree));
    } else {
      out.write(TreeGraph.folded(tree));
    }
    out.write("}\n");
    out.flush();
  }

  /** Everything; the nodes as {@link #text} names them. */
  public static void json(RevealReport report, Writer out) throws IOException {
    try (JsonGenerator json = JsonLayout.generator(out, INDENTED_DEPTH)) {
      json.writeStartObject();
      json.writeStringProperty("schema", SCHEMA);
      Revelation revelation = report.revelation();
      json.writeStringProperty("engine", report.engine());
      JsonValues.configuration(json, "configuration", report.configuration());
      json.writeStringProperty("op", revelation.op().label());
      json.writeNumberProperty("terms", revelation.terms());
      json.writeStringProperty("dtype", revelation.dtype().label());
      json.writeStringProperty("outcome", revelation.outcome().label());
      json.writeNumberProperty("probes", revelation.probes());
      json.writeNumberProperty("checked_pairs", revelation.pairs());
      behaviour(json, revelation.behaviour());
      contradiction(json, revelation.contradiction());
      arithmetic(json, revelation.arithmetic());
      products(json, revelation.products());
      if (report.generic() == null) {
        json.writeNullProperty("known_as");
      } else {
        json.writeObjectPropertyStart("known_as");
        json.writeStringProperty("order", report.generic().order());
        json.writeNumberProperty("threads", report.generic().threads());
        json.writeEndObject();
      }
      judgement(json, report);
      tree(json, revelation.tree());
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
    out.flush();
  }

  private static void behaviour(JsonGenerator json, Behaviour behaviour) {
    json.writeObjectPropertyStart("behaviour");
    json.writeNumberProperty("repeats", behaviour.repeats());
    json.writeBooleanProperty("repeats_differ", behaviour.repeatsDiffer());
    json.writeNumberProperty("trials", behaviour.trials());
    json.writeNumberProperty("sequences_differ", behaviour.sequencesDiffer());
    json.writeNumberProperty("correctly_rounded", behaviour.correctlyRounded());
    json.writeEndObject();
  }

  private static void contradiction(JsonGenerator json, @Nullable Contradiction contradiction) {
    if (contradiction == null) {
      json.writeNullProperty("contradiction");
      return;
    }
    json.writeObjectPropertyStart("contradiction");
    json.writeNumberProperty("first", contradiction.first());
    json.writeNumberProperty("second", contradiction.second());
    json.writeNumberProperty("size", contradiction.size());
    json.writeNumberProperty("members", contradiction.members());
    json.writeBooleanProperty("always_two", contradiction.alwaysTwo());
    json.writeEndObject();
  }

  private static void arithmetic(JsonGenerator json, @Nullable Arithmetic arithmetic) {
    if (arithmetic == null) {
      json.writeNullProperty("arithmetic");
      return;
    }
    json.writeObjectPropertyStart("arithmetic");
    json.writeStringProperty("additions", arithmetic.additions().label());
    json.writeNumberProperty("random_sums", arithmetic.reproduced());
    json.writeNumberProperty("inexact_pairs", arithmetic.roundings());
    json.writeNumberProperty("rounded_to_nearest", arithmetic.toNearest());
    json.writeNumberProperty("rounded_up_otherwise", arithmetic.roundedUp());
    json.writeEndObject();
  }

  private static void products(JsonGenerator json, @Nullable Products products) {
    if (products == null) {
      json.writeNullProperty("products");
      return;
    }
    json.writeObjectPropertyStart("products");
    json.writeNumberProperty("tried", products.tried());
    json.writeNumberProperty("rounded", products.rounded());
    json.writeNumberProperty("fused", products.fused());
    json.writeNumberProperty("unclear", products.unclear());
    json.writeEndObject();
  }

  private static void judgement(JsonGenerator json, RevealReport report) {
    Judgement judgement = report.judgement();
    if (judgement == null) {
      json.writeNullProperty("judgement");
      return;
    }
    json.writeObjectPropertyStart("judgement");
    json.writeStringProperty("against", report.against());
    json.writeStringProperty("verdict", judgement.verdict().label());
    json.writeBooleanProperty("holds", judgement.verdict().holds());
    json.writeStringProperty("not_covered", report.uncovered());
    TreeDifference difference = judgement.difference();
    if (difference != null) {
      json.writeStringProperty(
          "revealed",
          difference.tree().name(difference.node())
              + " = "
              + difference.tree().expression(difference.node()));
      json.writeStringProperty(
          "expected",
          difference.other().name(difference.otherNode())
              + " = "
              + difference.other().expression(difference.otherNode()));
    }
    json.writeEndObject();
  }

  private static void tree(JsonGenerator json, @Nullable SummationTree tree) {
    if (tree == null) {
      json.writeNullProperty("tree");
      return;
    }
    json.writeObjectPropertyStart("tree");
    json.writeNumberProperty("height", tree.heights()[tree.root()]);
    json.writeNumberProperty("widest", tree.widest());
    json.writeArrayPropertyStart("sums");
    for (int node = tree.terms(); node < tree.nodes(); node++) {
      json.writeStartObject();
      json.writeStringProperty("sum", tree.name(node));
      json.writeArrayPropertyStart("of");
      for (int child : tree.children(node)) {
        json.writeString(tree.name(child));
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
