package dev.gradaudit.scenario;

import dev.gradaudit.scenario.DocumentNode.ArrayNode;
import dev.gradaudit.scenario.DocumentNode.Member;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Builds the located tree of a document from a token stream. */
final class DocumentReader {
  /** No scenario comes near; it keeps everything that walks the tree safe from deep recursion. */
  static final int MAX_DEPTH = 64;

  private final FaultLog faults;
  private final SourceText source;
  private final Notation notation;
  private final Progress progress;

  private DocumentReader(FaultLog faults, Notation notation) {
    this.faults = faults;
    this.source = faults.source();
    this.notation = notation;
    this.progress = new Progress(source);
  }

  /** How far reading has come: what a message about the next token can refer to. */
  static final class Progress {
    private final SourceText source;
    private final Deque<Integer> open = new ArrayDeque<>();
    private int end;

    private Progress(SourceText source) {
      this.source = source;
    }

    SourceText source() {
      return source;
    }

    /** The offset after the last token. */
    int end() {
      return end;
    }

    /** The offset of the innermost container that is not closed yet, or null. */
    @Nullable Integer innermost() {
      return open.peek();
    }
  }

  /** The root of the document, or empty when a fault says why there is none. */
  static Optional<DocumentNode> read(FaultLog faults, Notation notation) {
    try {
      return Optional.of(new DocumentReader(faults, notation).document());
    } catch (UnreadableDocumentException e) {
      e.addTo(faults);
      return Optional.empty();
    }
  }

  private DocumentNode document() throws UnreadableDocumentException {
    try (JsonParser parser = notation.open(source)) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new UnreadableDocumentException(
            0, 1, "the file holds no scenario", "begin with \"tensors\" and \"program\"");
      }
      DocumentNode root = value(parser, token);
      if (parser.nextToken() != null) {
        throw new UnreadableDocumentException(
            notation.start(parser),
            notation.start(parser) + 1,
            "unexpected text after the end of the scenario",
            "a file holds one scenario");
      }
      return root;
    } catch (JacksonException e) {
      throw notation.diagnose(e, progress);
    }
  }

  private DocumentNode value(JsonParser parser, JsonToken token)
      throws UnreadableDocumentException {
    notation.check(parser);
    if (token.isStructStart()) {
      int start = notation.start(parser);
      if (progress.open.size() == MAX_DEPTH) {
        throw new UnreadableDocumentException(
            start, start + 1, "nested more than " + MAX_DEPTH + " levels deep", null);
      }
      progress.open.push(start);
      progress.end = notation.end(parser);
      DocumentNode container =
          token == JsonToken.START_OBJECT ? object(parser, start) : array(parser, start);
      progress.open.pop();
      progress.end = container.end();
      return container;
    }
    DocumentNode scalar = notation.scalar(parser, token);
    progress.end = scalar.end();
    return scalar;
  }

  private ArrayNode array(JsonParser parser, int start) throws UnreadableDocumentException {
    List<DocumentNode> items = new ArrayList<>();
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_ARRAY) {
      items.add(value(parser, token));
      token = parser.nextToken();
    }
    return new ArrayNode(start, notation.end(parser), items);
  }

  private ObjectNode object(JsonParser parser, int start) throws UnreadableDocumentException {
    Map<String, Member> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int keyStart = notation.start(parser);
      int keyEnd = keyEnd(parser, keyStart);
      progress.end = keyEnd;
      Member member = new Member(keyStart, keyEnd, value(parser, parser.nextToken()));
      Member first = members.putIfAbsent(key, member);
      if (first != null) {
        faults.add(
            keyStart,
            keyEnd,
            "duplicate key " + Wording.quoted(key),
            "it is already given on " + place(first.keyStart()) + "; remove one of them");
      }
    }
    return new ObjectNode(start, notation.end(parser), members);
  }

  /** The parser may already have moved on to the value: a quoted key is read to its quote. */
  private int keyEnd(JsonParser parser, int keyStart) {
    char first = keyStart < source.text().length() ? source.text().charAt(keyStart) : ' ';
    if (first != '"' && first != '\'') {
      return notation.end(parser);
    }
    return endOfString(source.text(), keyStart);
  }

  /** The offset after a quoted string. */
  static int endOfString(String text, int start) {
    char quote = text.charAt(start);
    int end = start + 1;
    while (end < text.length() && text.charAt(end) != quote) {
      end += text.charAt(end) == '\\' && quote == '"' ? 2 : 1;
    }
    return Math.min(end + 1, text.length());
  }

  private String place(int offset) {
    return "line " + source.line(offset) + ", column " + source.locate(offset, offset).column();
  }
}
