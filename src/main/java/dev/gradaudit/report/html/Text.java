package dev.gradaudit.report.html;

import dev.gradaudit.report.Printable;
import java.io.IOException;

/**
 * Characters to be read. Those that cannot be seen, or that turn the reading direction around, are
 * written as escapes such as {@code \u202e}, as in the table; a line end becomes a space.
 */
record Text(String characters) implements Markup {
  @Override
  public void write(Appendable out) throws IOException {
    escape(characters, out);
  }

  /** Writes what is safe in an element and in an attribute between double quotes. */
  static void escape(String characters, Appendable out) throws IOException {
    String visible = Printable.of(characters, true);
    for (int i = 0; i < visible.length(); i++) {
      char c = visible.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }
}
