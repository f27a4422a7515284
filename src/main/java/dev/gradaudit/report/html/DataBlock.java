package dev.gradaudit.report.html;

import dev.gradaudit.report.Printable;
import java.io.IOException;
import java.util.HexFormat;

/**
 * JSON for the script of the page. Within JSON's strings any character may be an escape, and
 * outside of them there are none of those that are escaped here: nothing in it can end the element,
 * begin a comment or a character reference, or be seen otherwise than it is.
 *
 * @param json a complete document
 */
record DataBlock(String id, String json) implements Markup {
  DataBlock {
    if (!id.matches("[a-z-]+")) {
      throw new IllegalArgumentException("no id: " + id);
    }
  }

  @Override
  public void write(Appendable out) throws IOException {
    out.append("<script type=\"application/json\" id=\"").append(id).append("\">");
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      boolean pair = i + 1 < json.length() && Character.isSurrogatePair(c, json.charAt(i + 1));
      if (pair && Printable.isVisible(Character.toCodePoint(c, json.charAt(i + 1)))) {
        out.append(c).append(json.charAt(++i));
      } else if (c == '<' || c == '>' || c == '&' || c != '\n' && !Printable.isVisible(c)) {
        out.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else {
        out.append(c);
      }
    }
    out.append("</script>\n");
  }
}
