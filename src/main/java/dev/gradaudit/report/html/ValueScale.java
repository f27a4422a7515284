package dev.gradaudit.report.html;

import dev.gradaudit.scenario.MatrixValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Places the values of a variable on a line. Numbers stand in their order: as far apart as they
 * are, or as their logarithms are where all are positive and the largest is at least ten times the
 * least. Other values stand side by side in the order of the file.
 */
final class ValueScale {
  private static final double SPREAD = 10;
  private static final double CHARACTER = 6.2;
  private static final double GAP = 6;
  private static final int LONGEST = 10;

  /** What one value is on the line. */
  record Place(String text, double x) {}

  /** How the places were found. */
  enum Kind {
    LOGARITHMIC,
    LINEAR,
    CATEGORIES
  }

  private final Kind kind;
  private final Map<String, Place> places = new LinkedHashMap<>();

  /**
   * @param values different ones, at least one
   */
  ValueScale(List<MatrixValue> values, double from, double to) {
    boolean numbers = values.stream().noneMatch(value -> Double.isNaN(value.number()));
    List<MatrixValue> sorted = new ArrayList<>(values);
    if (numbers) {
      sorted.sort(Comparator.comparingDouble(MatrixValue::number));
    }
    double least = sorted.get(0).number();
    double most = sorted.get(sorted.size() - 1).number();
    this.kind =
        !numbers
            ? Kind.CATEGORIES
            : least > 0 && most / least >= SPREAD ? Kind.LOGARITHMIC : Kind.LINEAR;
    for (int i = 0; i < sorted.size(); i++) {
      double number = sorted.get(i).number();
      double share =
          switch (kind) {
            case CATEGORIES -> (double) i / Math.max(1, sorted.size() - 1);
            // Halved, because the difference of the largest numbers is infinite.
            case LINEAR -> (number / 2 - least / 2) / (most / 2 - least / 2);
            case LOGARITHMIC ->
                (StrictMath.log10(number) - StrictMath.log10(least))
                    / (StrictMath.log10(most) - StrictMath.log10(least));
          };
      double x =
          Double.isNaN(share) || sorted.size() == 1 ? (from + to) / 2 : from + share * (to - from);
      places.put(sorted.get(i).text(), new Place(sorted.get(i).text(), x));
    }
  }

  Kind kind() {
    return kind;
  }

  /** All values, from left to right. */
  List<Place> places() {
    return List.copyOf(places.values());
  }

  /** The values to name: the first, the last, and those between for which there is room. */
  List<Place> named() {
    List<Place> all = places();
    List<Place> named = new ArrayList<>(List.of(all.get(0)));
    Place last = all.get(all.size() - 1);
    for (Place place : all) {
      boolean room = isApart(named.get(named.size() - 1), place);
      if (room && (place.equals(last) || isApart(place, last))) {
        named.add(place);
      }
    }
    return named;
  }

  private static boolean isApart(Place left, Place right) {
    return right.x - left.x >= (width(left) + width(right)) / 2 + GAP;
  }

  private static double width(Place place) {
    return shown(place.text).length() * CHARACTER;
  }

  /** The text beside the line, with what is too long left out. */
  static String shown(String text) {
    int characters = text.codePointCount(0, text.length());
    return characters <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
  }
}
