package dev.gradaudit.scenario;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.NodePath;
import dev.gradaudit.scenario.DocumentNode.ArrayNode;
import dev.gradaudit.scenario.DocumentNode.Member;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import dev.gradaudit.text.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Holds a document against the JSON Schema of scenarios, and says in this project's words what does
 * not fit: the schema's {@code title} is what was expected, the place is where the user wrote it.
 */
final class SchemaCheck {
  private static final String RESOURCE = "scenario.schema.json";
  private static final String VARIABLE = "#/$defs/variable";

  private final FaultLog faults;
  private final ObjectNode root;

  private SchemaCheck(FaultLog faults, ObjectNode root) {
    this.faults = faults;
    this.root = root;
  }

  /** Built on first use: only reading scenarios pays for it. */
  private static final class Compiled {
    static final JsonNode NODE = load();
    static final Schema SCHEMA = compile();

    private Compiled() {}

    private static Schema compile() {
      Dialect base = Dialects.getDraft202012();
      Dialect dialect = Dialect.builder(base).keyword(new EnumKeyword()).build();
      // The library's messages are not used: their texts need not be found and formatted.
      SchemaRegistryConfig config =
          SchemaRegistryConfig.builder()
              .messageSource((key, text, locale, arguments) -> key)
              .build();
      return SchemaRegistry.withDialect(dialect, builder -> builder.schemaRegistryConfig(config))
          .getSchema(NODE);
    }

    private static JsonNode load() {
      try (InputStream in = SchemaCheck.class.getResourceAsStream(RESOURCE)) {
        byte[] bytes = Objects.requireNonNull(in, RESOURCE).readAllBytes();
        FaultLog faults =
            new FaultLog(new SourceText(RESOURCE, new String(bytes, StandardCharsets.UTF_8)));
        DocumentNode root = DocumentReader.read(faults, new JsonNotation()).orElseThrow();
        JsonNode schema = JsonTree.whole(root, faults.source());
        leaveValuesOnly(schema);
        return schema;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Editors take a variable of a matrix wherever a value may stand: {@code anyOf} the two. What is
   * checked here has values in all of these places.
   */
  private static void leaveValuesOnly(JsonNode schema) {
    String first = schema.path("anyOf").path(0).path("$ref").asString("");
    if (first.startsWith(VARIABLE)
        && schema instanceof tools.jackson.databind.node.ObjectNode object) {
      JsonNode value = object.remove("anyOf").path(1);
      value.properties().forEach(keyword -> object.set(keyword.getKey(), keyword.getValue()));
    }
    schema.values().forEach(SchemaCheck::leaveValuesOnly);
  }

  /** Reports everything in which the document does not fit the schema. */
  static void check(ObjectNode root, FaultLog faults) {
    SchemaCheck check = new SchemaCheck(faults, root);
    for (Error error : Compiled.SCHEMA.validate(JsonTree.withoutElements(root, faults.source()))) {
      check.report(error);
    }
  }

  private void report(Error error) {
    DocumentNode node = find(error.getInstanceLocation());
    JsonNode schema = owner(error.getSchemaLocation());
    String expected = schema.path("title").asString("a value that fits the schema");
    switch (error.getKeyword()) {
      case "additionalProperties" ->
          unknownField((ObjectNode) node, error.getProperty(), schema.path("properties"));
      case "required" -> missingField(node, error.getProperty(), schema);
      case "enum" -> unknownWord(node, error.getSchemaNode());
      case "maxProperties" ->
          faults.add(node, "expected " + expected + ", found several fields", example(schema));
      default -> faults.addMismatch(node, expected, example(schema));
    }
  }

  private void missingField(DocumentNode node, String field, JsonNode schema) {
    JsonNode fields =
        schema.has("properties") ? schema.path("properties") : Compiled.NODE.path("properties");
    JsonNode example = fields.path(field).path("examples").path(0);
    faults.add(
        node.start(),
        node.start() + 1,
        "missing field " + Wording.quoted(field),
        example.isMissingNode() ? null : "for example \"" + field + "\": " + example);
  }

  private void unknownField(ObjectNode object, String field, JsonNode properties) {
    List<String> known = new ArrayList<>(properties.propertyNames());
    Member member = Objects.requireNonNull(object.members().get(field));
    faults.add(
        member.keyStart(),
        member.keyEnd(),
        "unknown field " + Wording.quoted(field),
        Suggestion.didYouMean(field, known).orElse("the fields here are " + Wording.listed(known)));
  }

  private void unknownWord(DocumentNode node, JsonNode allowed) {
    List<String> words = allowed.valueStream().map(JsonNode::asString).toList();
    Optional<String> guess =
        node instanceof StringNode string
            ? Suggestion.didYouMean(string.text(), words)
            : Optional.empty();
    faults.add(
        node,
        "expected one of " + Wording.listed(words) + ", found " + Wording.of(node, faults.source()),
        guess.orElse(null));
  }

  /** The first of the schema's examples as advice, or null when it has none. */
  private static @Nullable String example(JsonNode schema) {
    List<String> examples =
        schema.path("examples").valueStream().limit(3).map(JsonNode::toString).toList();
    return examples.isEmpty() ? null : "for example " + String.join(", ", examples);
  }

  private DocumentNode find(NodePath path) {
    DocumentNode node = root;
    for (int i = 0; i < path.getNameCount(); i++) {
      if (node instanceof ObjectNode object) {
        node = Objects.requireNonNull(object.get(path.getElement(i).toString()));
      } else if (node instanceof ArrayNode array) {
        node = array.items().get(Integer.parseInt(path.getElement(i).toString()));
      }
    }
    return node;
  }

  /** The subschema that a failed keyword belongs to. */
  private static JsonNode owner(SchemaLocation location) {
    NodePath path = location.getFragment();
    JsonNode node = Compiled.NODE;
    for (int i = 0; i < path.getNameCount() - 1; i++) {
      String step = path.getElement(i).toString();
      node = node.isArray() ? node.path(Integer.parseInt(step)) : node.path(step);
    }
    return node;
  }
}
