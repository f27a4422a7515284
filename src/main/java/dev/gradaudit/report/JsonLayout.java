package dev.gradaudit.report;

import java.io.Writer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Lays JSON out for people and for {@code diff}: containers are indented down to some depth, and
 * below it each is on one line, so that a comparison or a verdict is one line.
 */
final class JsonLayout implements PrettyPrinter {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .enable(StreamWriteFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final int indentedDepth;
  private int depth;

  private JsonLayout(int indentedDepth) {
    this.indentedDepth = indentedDepth;
  }

  /** A generator whose containers are indented while they are at most so deep; the root is 1. */
  static JsonGenerator generator(Writer out, int indentedDepth) {
    JsonLayout layout = new JsonLayout(indentedDepth);
    return FACTORY.createGenerator(
        new ObjectWriteContext.Base() {
          @Override
          public PrettyPrinter getPrettyPrinter() {
            return layout;
          }
        },
        out);
  }

  @Override
  public void writeStartObject(JsonGenerator json) {
    json.writeRaw('{');
    depth++;
  }

  @Override
  public void beforeObjectEntries(JsonGenerator json) {
    breakLine(json);
  }

  @Override
  public void writeObjectNameValueSeparator(JsonGenerator json) {
    json.writeRaw(": ");
  }

  @Override
  public void writeObjectEntrySeparator(JsonGenerator json) {
    separate(json);
  }

  @Override
  public void writeEndObject(JsonGenerator json, int entries) {
    end(json, entries, '}');
  }

  @Override
  public void writeStartArray(JsonGenerator json) {
    json.writeRaw('[');
    depth++;
  }

  @Override
  public void beforeArrayValues(JsonGenerator json) {
    breakLine(json);
  }

  @Override
  public void writeArrayValueSeparator(JsonGenerator json) {
    separate(json);
  }

  @Override
  public void writeEndArray(JsonGenerator json, int values) {
    end(json, values, ']');
  }

  @Override
  public void writeRootValueSeparator(JsonGenerator json) {
    json.writeRaw('\n');
  }

  private void separate(JsonGenerator json) {
    json.writeRaw(depth > indentedDepth ? ", " : ",");
    breakLine(json);
  }

  private void end(JsonGenerator json, int entries, char bracket) {
    boolean indented = depth <= indentedDepth && entries > 0;
    depth--;
    if (indented) {
      json.writeRaw('\n');
      json.writeRaw("  ".repeat(depth));
    }
    json.writeRaw(bracket);
  }

  private void breakLine(JsonGenerator json) {
    if (depth <= indentedDepth) {
      json.writeRaw('\n');
      json.writeRaw("  ".repeat(depth));
    }
  }
}
