package dev.gradaudit.report;

import dev.gradaudit.audit.Explanation;
import dev.gradaudit.audit.SumDetail;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.reduction.ReachableSums;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.reduction.SumDistribution;
import dev.gradaudit.reduction.WorstOrders;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;

/** Why two runs differ, complete and for programs. */
public final class ExplanationJson {
  private static final int MOST_SUMS = 1000;

  private static final int INDENTED_DEPTH = 6;

  private ExplanationJson() {}

  /**
   * Writes {@code {"scenario", "explanations": [...]}} and flushes.
   *
   * @param title the scenario's name
   */
  public static void write(String title, List<Explanation> explanations, Writer out)
      throws IOException {
    try (JsonGenerator json = JsonLayout.generator(out, INDENTED_DEPTH)) {
      json.writeStartObject();
      json.writeStringProperty("scenario", title);
      json.writeArrayPropertyStart("explanations");
      explanations.forEach(explanation -> explanation(json, explanation));
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
    out.flush();
  }

  private static void explanation(JsonGenerator json, Explanation explanation) {
    json.writeStartObject();
    side(json, "from", explanation.from());
    side(json, "to", explanation.to());
    differences(json, "gradients", explanation.gradients());
    json.writeName("loss");
    difference(json, explanation.lossDifference());
    json.writeNumberProperty("sites", explanation.sites());
    json.writeBooleanProperty("complete", explanation.complete());
    json.writeArrayPropertyStart("origins");
    for (Explanation.Origin origin : explanation.origins()) {
      json.writeStartObject();
      site(json, origin.key(), origin.position());
      json.writeNumberProperty("matched_before", origin.matchedBefore());
      json.writeBooleanProperty("hidden", origin.hidden());
      json.writeName("injected");
      difference(json, origin.injected());
      differences(json, "alone", origin.alone());
      differences(json, "remaining", origin.remaining());
      json.writeObjectPropertyStart("first_order_ulp");
      origin.estimate().forEach((name, ulps) -> JsonValues.number(json, name, ulps));
      json.writeEndObject();
      sum(json, origin.sum());
      json.writeObjectPropertyStart("fingerprints");
      json.writeArrayPropertyStart("inputs");
      origin.prints().inputs().forEach(json::writeString);
      json.writeEndArray();
      json.writeStringProperty("from", origin.prints().from());
      json.writeStringProperty("to", origin.prints().to());
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("receivers");
    for (Explanation.Receiver receiver : explanation.receivers()) {
      json.writeStartObject();
      site(json, receiver.key(), receiver.position());
      json.writeName("difference");
      difference(json, receiver.difference());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void sum(JsonGenerator json, @Nullable SumDetail sum) {
    if (sum == null) {
      json.writeNullProperty("sum");
      return;
    }
    json.writeObjectPropertyStart("sum");
    json.writeArrayPropertyStart("index");
    sum.index().forEach(json::writeNumber);
    json.writeEndArray();
    json.writeNumberProperty("terms", sum.terms());
    JsonValues.number(json, "from", sum.first());
    JsonValues.number(json, "to", sum.second());
    JsonValues.number(json, "exact", sum.exact());
    JsonValues.number(json, "condition", sum.condition());
    JsonValues.number(json, "roundings", sum.roundings());
    JsonValues.number(json, "bound_ulp", sum.boundUlps());
    reachable(json, sum.reachable());
    observed(json, sum.observed());
    json.writeEndObject();
  }

  private static void reachable(JsonGenerator json, ReachableSums.@Nullable All reachable) {
    if (reachable == null) {
      json.writeNullProperty("reachable");
      return;
    }
    json.writeObjectPropertyStart("reachable");
    distribution(json, "trees", reachable.trees());
    distribution(json, "permutations", reachable.sequences());
    json.writeEndObject();
  }

  /** Ascending; only the first of them where there are a great many. */
  private static void distribution(JsonGenerator json, String name, SumDistribution sums) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("total", sums.total());
    json.writeNumberProperty("distinct", sums.distinct());
    JsonValues.number(json, "min", sums.min());
    JsonValues.number(json, "max", sums.max());
    json.writeArrayPropertyStart("sums");
    for (int i = 0; i < Math.min(sums.distinct(), MOST_SUMS); i++) {
      json.writeStartObject();
      JsonValues.number(json, "sum", sums.sum(i));
      json.writeNumberProperty("count", sums.count(i));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void observed(JsonGenerator json, @Nullable WorstOrders observed) {
    if (observed == null) {
      json.writeNullProperty("observed");
      return;
    }
    json.writeObjectPropertyStart("observed");
    json.writeNumberProperty("evaluations", observed.evaluations());
    extreme(json, "lowest", observed.lowest());
    extreme(json, "highest", observed.highest());
    json.writeEndObject();
  }

  private static void extreme(JsonGenerator json, String name, WorstOrders.Extreme extreme) {
    json.writeObjectPropertyStart(name);
    JsonValues.number(json, "sum", extreme.sum());
    json.writeStringProperty("strategy", extreme.strategy());
    json.writeEndObject();
  }

  private static void side(JsonGenerator json, String name, Explanation.Side side) {
    json.writeObjectPropertyStart(name);
    JsonValues.configurationEntries(json, side.configuration());
    json.writeNumberProperty("repeat", side.repeat());
    json.writeEndObject();
  }

  private static void site(JsonGenerator json, SiteKey key, int position) {
    json.writeNumberProperty("position", position);
    json.writeStringProperty("op", key.op());
    json.writeStringProperty("role", key.role());
    json.writeStringProperty("label", key.label());
    json.writeNumberProperty("line", key.line());
    json.writeNumberProperty("column", key.column());
  }

  private static void differences(
      JsonGenerator json, String name, Map<String, Difference> differences) {
    json.writeObjectPropertyStart(name);
    differences.forEach(
        (gradient, difference) -> {
          json.writeName(gradient);
          difference(json, difference);
        });
    json.writeEndObject();
  }

  private static void difference(JsonGenerator json, Difference difference) {
    json.writeStartObject();
    json.writeNumberProperty("elements", difference.elements());
    json.writeNumberProperty("differing", difference.differing());
    JsonValues.unsigned(json, "max_ulp", difference.maxUlp());
    JsonValues.number(json, "mean_ulp", difference.meanUlp());
    json.writeNumberProperty("non_finite", difference.nonFiniteTotal());
    worst(json, difference, difference.worst());
    json.writeEndObject();
  }

  private static void worst(
      JsonGenerator json, Difference difference, Difference.@Nullable Worst worst) {
    if (worst == null) {
      json.writeNullProperty("worst");
      return;
    }
    json.writeObjectPropertyStart("worst");
    json.writeArrayPropertyStart("index");
    worst.index().forEach(json::writeNumber);
    json.writeEndArray();
    JsonValues.element(json, "from", difference.dtype(), worst.from(), worst.fromBits());
    JsonValues.element(json, "to", difference.dtype(), worst.to(), worst.toBits());
    json.writeEndObject();
  }
}
