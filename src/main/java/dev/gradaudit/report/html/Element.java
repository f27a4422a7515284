package dev.gradaudit.report.html;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An element of HTML or SVG. Names are of closed sets, in which there is no script, no style, no
 * event handler and no address but one within the page; values and text are escaped when they are
 * written. Anything else is a bug of a caller and refused with an exception.
 */
final class Element implements Markup {
  private static final Set<String> NAMES =
      Set.of(
          "a",
          "abbr",
          "aside",
          "b",
          "br",
          "button",
          "caption",
          "circle",
          "code",
          "dd",
          "details",
          "desc",
          "div",
          "dl",
          "dt",
          "em",
          "figcaption",
          "figure",
          "footer",
          "g",
          "h1",
          "h2",
          "h3",
          "h4",
          "header",
          "input",
          "label",
          "li",
          "line",
          "main",
          "mark",
          "nav",
          "ol",
          "p",
          "path",
          "polygon",
          "rect",
          "section",
          "small",
          "span",
          "strong",
          "summary",
          "svg",
          "table",
          "tbody",
          "td",
          "text",
          "th",
          "thead",
          "title",
          "tr",
          "ul");

  private static final Set<String> ATTRIBUTES =
      Set.of(
          "class",
          "id",
          "scope",
          "colspan",
          "rowspan",
          "role",
          "tabindex",
          "open",
          "hidden",
          "title",
          "type",
          "x",
          "y",
          "x1",
          "x2",
          "y1",
          "y2",
          "cx",
          "cy",
          "r",
          "rx",
          "d",
          "points",
          "width",
          "height",
          "viewBox",
          "transform",
          "text-anchor",
          "focusable",
          "value");

  /** Elements without content and end tag. */
  private static final Set<String> VOID = Set.of("br", "input");

  private final String name;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<Markup> children = new ArrayList<>();

  private Element(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("no element '" + name + "' in a report");
    }
    this.name = name;
  }

  static Element of(String name) {
    return new Element(name);
  }

  /**
   * @param classes of the style sheet, separated by blanks
   */
  static Element of(String name, String classes) {
    return new Element(name).with("class", classes);
  }

  /**
   * Sets an attribute; one whose name begins with {@code data-} or {@code aria-} is welcome too.
   */
  Element with(String attribute, String value) {
    if (!ATTRIBUTES.contains(attribute) && !attribute.matches("(data|aria)-[a-z]+")) {
      throw new IllegalArgumentException("no attribute '" + attribute + "' in a report");
    }
    attributes.put(attribute, value);
    return this;
  }

  /** Sets a length or a coordinate, in the units of the picture. */
  Element with(String attribute, double value) {
    return with(attribute, Coordinates.text(value));
  }

  /** Makes it a link to the element of the page with this id. */
  Element to(String id) {
    attributes.put("href", "#" + id);
    return this;
  }

  Element text(String characters) {
    children.add(new Text(characters));
    return this;
  }

  Element add(Markup child) {
    children.add(child);
    return this;
  }

  Element addAll(List<? extends Markup> several) {
    children.addAll(several);
    return this;
  }

  /**
   * Says of each part of a table what it is: for tables that the style sheet lays out as blocks on
   * a phone, which browsers otherwise take for text.
   */
  Element stackable() {
    switch (name) {
      case "table" -> with("role", "table");
      case "thead", "tbody" -> with("role", "rowgroup");
      case "tr" -> with("role", "row");
      case "td" -> with("role", "cell");
      case "th" ->
          with("role", "col".equals(attributes.get("scope")) ? "columnheader" : "rowheader");
      default -> {
        return this;
      }
    }
    for (Markup child : children) {
      if (child instanceof Element element) {
        element.stackable();
      }
    }
    return this;
  }

  @Override
  public void write(Appendable out) throws IOException {
    out.append('<').append(name);
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      out.append(' ').append(attribute.getKey()).append("=\"");
      Text.escape(attribute.getValue(), out);
      out.append('"');
    }
    out.append('>');
    if (VOID.contains(name)) {
      return;
    }
    for (Markup child : children) {
      child.write(out);
    }
    out.append("</").append(name).append('>');
    // A line for each block, so that two reports can be compared line by line.
    if (Blocks.NAMES.contains(name)) {
      out.append('\n');
    }
  }

  private static final class Blocks {
    static final Set<String> NAMES =
        Set.of(
            "caption", "details", "div", "figure", "footer", "g", "h1", "h2", "h3", "header", "li",
            "main", "p", "section", "svg", "table", "tbody", "thead", "tr", "ul", "ol");
  }
}
