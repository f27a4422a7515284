package dev.gradaudit.scenario;

import dev.gradaudit.scenario.DocumentNode.BooleanNode;
import dev.gradaudit.scenario.DocumentNode.NullNode;
import dev.gradaudit.scenario.DocumentNode.NumberNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * YAML by the core schema of YAML 1.2: {@code yes} is text, {@code 010} is ten, {@code 0o17} and
 * {@code 0x1F} are numbers, {@code .inf} and {@code .nan} are what JSON writes as {@code "inf"} and
 * {@code "nan"}. Anchors, aliases and tags are refused: a scenario has no use for them, and without
 * them a small file cannot stand for a huge document.
 */
final class YamlNotation implements Notation {
  private static final YAMLFactory FACTORY = YAMLFactory.builder().build();

  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+");
  private static final Pattern INFINITY = Pattern.compile("([-+]?)\\.(inf|Inf|INF)");
  private static final Pattern NAN = Pattern.compile("\\.(nan|NaN|NAN)");
  private static final Pattern NULL = Pattern.compile("|~|null|Null|NULL");
  private static final Pattern TRUE = Pattern.compile("true|True|TRUE");
  private static final Pattern FALSE = Pattern.compile("false|False|FALSE");

  /** As in JSON, where the library sees to it: reading a number takes the square of its length. */
  private static final int LONGEST_NUMBER = 1000;

  /** How the YAML library ends the sentence that says what it stumbled over. */
  private static final Pattern PROBLEM =
      Pattern.compile("([^\\n]*)\\n in reader, line (\\d+), column (\\d+):");

  private final SourceText source;
  private final CodePoints codePoints;

  YamlNotation(SourceText source) {
    this.source = source;
    this.codePoints = new CodePoints(source.text());
  }

  @Override
  public JsonParser open(SourceText source) {
    return FACTORY.createParser(ObjectReadContext.empty(), source.text());
  }

  @Override
  public int start(JsonParser parser) {
    return offset(parser.currentTokenLocation());
  }

  @Override
  public int end(JsonParser parser) {
    return Math.max(start(parser), offset(parser.currentLocation()));
  }

  /** The YAML library counts code points. */
  private int offset(TokenStreamLocation location) {
    return codePoints.offset((int) location.getCharOffset());
  }

  @Override
  public DocumentNode scalar(JsonParser parser, JsonToken token) {
    int start = start(parser);
    int end = end(parser);
    String text = parser.getString();
    if (!isPlain(start) || !text.equals(source.slice(start, end))) {
      return new StringNode(start, end, text);
    }
    if (NUMBER.matcher(text).matches()) {
      return new NumberNode(start, end);
    }
    if (NULL.matcher(text).matches()) {
      return new NullNode(start, end);
    }
    if (TRUE.matcher(text).matches()) {
      return new BooleanNode(start, end, true);
    }
    if (FALSE.matcher(text).matches()) {
      return new BooleanNode(start, end, false);
    }
    if (INFINITY.matcher(text).matches()) {
      return new StringNode(start, end, text.startsWith("-") ? "-inf" : "inf");
    }
    return new StringNode(start, end, NAN.matcher(text).matches() ? "nan" : text);
  }

  private boolean isPlain(int start) {
    return start >= source.text().length() || "\"'|>".indexOf(source.text().charAt(start)) < 0;
  }

  @Override
  public void check(JsonParser parser) throws UnreadableDocumentException {
    int start = start(parser);
    int end = end(parser);
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()
        || parser.getObjectId() != null) {
      throw new UnreadableDocumentException(
          start, end, "anchors and aliases are not supported", "write the value out");
    }
    if (end - start > LONGEST_NUMBER
        && isPlain(start)
        && NUMBER.matcher(source.slice(start, end)).matches()) {
      throw new UnreadableDocumentException(
          start, start + 1, "a number that is too long to be meant", null);
    }
    if (parser.getTypeId() != null) {
      throw new UnreadableDocumentException(
          start, end, "tags are not supported", "write the value without the tag");
    }
  }

  @Override
  public UnreadableDocumentException diagnose(
      JacksonException e, DocumentReader.Progress progress) {
    String reason = Objects.requireNonNullElse(e.getOriginalMessage(), "");
    // The last such passage is the problem; one before it is what was being read.
    MatchResult problem = PROBLEM.matcher(reason).results().reduce((a, b) -> b).orElse(null);
    if (problem != null) {
      int line = Integer.parseInt(problem.group(2));
      int lineStart = source.offset(line, 1);
      int column = Integer.parseInt(problem.group(3)) - 1;
      int at = codePoints.advance(lineStart, column);
      return new UnreadableDocumentException(
          at, at + 1, "not YAML: " + problem.group(1).strip(), null);
    }
    int at = progress.end();
    if (reason.contains("exceeds the limit")) {
      return new UnreadableDocumentException(
          0, 1, "a scenario in YAML may have at most 3 million characters", "write it as JSON");
    }
    if (reason.contains("property name")) {
      return new UnreadableDocumentException(
          at, at + 1, "not YAML that a scenario can be: a key must be plain text", null);
    }
    return new UnreadableDocumentException(at, at + 1, "not YAML that can be read", null);
  }
}
