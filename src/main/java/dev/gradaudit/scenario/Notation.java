package dev.gradaudit.scenario;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** A way to write down the same document: JSON or YAML. */
interface Notation {
  JsonParser open(SourceText source);

  /** The offset at which the current token begins. */
  int start(JsonParser parser);

  /** The offset at which the current token ends, its text having been read. */
  int end(JsonParser parser);

  /** The current token as a value. */
  DocumentNode scalar(JsonParser parser, JsonToken token);

  /** Refuses what the notation can express beyond values, for the current token. */
  default void check(JsonParser parser) throws UnreadableDocumentException {}

  /** What to tell the user about text that is not in this notation. */
  UnreadableDocumentException diagnose(JacksonException e, DocumentReader.Progress progress);
}
