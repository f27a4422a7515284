package dev.gradaudit.report;

import dev.gradaudit.plan.Configuration;
import dev.gradaudit.tensor.Tensor;
import java.io.IOException;
import java.io.Writer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;

/**
 * One forward and backward under one configuration, for {@code grad}.
 *
 * @param scenario its name
 * @param gradients null for a tensor that the loss does not depend on
 */
public record GradientRun(
    String scenario,
    Configuration configuration,
    Tensor loss,
    Map<String, @Nullable Tensor> gradients) {
  /** Deep enough that each gradient is a few lines: its data and its bits on one each. */
  private static final int INDENTED_DEPTH = 3;

  public GradientRun {
    gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
  }

  /**
   * Writes {@code {"scenario", "configuration", "loss", "gradients"}}, with the spelling of numbers
   * that reports have, and flushes.
   */
  public void writeJson(Writer out) throws IOException {
    try (JsonGenerator json = JsonLayout.generator(out, INDENTED_DEPTH)) {
      json.writeStartObject();
      json.writeStringProperty("scenario", scenario);
      JsonValues.configuration(json, "configuration", configuration);
      JsonValues.loss(json, "loss", loss);
      JsonValues.gradients(json, gradients);
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
    out.flush();
  }

  /** Writes a page for people and flushes. Long tensors are cut short, unless verbose. */
  public void writeTable(RenderOptions options, Writer out) throws IOException {
    Page page = new Page(options);
    new GradientSection(page, this).write();
    out.write(page.toString());
    out.flush();
  }
}
