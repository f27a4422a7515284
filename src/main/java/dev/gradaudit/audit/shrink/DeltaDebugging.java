package dev.gradaudit.audit.shrink;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The minimising delta debugging algorithm, ddmin: A. Zeller and R. Hildebrandt, Simplifying and
 * Isolating Failure-Inducing Input, IEEE Transactions on Software Engineering 28 (2002), 183–200.
 */
final class DeltaDebugging {
  private DeltaDebugging() {}

  /**
   * Some of the items that pass the test while none of them can be left out by itself. Takes a
   * number of tests that is logarithmic in the number of items where few of them matter, quadratic
   * at worst.
   *
   * @param items pass the test all together
   */
  static <T> List<T> minimise(List<T> items, Predicate<List<T>> test) {
    if (items.isEmpty() || test.test(List.of())) {
      return List.of();
    }
    List<T> current = items;
    int parts = 2;
    while (current.size() >= 2) {
      List<T> smaller = smaller(current, Math.min(parts, current.size()), test);
      if (smaller != null) {
        // A part was enough: start anew with it. A complement was: keep to parts of that size.
        parts = smaller.size() * 2 <= current.size() ? 2 : Math.max(parts - 1, 2);
        current = smaller;
      } else if (parts < current.size()) {
        parts = Math.min(2 * parts, current.size());
      } else {
        break;
      }
    }
    return current;
  }

  private static <T> @Nullable List<T> smaller(List<T> items, int parts, Predicate<List<T>> test) {
    for (int part = 0; part < parts; part++) {
      List<T> chunk = items.subList(start(items, parts, part), start(items, parts, part + 1));
      if (test.test(List.copyOf(chunk))) {
        return List.copyOf(chunk);
      }
    }
    for (int part = parts - 1; part >= 0 && parts > 2; part--) {
      List<T> rest = new ArrayList<>(items);
      rest.subList(start(items, parts, part), start(items, parts, part + 1)).clear();
      if (test.test(rest)) {
        return rest;
      }
    }
    return null;
  }

  private static <T> int start(List<T> items, int parts, int part) {
    return (int) ((long) items.size() * part / parts);
  }
}
