package dev.gradaudit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.gradaudit.plan.Expectation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schema on its own, as an editor uses it. */
class ScenarioSchemaTest {
  private static final JsonNode NODE = load();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDialect(Dialects.getDraft202012());

  private static JsonNode load() {
    try (var in = ScenarioReader.class.getResourceAsStream("scenario.schema.json")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return JsonMapper.shared().readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void isAValidSchemaOfItsDraft() {
    Schema meta = REGISTRY.getSchema(SchemaLocation.of(NODE.path("$schema").asString()));
    assertThat(meta.validate(NODE)).isEmpty();
  }

  @Test
  void statesTheDefaultsThatAreUsed() {
    JsonNode audit = NODE.path("properties").path("audit").path("properties");
    assertThat(audit.path("runs").path("default").asInt()).isEqualTo(AuditDefaults.VALUES.runs());
    assertThat(value(audit.path("runs")).path("maximum").asInt()).isEqualTo(AuditDefaults.MAX_RUNS);
    assertThat(audit.path("seeds").path("default").valueStream().map(JsonNode::asLong))
        .containsExactlyElementsOf(AuditDefaults.VALUES.seeds());
    JsonNode threads = audit.path("threads");
    assertThat(threads.path("default").valueStream().map(JsonNode::asInt))
        .containsExactlyElementsOf(AuditDefaults.VALUES.threads());
    assertThat(value(threads.path("items")).path("maximum").asInt())
        .isEqualTo(AuditDefaults.MAX_THREADS);
    assertThat(audit.path("orders").path("default").valueStream().map(JsonNode::asString))
        .containsExactlyElementsOf(
            AuditDefaults.VALUES.orders().stream().map(order -> order.name()).toList());
  }

  @Test
  void limitsUlpsAsTheCommandLineDoes() {
    JsonNode most = value(NODE.at("/$defs/expectation/properties/max_ulp")).path("maximum");
    BigInteger limit = new BigInteger(most.asString());
    assertThat(Expectation.parse(limit.toString())).isPresent();
    assertThat(Expectation.parse(limit.add(BigInteger.ONE).toString())).isEmpty();
  }

  @Test
  void explainsEveryFieldToThePersonWhoPointsAtIt() {
    List<String> unexplained = new ArrayList<>();
    collectUnexplained("", NODE, unexplained);
    assertThat(unexplained).isEmpty();
  }

  private static void collectUnexplained(String path, JsonNode schema, List<String> unexplained) {
    schema
        .path("properties")
        .forEachEntry(
            (name, field) -> {
              JsonNode target = resolved(field);
              boolean explained = field.has("description") || target.has("description");
              if (!explained || !target.has("title")) {
                unexplained.add(path + "/" + name);
              }
              collectUnexplained(path + "/" + name, field, unexplained);
            });
    schema
        .path("$defs")
        .forEachEntry((name, def) -> collectUnexplained(path + "/" + name, def, unexplained));
  }

  /** What stands where no variable does. */
  private static JsonNode value(JsonNode schema) {
    return schema.path("anyOf").path(1);
  }

  private static JsonNode resolved(JsonNode field) {
    return field.has("$ref") ? NODE.at(field.path("$ref").asString().substring(1)) : field;
  }

  @Test
  void acceptsItsOwnExamples() {
    NODE.path("properties")
        .forEachEntry(
            (name, field) ->
                field
                    .path("examples")
                    .forEach(
                        example -> {
                          String text = "{\"" + name + "\": " + example + "}";
                          assertThat(errors(text)).as(text).isEmpty();
                        }));
  }

  /** All but that required fields are missing. */
  private static List<com.networknt.schema.Error> errors(String text) {
    return REGISTRY.getSchema(NODE).validate(text, InputFormat.JSON).stream()
        .filter(error -> error.getInstanceLocation().getNameCount() > 0)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"tensors\": {\"w\": [1, [\"nan\", \"0x1.8p3\"]], \"v\": 2, \"u\": \"-inf\"}}",
        "{\"tensors\": {\"w\": {\"shape\": [], \"init\": {\"fill\": 1}, \"seed\": -1}}}",
        "{\"grad_output\": [[1.0]]}",
        "{\"grad_output\": {\"data\": [1, 2], \"dtype\": \"float64\"}}",
        "{\"expect\": {\"repeat\": \"report\", \"order\": {\"max_ulp\": 0}}}",
        "{\"matrix\": {\"n\": [1, 2.5, true], \"_d\": [\"float32\"]}}",
        "{\"dtype\": \"float${bits}\", \"audit\": {\"runs\": \"${n}\"}}"
      })
  void acceptsWhatAnEditorShouldNotUnderline(String text) {
    assertThat(errors(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"tensors\": {\"w\": [1, [\"NaN\"]]}}",
        "{\"tensors\": {\"w\": [1, null]}}",
        "{\"tensors\": {\"w\": {\"shape\": [-1]}}}",
        "{\"tensors\": {\"w\": {\"init\": {\"fill\": 1, \"normal\": [0, 1]}}}}",
        "{\"grad_output\": \"rand\"}",
        "{\"expect\": {\"repeat\": {\"max_ulp\": 0.5}}}",
        "{\"audit\": {\"engine\": \"builtin\"}}",
        "{\"matrix\": {}}",
        "{\"matrix\": {\"n\": []}}",
        "{\"matrix\": {\"n\": 3}}",
        "{\"matrix\": {\"n\": [null]}}",
        "{\"matrix\": {\"n\": [[1]]}}",
        "{\"matrix\": {\"n\": [1, 1]}}",
        "{\"matrix\": {\"1n\": [1]}}",
        "{\"audit\": {\"runs\": \"1${n}\"}}",
        "{\"audit\": {\"runs\": \"n\"}}",
        "{\"dtype\": \"$n\"}",
        "{\"tensors\": {\"w\": {\"shape\": [\"${1}\"]}}}"
      })
  void rejectsWhatAnEditorShouldUnderline(String text) {
    assertThat(errors(text)).isNotEmpty();
  }
}
