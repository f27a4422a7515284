package dev.gradaudit.shard;

import dev.gradaudit.audit.Host;
import dev.gradaudit.engine.Anomaly;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.reduction.RaceLog;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes a shard: a JSON object in each line. The first is the header, the last says whether all
 * ran. Between them a {@code result} stands before the first run that has it, so that equal runs
 * cost a short line each. Tensors are their little-endian bytes in base 64.
 */
final class ShardWriter {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  private final Writer out;
  private final Map<String, Integer> results = new HashMap<>();

  ShardWriter(Writer out) {
    this.out = out;
  }

  /** Writes the members of an object. */
  private interface Members {
    void write(JsonGenerator json);
  }

  private void line(Members members) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
    out.write('\n');
  }

  void header(ShardHeader header) throws IOException {
    line(
        json -> {
          json.writeStringProperty("schema", ShardHeader.SCHEMA);
          json.writeStringProperty("tool_version", header.toolVersion());
          json.writeNumberProperty("shard", header.shard().index());
          json.writeNumberProperty("shards", header.shard().count());
          json.writeArrayPropertyStart("arguments");
          header.arguments().forEach(json::writeString);
          json.writeEndArray();
          host(json, header.host());
          json.writeStringProperty("started_at", header.startedAt());
          json.writeArrayPropertyStart("scenarios");
          for (ShardHeader.Entry entry : header.scenarios()) {
            json.writeStartObject();
            json.writeStringProperty("name", entry.name());
            json.writeStringProperty("file", entry.file());
            json.writeStringProperty("sha256", entry.sha256());
            json.writeNumberProperty("configurations", entry.configurations());
            json.writeNumberProperty("runs", entry.runs());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static void host(JsonGenerator json, Host host) {
    json.writeObjectPropertyStart("host");
    json.writeStringProperty("name", host.name());
    json.writeStringProperty("os", host.os());
    json.writeStringProperty("arch", host.arch());
    json.writeStringProperty("processor", host.processor());
    json.writeNumberProperty("processors", host.processors());
    json.writeStringProperty("java_version", host.javaVersion());
    json.writeStringProperty("java_vm", host.javaVm());
    json.writeArrayPropertyStart("flags");
    host.flags().forEach(json::writeString);
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Whatever became of a run but that it was cancelled. */
  void run(int scenario, int position, int repeat, RunOutcome outcome, @Nullable RaceLog races)
      throws IOException {
    Integer result = outcome instanceof RunOutcome.Completed completed ? result(completed) : null;
    line(
        json -> {
          json.writeNumberProperty("scenario", scenario);
          json.writeNumberProperty("position", position);
          json.writeNumberProperty("repeat", repeat);
          if (outcome instanceof RunOutcome.Completed completed && result != null) {
            json.writeNumberProperty("has", result);
            anomaly(json, completed.anomaly());
          } else if (outcome instanceof RunOutcome.Failed failed) {
            json.writeStringProperty("failed", failed.message());
          }
          if (races != null && !races.races().isEmpty()) {
            races(json, races);
          }
        });
  }

  /** The number of a result, which is written when it is the first of its kind. */
  private int result(RunOutcome.Completed run) throws IOException {
    StringBuilder key = new StringBuilder(Tensors.sha256(run.loss()));
    key.append(run.loss().dtype().label()).append(run.loss().shape());
    run.gradients()
        .forEach(
            (name, gradient) -> {
              key.append('\n').append(name).append(' ');
              if (gradient != null) {
                key.append(gradient.dtype().label()).append(gradient.shape());
                key.append(Tensors.sha256(gradient));
              }
            });
    Integer known = results.get(key.toString());
    if (known != null) {
      return known;
    }
    int number = results.size();
    results.put(key.toString(), number);
    line(
        json -> {
          json.writeNumberProperty("result", number);
          tensor(json, "loss", run.loss());
          json.writeObjectPropertyStart("gradients");
          run.gradients().forEach((name, gradient) -> tensor(json, name, gradient));
          json.writeEndObject();
        });
    return number;
  }

  private static void tensor(JsonGenerator json, String name, @Nullable Tensor tensor) {
    if (tensor == null) {
      json.writeNullProperty(name);
      return;
    }
    json.writeObjectPropertyStart(name);
    json.writeStringProperty("dtype", tensor.dtype().label());
    json.writeArrayPropertyStart("shape");
    for (int extent : tensor.shape().extents()) {
      json.writeNumber(extent);
    }
    json.writeEndArray();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (WritableByteChannel channel = Channels.newChannel(bytes)) {
      Tensors.writeBytes(tensor, channel::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    json.writeStringProperty("data", Base64.getEncoder().encodeToString(bytes.toByteArray()));
    json.writeEndObject();
  }

  private static void anomaly(JsonGenerator json, @Nullable Anomaly anomaly) {
    if (anomaly != null) {
      json.writeObjectPropertyStart("anomaly");
      json.writeStringProperty("op", anomaly.op());
      json.writeStringProperty("role", anomaly.role());
      json.writeNumberProperty("line", anomaly.line());
      json.writeNumberProperty("column", anomaly.column());
      json.writeStringProperty("statement", anomaly.statement());
      json.writeStringProperty("value", anomaly.value());
      json.writeEndObject();
    }
  }

  private static void races(JsonGenerator json, RaceLog log) {
    json.writeArrayPropertyStart("races");
    log.races()
        .forEach(
            (site, all) -> {
              json.writeStartObject();
              json.writeNumberProperty("node", site.node());
              json.writeStringProperty("op", site.op());
              json.writeStringProperty("role", site.role());
              json.writeStringProperty("label", site.label());
              json.writeNumberProperty("line", site.line());
              json.writeNumberProperty("column", site.column());
              json.writeArrayPropertyStart("arrivals");
              for (int[] arrivals : all) {
                json.writeArray(arrivals, 0, arrivals.length);
              }
              json.writeEndArray();
              json.writeEndObject();
            });
    json.writeEndArray();
  }

  /**
   * @param complete false when it was interrupted
   */
  void end(boolean complete, double seconds) throws IOException {
    line(
        json -> {
          json.writeBooleanProperty("complete", complete);
          json.writeNumberProperty("seconds", seconds);
        });
    out.flush();
  }
}
