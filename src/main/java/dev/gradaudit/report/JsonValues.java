package dev.gradaudit.report;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.scenario.MatrixValue;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * How the model's values look in JSON. Floating-point numbers are JSON numbers as {@link
 * NumberText} spells them; a NaN or an infinity, for which JSON has no number, is the string {@code
 * "nan"}, {@code "inf"} or {@code "-inf"}.
 */
final class JsonValues {
  private JsonValues() {}

  static void number(JsonGenerator json, double value) {
    spelled(json, NumberText.of(value), value);
  }

  static void number(JsonGenerator json, String name, double value) {
    json.writeName(name);
    number(json, value);
  }

  static void unsigned(JsonGenerator json, String name, long value) {
    json.writeName(name);
    json.writeNumber(NumberText.ofUnsigned(value));
  }

  /** Of the kind that it has in the scenario file; a number that no double holds is a string. */
  static void matrix(JsonGenerator json, String name, MatrixValue value) {
    json.writeName(name);
    switch (value.kind()) {
      case BOOLEAN -> json.writeBoolean(Boolean.parseBoolean(value.text()));
      case STRING -> json.writeString(value.text());
      case NUMBER -> {
        if (Double.isNaN(value.number())) {
          json.writeString(value.text());
        } else {
          json.writeNumber(value.decimal());
        }
      }
    }
  }

  /** {@code {"seed": 0, "threads": 1, "order": "sequential"}}, and a capability that was chosen. */
  static void configuration(JsonGenerator json, String name, Configuration configuration) {
    json.writeObjectPropertyStart(name);
    configurationEntries(json, configuration);
    json.writeEndObject();
  }

  static void configurationEntries(JsonGenerator json, Configuration configuration) {
    json.writeNumberProperty("seed", configuration.seed());
    json.writeNumberProperty("threads", configuration.threads());
    json.writeStringProperty("order", configuration.order().name());
    if (!configuration.capability().isEmpty()) {
      json.writeStringProperty("capability", configuration.capability());
    }
    if (!configuration.engine().isEmpty()) {
      json.writeStringProperty("engine", configuration.engine());
    }
    if (!configuration.host().isEmpty()) {
      json.writeStringProperty("host", configuration.host());
    }
  }

  /** {@code "bitwise"}, {@code {"max_ulp": 2}} or {@code "report"}. */
  static void expectation(JsonGenerator json, String name, Expectation expectation) {
    json.writeName(name);
    if (expectation instanceof Expectation.MaxUlp limit) {
      json.writeStartObject();
      unsigned(json, "max_ulp", limit.ulps());
      json.writeEndObject();
    } else {
      json.writeString(expectation instanceof Expectation.Bitwise ? "bitwise" : "report");
    }
  }

  /** {@code {"value": 0.5, "bits": "3f000000"}}, of an element of a tensor. */
  static void element(JsonGenerator json, String name, DType dtype, double value, long bits) {
    json.writeObjectPropertyStart(name);
    json.writeName("value");
    spelled(json, NumberText.of(dtype, value), value);
    json.writeStringProperty("bits", NumberText.bits(dtype, bits));
    json.writeEndObject();
  }

  /**
   * A loss: {@code {"value", "bits"}} for a scalar; of another shape {@code {"shape", "value",
   * "bits"}} with both as flat lists in row-major order; null when there is none.
   */
  static void loss(JsonGenerator json, String name, @Nullable Tensor loss) {
    if (loss == null) {
      json.writeNullProperty(name);
    } else if (loss.shape().rank() == 0) {
      element(json, name, loss.dtype(), loss.doubleAt(0), loss.bitsAt(0));
    } else {
      json.writeObjectPropertyStart(name);
      shape(json, loss.shape());
      elements(json, "value", loss);
      bits(json, loss);
      json.writeEndObject();
    }
  }

  /** Every gradient with its elements; null for a missing one. */
  static void gradients(JsonGenerator json, Map<String, @Nullable Tensor> gradients) {
    json.writeObjectPropertyStart("gradients");
    gradients.forEach(
        (name, gradient) -> {
          json.writeName(name);
          if (gradient == null) {
            json.writeNull();
          } else {
            tensor(json, gradient);
          }
        });
    json.writeEndObject();
  }

  private static void tensor(JsonGenerator json, Tensor tensor) {
    json.writeStartObject();
    json.writeStringProperty("dtype", tensor.dtype().label());
    shape(json, tensor.shape());
    elements(json, "data", tensor);
    bits(json, tensor);
    json.writeStringProperty("sha256", Tensors.sha256(tensor));
    json.writeEndObject();
  }

  private static void shape(JsonGenerator json, Shape shape) {
    json.writeArrayPropertyStart("shape");
    for (int extent : shape.extents()) {
      json.writeNumber(extent);
    }
    json.writeEndArray();
  }

  private static void elements(JsonGenerator json, String name, Tensor tensor) {
    json.writeArrayPropertyStart(name);
    for (int i = 0; i < tensor.size(); i++) {
      if (tensor instanceof LongTensor) {
        json.writeNumber(tensor.bitsAt(i));
      } else {
        double value = tensor.doubleAt(i);
        spelled(json, NumberText.of(tensor.dtype(), value), value);
      }
    }
    json.writeEndArray();
  }

  private static void bits(JsonGenerator json, Tensor tensor) {
    json.writeArrayPropertyStart("bits");
    for (int i = 0; i < tensor.size(); i++) {
      json.writeString(NumberText.bits(tensor.dtype(), tensor.bitsAt(i)));
    }
    json.writeEndArray();
  }

  private static void spelled(JsonGenerator json, String text, double value) {
    if (Double.isFinite(value)) {
      json.writeNumber(text);
    } else {
      json.writeString(text);
    }
  }
}
