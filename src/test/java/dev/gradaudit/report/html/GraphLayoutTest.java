package dev.gradaudit.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.CounterRandom;
import dev.gradaudit.report.html.GraphLayout.Point;
import dev.gradaudit.report.html.GraphLayout.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every drawing of a graph has to keep, on random graphs. */
class GraphLayoutTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 13, 21, 34, 55, 70})
  void boxesAreApartInsideAndBelowTheirInputs(int boxes) {
    for (int seed = 0; seed < 20; seed++) {
      List<List<Integer>> inputs = random(boxes, seed);
      GraphLayout layout = new GraphLayout(inputs);
      for (int box = 0; box < boxes; box++) {
        Point corner = layout.corner(box);
        assertThat(corner.x()).as("left, seed %d", seed).isGreaterThanOrEqualTo(0);
        assertThat(corner.x() + GraphLayout.BOX_WIDTH).isLessThanOrEqualTo(layout.width());
        assertThat(corner.y() + GraphLayout.BOX_HEIGHT).isLessThanOrEqualTo(layout.height());
        for (int input : inputs.get(box)) {
          assertThat(layout.corner(input).y() + GraphLayout.BOX_HEIGHT).isLessThan(corner.y());
        }
        for (int other = 0; other < box; other++) {
          Point o = layout.corner(other);
          boolean apart =
              Math.abs(o.x() - corner.x()) >= GraphLayout.BOX_WIDTH
                  || Math.abs(o.y() - corner.y()) >= GraphLayout.BOX_HEIGHT;
          assertThat(apart).as("boxes %d and %d, seed %d", other, box, seed).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 8, 21, 55})
  void everyEdgeLeadsFromBoxToBoxAndAroundTheOthers(int boxes) {
    for (int seed = 0; seed < 20; seed++) {
      List<List<Integer>> inputs = random(boxes, seed);
      GraphLayout layout = new GraphLayout(inputs);
      assertThat(layout.routes()).hasSize(inputs.stream().mapToInt(List::size).sum());
      for (Route route : layout.routes()) {
        Point first = route.points().get(0);
        Point last = route.points().get(route.points().size() - 1);
        assertThat(first.y()).isEqualTo(layout.corner(route.from()).y() + GraphLayout.BOX_HEIGHT);
        assertThat(last.y()).isEqualTo(layout.corner(route.to()).y());
        for (Point point : along(route.points())) {
          for (int box = 0; box < boxes; box++) {
            Point corner = layout.corner(box);
            boolean inside =
                point.x() > corner.x()
                    && point.x() < corner.x() + GraphLayout.BOX_WIDTH
                    && point.y() > corner.y()
                    && point.y() < corner.y() + GraphLayout.BOX_HEIGHT;
            assertThat(inside).as("edge %s through box %d, seed %d", route, box, seed).isFalse();
          }
        }
      }
    }
  }

  /** Points of the curve as it is drawn: bent where it changes its column, straight elsewhere. */
  private static List<Point> along(List<Point> ends) {
    List<Point> points = new ArrayList<>();
    for (int i = 1; i < ends.size(); i++) {
      Point from = ends.get(i - 1);
      Point to = ends.get(i);
      for (double t = 0; t <= 1; t += 1 / 32.0) {
        double bend = t * t * (3 - 2 * t);
        double x = from.x() + (to.x() - from.x()) * bend;
        // The control points are half way down, below the one end and above the other.
        double middle = (from.y() + to.y()) / 2;
        double y =
            from.x() == to.x()
                ? from.y() + (to.y() - from.y()) * t
                : (1 - t) * (1 - t) * (1 - t) * from.y()
                    + 3 * t * (1 - t) * middle
                    + t * t * t * to.y();
        points.add(new Point(x, y));
      }
    }
    return points;
  }

  /** A graph in which every box but some has one to three inputs. */
  private static List<List<Integer>> random(int boxes, int seed) {
    CounterRandom random = CounterRandom.of(seed, "graph");
    List<List<Integer>> inputs = new ArrayList<>();
    for (int box = 0; box < boxes; box++) {
      TreeSet<Integer> own = new TreeSet<>();
      for (int i = 0; i < 3 && box > 0; i++) {
        long bits = random.bits(3L * box + i);
        if ((bits & 3) != 0) {
          own.add((int) Long.remainderUnsigned(bits >>> 2, box));
        }
      }
      inputs.add(List.copyOf(own));
    }
    return inputs;
  }
}
