package dev.gradaudit.scenario;

import dev.gradaudit.scenario.DocumentNode.ArrayNode;
import dev.gradaudit.scenario.DocumentNode.BooleanNode;
import dev.gradaudit.scenario.DocumentNode.NumberNode;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Hands a document to the schema validator, which wants a tree of its own. */
final class JsonTree {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final double LARGE = 1e18;

  private final SourceText source;

  private JsonTree(SourceText source) {
    this.source = source;
  }

  static JsonNode whole(DocumentNode root, SourceText source) {
    return new JsonTree(source).convert(root);
  }

  /**
   * A scenario with the elements of its tensors left out: there may be millions, and whoever reads
   * them checks each one and knows its index.
   */
  static JsonNode withoutElements(ObjectNode root, SourceText source) {
    JsonTree tree = new JsonTree(source);
    tools.jackson.databind.node.ObjectNode result = NODES.objectNode();
    root.members()
        .forEach(
            (key, member) ->
                result.set(
                    key,
                    switch (key) {
                      case "tensors" -> tree.tensors(member.value());
                      case "grad_output" -> tree.tensor(member.value());
                      default -> tree.convert(member.value());
                    }));
    return result;
  }

  private JsonNode tensors(DocumentNode node) {
    if (!(node instanceof ObjectNode object)) {
      return convert(node);
    }
    tools.jackson.databind.node.ObjectNode result = NODES.objectNode();
    object.members().forEach((name, member) -> result.set(name, tensor(member.value())));
    return result;
  }

  private JsonNode tensor(DocumentNode node) {
    if (!(node instanceof ObjectNode object)) {
      return elements(node);
    }
    tools.jackson.databind.node.ObjectNode result = NODES.objectNode();
    object
        .members()
        .forEach(
            (key, member) ->
                result.set(
                    key, key.equals("data") ? elements(member.value()) : convert(member.value())));
    return result;
  }

  private JsonNode elements(DocumentNode node) {
    return node instanceof ArrayNode ? NODES.arrayNode() : convert(node);
  }

  private JsonNode convert(DocumentNode node) {
    if (node instanceof ObjectNode object) {
      tools.jackson.databind.node.ObjectNode result = NODES.objectNode();
      object.members().forEach((key, member) -> result.set(key, convert(member.value())));
      return result;
    }
    if (node instanceof ArrayNode array) {
      tools.jackson.databind.node.ArrayNode result = NODES.arrayNode();
      array.items().forEach(item -> result.add(convert(item)));
      return result;
    }
    if (node instanceof StringNode string) {
      return NODES.stringNode(string.text());
    }
    if (node instanceof BooleanNode bool) {
      return NODES.booleanNode(bool.value());
    }
    return node instanceof NumberNode ? number(node) : NODES.nullNode();
  }

  /**
   * Exact where it is a whole number of 64 bits. The schema asks nothing of others but to be
   * numbers; the validator, though, looks at bounds of whole numbers before it complains of the
   * type, and throws for what does not fit in a long.
   */
  private JsonNode number(DocumentNode node) {
    String text = source.slice(node.start(), node.end());
    OptionalLong whole = Numerals.int64(text);
    return whole.isPresent()
        ? NODES.numberNode(whole.getAsLong())
        : NODES.numberNode(Math.max(-LARGE, Math.min(LARGE, Numerals.float64(text))));
  }
}
