package dev.gradaudit.report;

import dev.gradaudit.audit.GradientStatistics;
import dev.gradaudit.audit.GradientStatistics.OfElement;
import dev.gradaudit.statistics.SignificantBits.Method;
import java.util.function.ToDoubleFunction;
import tools.jackson.core.JsonGenerator;

/** The statistics of one gradient; its elements as arrays in row-major order. */
final class JsonStatistics {
  private JsonStatistics() {}

  static void write(JsonGenerator json, GradientStatistics gradient) {
    json.writeStartObject();
    json.writeStringProperty("gradient", gradient.gradient());
    json.writeStringProperty("dtype", gradient.dtype().label());
    json.writeNumberProperty("runs", gradient.runs());
    json.writeNumberProperty("elements", gradient.size());
    json.writeNumberProperty("varying", gradient.varying());
    json.writeObjectPropertyStart("normality");
    json.writeStringProperty("test", "shapiro-wilk");
    json.writeNumberProperty("tested", gradient.tested());
    json.writeNumberProperty("rejected", gradient.rejected());
    json.writeEndObject();
    json.writeObjectPropertyStart("significant_bits");
    json.writeStringProperty("method", method(gradient));
    JsonValues.number(json, "normal", gradient.normalBits());
    JsonValues.number(json, "general", gradient.generalBits());
    JsonValues.number(json, "general_probability", gradient.generalProbability());
    json.writeEndObject();
    json.writeName("worst");
    element(json, gradient.worst());
    json.writeObjectPropertyStart("variance");
    gradient.shares().forEach((axis, share) -> JsonValues.number(json, axis.label(), share));
    JsonValues.number(json, "remainder", gradient.remainder());
    json.writeEndObject();
    array(json, gradient, "mean", OfElement::mean);
    array(json, gradient, "mean_half_width", OfElement::halfWidth);
    array(json, gradient, "deviation", OfElement::deviation);
    array(json, gradient, "normal_bits", OfElement::normalBits);
    array(json, gradient, "general_bits", OfElement::generalBits);
    json.writeEndObject();
  }

  /** The method that the bits are to be read by. */
  static String method(GradientStatistics gradient) {
    return gradient.method() == Method.NORMAL ? "normal" : "general";
  }

  private static void element(JsonGenerator json, OfElement element) {
    json.writeStartObject();
    json.writeArrayPropertyStart("index");
    element.index().forEach(json::writeNumber);
    json.writeEndArray();
    JsonValues.number(json, "mean", element.mean());
    JsonValues.number(json, "mean_half_width", element.halfWidth());
    JsonValues.number(json, "deviation", element.deviation());
    JsonValues.number(json, "min", element.min());
    JsonValues.number(json, "max", element.max());
    JsonValues.number(json, "normal_bits", element.normalBits());
    JsonValues.number(json, "general_bits", element.generalBits());
    json.writeEndObject();
  }

  /** Null where there are too many elements. */
  private static void array(
      JsonGenerator json,
      GradientStatistics gradient,
      String name,
      ToDoubleFunction<OfElement> figure) {
    if (gradient.elements().isEmpty()) {
      json.writeNullProperty(name);
      return;
    }
    json.writeArrayPropertyStart(name);
    gradient.elements().forEach(each -> JsonValues.number(json, figure.applyAsDouble(each)));
    json.writeEndArray();
  }
}
