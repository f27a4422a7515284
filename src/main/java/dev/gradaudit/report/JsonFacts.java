package dev.gradaudit.report;

import dev.gradaudit.audit.Accuracy;
import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.Comparison;
import dev.gradaudit.audit.ControlledSite;
import dev.gradaudit.audit.EngineComparison;
import dev.gradaudit.audit.LoggedRun;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.engine.Analysis;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What was measured and what was proved, one line of JSON each. */
final class JsonFacts {
  private JsonFacts() {}

  /** An entry of the object of verdicts, keyed by the axis. */
  static void verdict(JsonGenerator json, AxisVerdict verdict) {
    json.writeObjectPropertyStart(verdict.axis().label());
    json.writeStringProperty("verdict", verdict.verdict().name());
    JsonValues.expectation(json, "expectation", verdict.expectation());
    json.writeBooleanProperty("holds", verdict.holds());
    json.writeNumberProperty("runs", verdict.runs());
    json.writeNumberProperty("groups", verdict.groups());
    json.writeNumberProperty("distinct", verdict.distinct());
    json.writeNumberProperty("comparisons", verdict.comparisons());
    json.writeNumberProperty("elements", verdict.elements());
    json.writeNumberProperty("elements_varying", verdict.elementsVarying());
    JsonValues.unsigned(json, "max_ulp", verdict.maxUlp());
    JsonValues.number(json, "mean_ulp", verdict.meanUlp());
    json.writeNumberProperty("non_finite", verdict.nonFinite());
    numberOrNull(json, "probability_match", verdict.probabilityMatch());
    numberOrNull(json, "bound_ulp", verdict.boundUlp());
    json.writeBooleanProperty("vacuous", verdict.vacuous());
    json.writeStringProperty("compares", verdict.comparesGradients() ? "gradients" : "verdicts");
    json.writeStringProperty("reason", verdict.reason());
    json.writeName("worst");
    if (verdict.worst() == null) {
      json.writeNull();
    } else {
      comparison(json, verdict.worst());
    }
    json.writeEndObject();
  }

  static void configuration(JsonGenerator json, ScenarioReport.ConfigurationResult result) {
    json.writeStartObject();
    JsonValues.configurationEntries(json, result.configuration());
    json.writeNumberProperty("runs", result.runs());
    json.writeNumberProperty("distinct", result.distinct());
    JsonValues.loss(json, "loss", result.loss());
    json.writeObjectPropertyStart("fingerprints");
    result.fingerprints().forEach(json::writeStringProperty);
    json.writeEndObject();
    json.writeEndObject();
  }

  static void comparison(JsonGenerator json, Comparison comparison) {
    Difference difference = comparison.difference();
    json.writeStartObject();
    json.writeStringProperty("axis", comparison.axis().label());
    json.writeNumberProperty("seed", comparison.from().seed());
    JsonValues.configuration(json, "from", comparison.from());
    JsonValues.configuration(json, "to", comparison.to());
    json.writeNumberProperty("from_repeat", comparison.fromRepeat());
    json.writeNumberProperty("to_repeat", comparison.toRepeat());
    json.writeStringProperty("gradient", comparison.gradient());
    json.writeStringProperty("dtype", difference.dtype().label());
    figures(json, difference);
    json.writeEndObject();
  }

  /** The figures of a difference, as members of the object at hand. */
  static void figures(JsonGenerator json, Difference difference) {
    json.writeNumberProperty("elements", difference.elements());
    json.writeNumberProperty("differing", difference.differing());
    JsonValues.unsigned(json, "max_ulp", difference.maxUlp());
    JsonValues.number(json, "mean_ulp", difference.meanUlp());
    JsonValues.unsigned(json, "p99_ulp", difference.p99Ulp());
    JsonValues.number(json, "max_abs", difference.maxAbs());
    JsonValues.number(json, "max_rel", difference.maxRel());
    json.writeNumberProperty("sign_of_zero", difference.signOfZero());
    json.writeNumberProperty("non_finite", difference.nonFiniteTotal());
    json.writeObjectPropertyStart("non_finite_kinds");
    for (Difference.NonFinite kind : Difference.NonFinite.values()) {
      json.writeNumberProperty(
          kind.name().toLowerCase(Locale.ROOT), difference.nonFinite().getOrDefault(kind, 0L));
    }
    json.writeEndObject();
    histogram(json, difference.histogram());
    worst(json, difference);
  }

  /** Keyed by the least distance of each bucket: 0, 1, 2, 4, 8, …; it ends below the next key. */
  private static void histogram(JsonGenerator json, List<Long> histogram) {
    json.writeObjectPropertyStart("histogram");
    for (int bits = 0; bits < histogram.size(); bits++) {
      String least = bits == 0 ? "0" : NumberText.ofUnsigned(1L << (bits - 1));
      json.writeNumberProperty(least, histogram.get(bits));
    }
    json.writeEndObject();
  }

