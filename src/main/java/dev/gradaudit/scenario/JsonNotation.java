package dev.gradaudit.scenario;

import dev.gradaudit.scenario.DocumentNode.BooleanNode;
import dev.gradaudit.scenario.DocumentNode.NullNode;
import dev.gradaudit.scenario.DocumentNode.NumberNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** JSON with {@code //} and {@code /* *}{@code /} comments and trailing commas. */
final class JsonNotation implements Notation {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  @Override
  public JsonParser open(SourceText source) {
    return FACTORY.createParser(ObjectReadContext.empty(), source.text());
  }

  @Override
  public int start(JsonParser parser) {
    return (int) parser.currentTokenLocation().getCharOffset();
  }

  @Override
  public int end(JsonParser parser) {
    return (int) parser.currentLocation().getCharOffset();
  }

  @Override
  public DocumentNode scalar(JsonParser parser, JsonToken token) {
    int start = start(parser);
    return switch (token) {
      case VALUE_TRUE -> new BooleanNode(start, end(parser), true);
      case VALUE_FALSE -> new BooleanNode(start, end(parser), false);
      case VALUE_NULL -> new NullNode(start, end(parser));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new NumberNode(start, end(parser));
      default -> {
        // Strings are decoded on demand; only then is the end known.
        String text = parser.getString();
        yield new StringNode(start, end(parser), text);
      }
    };
  }

  @Override
  public UnreadableDocumentException diagnose(
      JacksonException e, DocumentReader.Progress progress) {
    return new JsonDiagnosis(progress).explain(e);
  }
}
