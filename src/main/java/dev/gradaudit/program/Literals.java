package dev.gradaudit.program;

import java.util.stream.Collectors;

/** Arguments as Python writes them. */
public final class Literals {
  private Literals() {}

  /** {@code None}, {@code True}, {@code 'mean'}, {@code (0, 1)}, {@code 1.0}. */
  public static String text(Argument argument) {
    if (argument instanceof Argument.Num number) {
      return Numbers.text(number);
    }
    if (argument instanceof Argument.Bool bool) {
      return bool.value() ? "True" : "False";
    }
    if (argument instanceof Argument.Text text) {
      return "'" + text.value() + "'";
    }
    if (argument instanceof Argument.Tuple tuple) {
      return tuple.items().stream()
          .map(Literals::text)
          .collect(Collectors.joining(", ", "(", tuple.items().size() == 1 ? ",)" : ")"));
    }
    return argument instanceof Argument.Ellipsis ? "..." : "None";
  }
}