  private static void worst(JsonGenerator json, Difference difference) {
    Difference.Worst worst = difference.worst();
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

  /** {@code site} is the program line's text, or empty for a line that the program lacks. */
  static void certificate(JsonGenerator json, Analysis.Site site, List<String> statements) {
    int line = site.key().line();
    json.writeStartObject();
    json.writeStringProperty(
        "site", line >= 1 && line <= statements.size() ? statements.get(line - 1) : "");
    json.writeNumberProperty("line", line);
    json.writeNumberProperty("column", site.key().column());
    json.writeStringProperty("op", site.key().op());
    json.writeStringProperty("role", site.key().role());
    json.writeStringProperty("label", site.key().label());
    json.writeNumberProperty("terms", site.terms());
    json.writeNumberProperty("sums", site.sums());
    json.writeBooleanProperty("inputs_fixed", site.inputsFixed());
    json.writeStringProperty("proof", site.proof() == null ? null : site.proof().label());
    // Nobody knows it where the terms themselves may move.
    numberOrNull(json, "bound_ulp", Double.isNaN(site.boundUlps()) ? null : site.boundUlps());
    JsonValues.number(json, "condition", site.condition());
    json.writeEndObject();
  }

  /** What became of the positive control at a site. */
  static void control(JsonGenerator json, ControlledSite site) {
    json.writeStartObject();
    json.writeNumberProperty("line", site.key().line());
    json.writeNumberProperty("column", site.key().column());
    json.writeStringProperty("op", site.key().op());
    json.writeStringProperty("role", site.key().role());
    json.writeStringProperty("label", site.key().label());
    json.writeNumberProperty("terms", site.terms());
    json.writeStringProperty("outcome", site.outcome().label());
    json.writeStringProperty("order", site.order());
    json.writeStringProperty("gradient", site.gradient());
    JsonValues.unsigned(json, "max_ulp", site.maxUlp());
    json.writeEndObject();
  }

  /** Distances from the gradients of real arithmetic; null where they were not asked for. */
  static void engine(JsonGenerator json, EngineComparison other) {
    json.writeStartObject();
    json.writeStringProperty("engine", other.engine());
    json.writeStringProperty("obstacle", other.obstacle());
    EngineComparison.OfOrder closest = other.closest();
    json.writeStringProperty("closest", closest == null ? null : closest.order());
    json.writeArrayPropertyStart("orders");
    for (EngineComparison.OfOrder order : other.orders()) {
      json.writeStartObject();
      json.writeStringProperty("order", order.order());
      json.writeNumberProperty("pairs", order.pairs());
      json.writeNumberProperty("identical", order.identical());
      json.writeNumberProperty("elements", order.elements());
      json.writeNumberProperty("differing", order.differing());
      JsonValues.unsigned(json, "max_ulp", order.maxUlp());
      JsonValues.number(json, "mean_ulp", order.meanUlp());
      json.writeNumberProperty("non_finite", order.nonFinite());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void accuracy(JsonGenerator json, @Nullable Accuracy accuracy) {
    if (accuracy == null) {
      json.writeNullProperty("accuracy");
      return;
    }
    json.writeObjectPropertyStart("accuracy");
    json.writeNumberProperty("other_choices", accuracy.otherChoices());
    json.writeArrayPropertyStart("gradients");
    for (Accuracy.OfGradient gradient : accuracy.gradients()) {
      json.writeStartObject();
      json.writeStringProperty("gradient", gradient.gradient());
      json.writeNumberProperty("elements", gradient.elements());
      json.writeNumberProperty("undetermined", gradient.undetermined());
      json.writeNumberProperty("unknown", gradient.unknown());
      JsonValues.number(json, "uncertainty_ulp", gradient.uncertainty());
      json.writeStringProperty("limit", gradient.limit().label());
      json.writeName("exact_sums");
      distance(json, gradient.exactSums());
      json.writeArrayPropertyStart("configurations");
      gradient.runs().forEach(run -> distance(json, run));
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void distance(JsonGenerator json, Accuracy.Distance distance) {
    json.writeStartObject();
    JsonValues.configurationEntries(json, distance.configuration());
    JsonValues.number(json, "max_ulp", distance.maxUlps());
    JsonValues.number(json, "mean_ulp", distance.meanUlps());
    JsonValues.number(json, "max_of_largest", distance.largest());
    json.writeArrayPropertyStart("worst");
    distance.worst().forEach(json::writeNumber);
    json.writeEndArray();
    JsonValues.number(json, "value", distance.value());
    JsonValues.number(json, "exact", distance.exact());
    json.writeEndObject();
  }

  /** A run in which threads raced: what {@link RunRecord} reads back. */
  static void race(JsonGenerator json, LoggedRun run) {
    json.writeStartObject();
    json.writeStringProperty("run", run.id());
    JsonValues.configurationEntries(json, run.configuration());
    json.writeNumberProperty("repeat", run.repeat());
    json.writeObjectPropertyStart("fingerprints");
    run.fingerprints().forEach(json::writeStringProperty);
    json.writeEndObject();
    json.writeArrayPropertyStart("sites");
    run.races()
        .races()
        .forEach(
            (key, races) -> {
              json.writeStartObject();
              json.writeNumberProperty("node", key.node());
              json.writeStringProperty("op", key.op());
              json.writeStringProperty("role", key.role());
              json.writeStringProperty("label", key.label());
              json.writeNumberProperty("line", key.line());
              json.writeNumberProperty("column", key.column());
              json.writeArrayPropertyStart("arrivals");
              for (int[] arrivals : races) {
                json.writeArray(arrivals, 0, arrivals.length);
              }
              json.writeEndArray();
              json.writeEndObject();
            });
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void numberOrNull(JsonGenerator json, String name, @Nullable Double value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      JsonValues.number(json, name, value);
    }
  }
}
