package dev.gradaudit.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Numbers beside the points of a picture, where they cover neither points nor each other. */
final class Labels {
  private static final double DIGIT = 6.6;
  private static final double HEIGHT = 11;
  private static final double RADIUS = 4.5;

  /** Directions to try, the better ones first: to the right, left, above, below, and between. */
  private static final int[][] SIDES = {
    {1, 0}, {-1, 0}, {0, -1}, {0, 1}, {1, -1}, {-1, -1}, {1, 1}, {-1, 1}
  };

  private Labels() {}

  /** A place to a tenth, so that equal points are one. */
  record Spot(double x, double y) {
    static Spot of(double x, double y) {
      return new Spot(Math.round(x * 10) / 10.0, Math.round(y * 10) / 10.0);
    }
  }

  /** A part of the picture. */
  record Area(double left, double top, double right, double bottom) {
    boolean covers(Area other) {
      return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
  }

  /**
   * @param numbers at each spot
   * @param occupied by something else
   */
  static List<Element> of(Map<Spot, List<String>> numbers, Area occupied) {
    List<Area> taken = new ArrayList<>(List.of(occupied));
    for (Spot spot : numbers.keySet()) {
      taken.add(new Area(spot.x - RADIUS, spot.y - RADIUS, spot.x + RADIUS, spot.y + RADIUS));
    }
    List<Element> labels = new ArrayList<>();
    numbers.forEach(
        (spot, here) -> {
          String text = String.join(" ", here);
          Area area = free(spot, text.length() * DIGIT, taken);
          taken.add(area);
          labels.add(
              Element.of("text", "number")
                  .with("x", (area.left + area.right) / 2)
                  .with("y", area.bottom - 2)
                  .with("text-anchor", "middle")
                  .text(text));
        });
    return labels;
  }

  /** The first free place, near before far; beside the point when there is none. */
  private static Area free(Spot spot, double width, List<Area> taken) {
    for (double gap = 2; gap < 30; gap += 9) {
      for (int[] side : SIDES) {
        Area area = beside(spot, width, side, gap);
        boolean inside = area.left > 54 && area.right < 356 && area.top > 4 && area.bottom < 205;
        if (inside && taken.stream().noneMatch(area::covers)) {
          return area;
        }
      }
    }
    return beside(spot, width, SIDES[0], 2);
  }

  private static Area beside(Spot spot, double width, int[] side, double gap) {
    double x = spot.x + side[0] * (RADIUS + gap + width / 2);
    double y = spot.y + side[1] * (RADIUS + gap + HEIGHT / 2);
    return new Area(x - width / 2, y - HEIGHT / 2, x + width / 2, y + HEIGHT / 2);
  }
}
