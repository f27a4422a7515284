package dev.gradaudit.shard;

import dev.gradaudit.audit.Host;
import dev.gradaudit.engine.Anomaly;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Shard;
import dev.gradaudit.reduction.RaceLog;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A shard that was written down. Its runs are known, but gradients stay in the file until a run is
 * asked for.
 */
public final class ShardFile {
  private static final byte[] RESULT = "{\"result\":".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_HEAD = 64 << 20;

  private final Path path;
  private final ShardHeader header;
  private final double seconds;
  private final Map<Key, Entry> runs;
  private final List<Span> results;

  private int cachedResult = -1;
  private RunOutcome.@Nullable Completed cached;

  private ShardFile(
      Path path, ShardHeader header, double seconds, Map<Key, Entry> runs, List<Span> results) {
    this.path = path;
    this.header = header;
    this.seconds = seconds;
    this.runs = runs;
    this.results = results;
  }

  /** Which run. */
  private record Key(int scenario, int position, int repeat) {}

  /** What became of a run: a result, or a failure. */
  private record Entry(
      int result, String failure, @Nullable Anomaly anomaly, @Nullable RaceLog races) {}

  /** Where the line of a result is. */
  private record Span(long start, int length) {}

  /** A run that is on record, with the races in it. */
  public record Recorded(RunOutcome outcome, @Nullable RaceLog races) {}

  public Path path() {
    return path;
  }

  public ShardHeader header() {
    return header;
  }

  /** How long it took. */
  public double seconds() {
    return seconds;
  }

  /** Whether a file begins as a shard does. */
  public static boolean isShard(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String head = new String(in.readNBytes(40), StandardCharsets.UTF_8);
      return head.startsWith("{\"schema\":\"gradaudit.shard/");
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads what a shard has, but for its gradients. */
  public static ShardFile read(Path path) throws IOException, ShardFileException {
    if (!isShard(path)) {
      throw new ShardFileException(
          "'" + path + "' is no shard; write one with 'gradaudit run --shard 1/2 -o FILE'");
    }
    Map<Key, Entry> runs = new HashMap<>();
    List<Span> results = new ArrayList<>();
    JsonNode first = null;
    JsonNode last = null;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      long start = 0;
      Line line = new Line();
      while (line.next(in)) {
        if (line.isResult) {
          results.add(new Span(start, line.length));
        } else {
          last = JsonMapper.shared().readTree(line.text.toByteArray());
          if (first == null) {
            first = last;
          } else if (last.has("repeat")) {
            add(last, results.size(), runs);
          }
        }
        start += line.length;
      }
      if (first == null || last == null || !last.path("complete").asBoolean(false)) {
        throw new ShardFileException(
            "'" + path + "' is not complete: its run was stopped; run it again");
      }
      if (!first.path("schema").asString("").equals(ShardHeader.SCHEMA)) {
        throw new ShardFileException(
            "'" + path + "' was written by another version of gradaudit; run it again");
      }
      return new ShardFile(
          path, header(first), last.path("seconds").asDouble(0), runs, List.copyOf(results));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new ShardFileException("'" + path + "' is damaged; run that shard again");
    }
  }

  /** A line of the file, of which only the beginning is kept where it is a result. */
  private static final class Line {
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private boolean isResult;
    private int length;

    boolean next(InputStream in) throws IOException {
      text.reset();
      isResult = false;
      length = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        length = Math.addExact(length, 1);
        if (next == '\n') {
          return true;
        }
        if (!isResult) {
          text.write(next);
          isResult = text.size() == RESULT.length && startsWithResult();
        }
        if (text.size() > MOST_HEAD) {
          throw new IOException("a line is too long");
        }
      }
      return length > 0;
    }

