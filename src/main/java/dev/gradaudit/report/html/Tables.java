package dev.gradaudit.report.html;

import java.util.List;

/** Tables that can be read aloud, scrolled with the keyboard, and sorted where they say so. */
final class Tables {
  private Tables() {}

  /** How the script sorts a column. */
  enum Kind {
    /** Not at all. */
    FIXED,
    /** Not at all, and to the right. */
    PLAIN_NUMBER,
    TEXT,
    /** By {@code data-value}, or else by the cell's text, as numbers; the largest first. */
    NUMBER,
    /** By {@code data-value}, though the cells are words. */
    RANKED
  }

  /** A column: its head and how it is sorted. */
  record Column(String head, Kind kind) {
    static Column text(String head) {
      return new Column(head, Kind.TEXT);
    }

    static Column number(String head) {
      return new Column(head, Kind.NUMBER);
    }

    static Column fixed(String head) {
      return new Column(head, Kind.FIXED);
    }
  }

  static Element table(String classes, String caption, List<Column> columns, List<Element> rows) {
    Element head = Element.of("tr");
    for (Column column : columns) {
      Element cell = Element.of("th").with("scope", "col");
      if (column.kind() == Kind.NUMBER || column.kind() == Kind.PLAIN_NUMBER) {
        cell.with("class", "n");
      }
      if (column.kind() != Kind.FIXED && column.kind() != Kind.PLAIN_NUMBER) {
        cell.with("data-sort", column.kind() == Kind.TEXT ? "text" : "number");
      }
      head.add(cell.text(column.head()));
    }
    return Element.of("table", classes)
        .add(Element.of("caption").text(caption))
        .add(Element.of("thead").add(head))
        .add(Element.of("tbody").addAll(rows));
  }

  /** Lets what is wider than the screen be scrolled, also with the keyboard. */
  static Element scrolling(String label, Element wide) {
    return Element.of("div", "scroll")
        .with("role", "region")
        .with("tabindex", "0")
        .with("aria-label", label)
        .add(wide);
  }

  static Element cell(String text) {
    return Element.of("td").text(text);
  }

  static Element rowHead(String text) {
    return Element.of("th").with("scope", "row").text(text);
  }

  /** A number, whose place in the order need not be legible from its text. */
  static Element number(String text, String value) {
    Element cell = Element.of("td", "n").text(text);
    return text.equals(value) ? cell : cell.with("data-value", value);
  }
}
