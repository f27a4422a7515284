package dev.gradaudit.report.html;

import java.io.IOException;

/**
 * A piece of the page. There are only these kinds, and each of them escapes what it is given, so
 * that no text of a scenario can become markup.
 */
sealed interface Markup permits Element, Text, DataBlock {
  void write(Appendable out) throws IOException;
}