    private boolean startsWithResult() {
      return text.toString(StandardCharsets.US_ASCII)
          .equals(new String(RESULT, StandardCharsets.US_ASCII));
    }
  }

  private static void add(JsonNode line, int results, Map<Key, Entry> runs) {
    JsonNode has = line.path("has");
    int result = has.isNumber() ? has.asInt() : -1;
    if (result >= results || result < 0 && !line.path("failed").isString()) {
      throw new IllegalArgumentException("a run without a result");
    }
    Key key =
        new Key(
            line.path("scenario").asInt(),
            line.path("position").asInt(),
            line.path("repeat").asInt());
    JsonNode anomaly = line.path("anomaly");
    runs.put(
        key,
        new Entry(
            result,
            line.path("failed").asString(""),
            anomaly.isObject() ? anomaly(anomaly) : null,
            line.path("races").isArray() ? races(line.path("races")) : null));
  }

  private static Anomaly anomaly(JsonNode node) {
    return new Anomaly(
        node.path("op").asString(""),
        node.path("role").asString(""),
        node.path("line").asInt(),
        node.path("column").asInt(),
        node.path("statement").asString(""),
        node.path("value").asString(""));
  }

  private static RaceLog races(JsonNode sites) {
    RaceLog log = new RaceLog();
    for (JsonNode site : sites) {
      SiteKey key =
          new SiteKey(
              site.path("node").asInt(),
              site.path("op").asString(""),
              site.path("role").asString(""),
              site.path("label").asString(""),
              site.path("line").asInt(),
              site.path("column").asInt());
      for (JsonNode arrivals : site.path("arrivals")) {
        log.add(key, ints(arrivals));
      }
    }
    return log;
  }

  private static int[] ints(JsonNode array) {
    int[] ints = new int[array.size()];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = array.get(i).asInt();
    }
    return ints;
  }

  private static ShardHeader header(JsonNode node) {
    List<ShardHeader.Entry> scenarios = new ArrayList<>();
    for (JsonNode scenario : node.path("scenarios")) {
      scenarios.add(
          new ShardHeader.Entry(
              scenario.path("name").asString(""),
              scenario.path("file").asString(""),
              scenario.path("sha256").asString(""),
              scenario.path("configurations").asInt(),
              scenario.path("runs").asInt()));
    }
    JsonNode host = node.path("host");
    return new ShardHeader(
        node.path("tool_version").asString(""),
        new Shard(node.path("shard").asInt(), node.path("shards").asInt()),
        strings(node.path("arguments")),
        new Host(
            host.path("name").asString(""),
            host.path("os").asString(""),
            host.path("arch").asString(""),
            host.path("processor").asString(""),
            host.path("processors").asInt(),
            host.path("java_version").asString(""),
            host.path("java_vm").asString(""),
            strings(host.path("flags"))),
        node.path("started_at").asString(""),
        scenarios);
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(item -> strings.add(item.asString("")));
    return strings;
  }

  /**
   * A run of this shard; empty when it has none such.
   *
   * @param scenario its place in the header
   * @param position of its configuration in the plan
   */
  Optional<Recorded> run(int scenario, int position, int repeat)
      throws IOException, ShardFileException {
    Entry entry = runs.get(new Key(scenario, position, repeat));
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.result() < 0) {
      return Optional.of(new Recorded(new RunOutcome.Failed(entry.failure()), entry.races()));
    }
    RunOutcome.Completed bare = result(entry.result());
    return Optional.of(
        new Recorded(
            new RunOutcome.Completed(bare.loss(), bare.gradients(), entry.anomaly()),
            entry.races()));
  }

  private RunOutcome.Completed result(int number) throws IOException, ShardFileException {
    RunOutcome.Completed known = cached;
    if (known != null && cachedResult == number) {
      return known;
    }
    Span span = results.get(number);
    byte[] line = new byte[span.length()];
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      file.seek(span.start());
      file.readFully(line);
      JsonNode node = JsonMapper.shared().readTree(line);
      Map<String, @Nullable Tensor> gradients = new LinkedHashMap<>();
      node.path("gradients")
          .properties()
          .forEach(
              entry ->
                  gradients.put(
                      entry.getKey(), entry.getValue().isNull() ? null : tensor(entry.getValue())));
      known = new RunOutcome.Completed(tensor(node.path("loss")), gradients, null);
    } catch (JacksonException | IllegalArgumentException | java.nio.BufferUnderflowException e) {
      throw new ShardFileException("'" + path + "' is damaged; run that shard again");
    }
    cached = known;
    cachedResult = number;
    return known;
  }

  private static Tensor tensor(JsonNode node) {
    Function<String, DType> dtype =
        label -> DType.parse(label).orElseThrow(() -> new IllegalArgumentException(label));
    byte[] bytes = Base64.getDecoder().decode(node.path("data").asString(""));
    return Tensors.ofBytes(
        dtype.apply(node.path("dtype").asString("")),
        Shape.of(ints(node.path("shape"))),
        ByteBuffer.wrap(bytes));
  }
}
