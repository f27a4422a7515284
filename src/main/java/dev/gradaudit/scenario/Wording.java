package dev.gradaudit.scenario;

import dev.gradaudit.scenario.DocumentNode.ArrayNode;
import dev.gradaudit.scenario.DocumentNode.BooleanNode;
import dev.gradaudit.scenario.DocumentNode.NullNode;
import dev.gradaudit.scenario.DocumentNode.NumberNode;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import java.util.Collection;
import java.util.Locale;

/** How values of a file are named in messages. */
final class Wording {
  private static final int MAX_LENGTH = 40;

  private Wording() {}

  /** Such as {@code the string 'abc'}, {@code the number 3} or {@code a list of 2 items}. */
  static String of(DocumentNode node, SourceText source) {
    if (node instanceof StringNode string) {
      return "the string " + quoted(string.text());
    }
    if (node instanceof NumberNode) {
      return "the number " + shortened(source.slice(node.start(), node.end()));
    }
    if (node instanceof BooleanNode bool) {
      return String.valueOf(bool.value());
    }
    if (node instanceof NullNode) {
      return "null";
    }
    if (node instanceof ArrayNode array) {
      return array.items().isEmpty() ? "an empty list" : "a list of " + items(array.items().size());
    }
    return ((ObjectNode) node).members().isEmpty() ? "an empty object" : "an object";
  }

  /** {@code 1 item} or {@code 2 items}. */
  static String items(int count) {
    return count + (count == 1 ? " item" : " items");
  }

  /** In single quotes, shortened, with control characters made visible. */
  static String quoted(String text) {
    return "'" + shortened(text) + "'";
  }

  /** {@code 'a', 'b', 'c'}. */
  static String listed(Collection<String> names) {
    return String.join(", ", names.stream().map(Wording::quoted).toList());
  }

  private static String shortened(String text) {
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < text.length() && clean.length() < MAX_LENGTH; i++) {
      char c = text.charAt(i);
      clean.append(Character.isISOControl(c) ? String.format(Locale.ROOT, "\\u%04x", (int) c) : c);
    }
    return clean.length() < MAX_LENGTH ? clean.toString() : clean + "...";
  }
}
