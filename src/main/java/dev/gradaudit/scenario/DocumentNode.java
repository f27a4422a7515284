package dev.gradaudit.scenario;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a scenario file and where it stands: from offset {@code start} up to {@code end} of
 * the {@link SourceText}. The same for JSON and YAML.
 */
sealed interface DocumentNode {
  int start();

  int end();

  /** The members in the order of the file. */
  record ObjectNode(int start, int end, Map<String, Member> members) implements DocumentNode {
    @Nullable DocumentNode get(String key) {
      Member member = members.get(key);
      return member == null ? null : member.value();
    }
  }

  /** A value with the place of its key. */
  record Member(int keyStart, int keyEnd, DocumentNode value) {}

  record ArrayNode(int start, int end, List<DocumentNode> items) implements DocumentNode {}

  /**
   * Text, with all escapes resolved.
   *
   * @param written what was there before the variables of a matrix were put in; null where none was
   */
  record StringNode(int start, int end, String text, @Nullable Written written)
      implements DocumentNode {
    StringNode(int start, int end, String text) {
      this(start, end, text, null);
    }

    /**
     * Text with variables.
     *
     * @param origins for each character of the text with their values, and for its end, the offset
     *     in this text
     */
    record Written(String text, List<Integer> origins) {
      Written {
        origins = List.copyOf(origins);
      }
    }
  }

  /** A number. Its text is read from the source when it is needed, for the exact dtype. */
  record NumberNode(int start, int end) implements DocumentNode {}

  record BooleanNode(int start, int end, boolean value) implements DocumentNode {}

  record NullNode(int start, int end) implements DocumentNode {}
}
