package dev.gradaudit.report.html;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Places a directed acyclic graph in layers, top to bottom: each box below all of its inputs,
 * inputs of the graph right above their first use, and in each layer near to what it is connected
 * with. An edge that passes layers has an invisible place in each of them, so that it goes around
 * boxes.
 */
final class GraphLayout {
  static final double BOX_WIDTH = 124;
  static final double BOX_HEIGHT = 40;
  private static final double GAP = 18;
  private static final double BEND_WIDTH = 10;
  private static final double LAYER = 74;
  private static final double MARGIN = 8;
  private static final int SWEEPS = 8;

  /** A box, or the place where an edge passes a layer. */
  private static final class Place {
    final int layer;
    final boolean bend;
    final List<Place> above = new ArrayList<>();
    final List<Place> below = new ArrayList<>();
    double x;

    Place(int layer, boolean bend) {
      this.layer = layer;
      this.bend = bend;
    }

    double width() {
      return bend ? BEND_WIDTH : BOX_WIDTH;
    }
  }

  /** A point of the picture. */
  record Point(double x, double y) {}

  /** An edge from the bottom of one box to the top of another. */
  record Route(int from, int to, List<Point> points) {}

  private final Place[] places;
  private final List<List<Place>> layers = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();
  private double width;

  /**
   * @param inputs of each box; all before it
   */
  GraphLayout(List<List<Integer>> inputs) {
    int[] layer = layers(inputs);
    places = new Place[inputs.size()];
    for (int depth = 0; depth <= Arrays.stream(layer).max().orElse(0); depth++) {
      layers.add(new ArrayList<>());
    }
    for (int box = 0; box < places.length; box++) {
      places[box] = place(layer[box], false);
    }
    List<List<Place>> chains = new ArrayList<>();
    List<int[]> ends = new ArrayList<>();
    for (int box = 0; box < places.length; box++) {
      for (int input : inputs.get(box)) {
        chains.add(connect(places[input], places[box]));
        ends.add(new int[] {input, box});
      }
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      sortLayers(sweep % 2 == 0);
    }
    settle();
    for (int i = 0; i < chains.size(); i++) {
      routes.add(new Route(ends.get(i)[0], ends.get(i)[1], points(chains.get(i))));
    }
  }

  /** As high as possible, but for boxes without inputs: these right above their first use. */
  private static int[] layers(List<List<Integer>> inputs) {
    int[] layer = new int[inputs.size()];
    int[] firstUse = new int[inputs.size()];
    Arrays.fill(firstUse, Integer.MAX_VALUE);
    for (int box = 0; box < layer.length; box++) {
      for (int input : inputs.get(box)) {
        layer[box] = Math.max(layer[box], layer[input] + 1);
      }
      for (int input : inputs.get(box)) {
        firstUse[input] = Math.min(firstUse[input], layer[box]);
      }
    }
    for (int box = 0; box < layer.length; box++) {
      if (inputs.get(box).isEmpty() && firstUse[box] < Integer.MAX_VALUE) {
        layer[box] = firstUse[box] - 1;
      }
    }
    return layer;
  }

  private Place place(int layer, boolean bend) {
    Place place = new Place(layer, bend);
    layers.get(layer).add(place);
    return place;
  }

  private List<Place> connect(Place from, Place to) {
    List<Place> chain = new ArrayList<>(List.of(from));
    for (int layer = from.layer + 1; layer < to.layer; layer++) {
      chain.add(place(layer, true));
    }
    chain.add(to);
    for (int i = 1; i < chain.size(); i++) {
      chain.get(i - 1).below.add(chain.get(i));
      chain.get(i).above.add(chain.get(i - 1));
    }
    return chain;
  }

  /** Sorts each layer by where its neighbours are; stable, so that nothing depends on chance. */
  private void sortLayers(boolean down) {
    for (int i = 0; i < layers.size(); i++) {
      List<Place> layer = layers.get(down ? i : layers.size() - 1 - i);
      layer.sort(
          Comparator.comparingDouble(place -> mean(down ? place.above : place.below, place)));
      spread(layer);
    }
  }

  /** Side by side without gaps to begin with. */
  private static void spread(List<Place> layer) {
    double at =
        -layer.stream().mapToDouble(place -> place.width() + GAP).reduce(0, Double::sum) / 2;
    for (Place place : layer) {
      place.x = at + place.width() / 2;
      at += place.width() + GAP;
    }
  }

  private static double mean(List<Place> neighbours, Place self) {
    double sum = 0;
    for (Place neighbour : neighbours) {
      sum += neighbour.x;
    }
    return neighbours.isEmpty() ? self.x : sum / neighbours.size();
  }

  /** Moves boxes below and above their neighbours as far as those beside them allow. */
  private void settle() {
    for (int round = 0; round < 2 * SWEEPS; round++) {
      boolean down = round % 2 == 0;
      for (int i = 0; i < layers.size(); i++) {
        List<Place> layer = layers.get(down ? i : layers.size() - 1 - i);
        double[] wish = new double[layer.size()];
        for (int j = 0; j < wish.length; j++) {
          Place place = layer.get(j);
          wish[j] = mean(down ? place.above : place.below, place);
        }
        approach(layer, wish);
      }
    }
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    for (List<Place> layer : layers) {
      for (Place place : layer) {
        left = Math.min(left, place.x - place.width() / 2);
        right = Math.max(right, place.x + place.width() / 2);
      }
    }
    for (List<Place> layer : layers) {
      for (Place place : layer) {
        place.x += MARGIN - left;
      }
    }
    width = layers.isEmpty() || places.length == 0 ? 0 : right - left + 2 * MARGIN;
  }

  /** The wishes, pushed apart from left to right and from right to left, and their mean. */
  private static void approach(List<Place> layer, double[] wish) {
    int count = wish.length;
    double[] fromLeft = wish.clone();
    double[] fromRight = wish.clone();
    for (int i = 1; i < count; i++) {
      fromLeft[i] = Math.max(wish[i], fromLeft[i - 1] + distance(layer, i - 1));
    }
    for (int i = count - 2; i >= 0; i--) {
      fromRight[i] = Math.min(wish[i], fromRight[i + 1] - distance(layer, i));
    }
    for (int i = 0; i < count; i++) {
      layer.get(i).x = (fromLeft[i] + fromRight[i]) / 2;
    }
  }

  private static double distance(List<Place> layer, int left) {
    return (layer.get(left).width() + layer.get(left + 1).width()) / 2 + GAP;
  }

  private static double top(Place place) {
    return MARGIN + place.layer * LAYER;
  }

  private static List<Point> points(List<Place> chain) {
    List<Point> points = new ArrayList<>();
    points.add(new Point(chain.get(0).x, top(chain.get(0)) + BOX_HEIGHT));
    for (Place bend : chain.subList(1, chain.size() - 1)) {
      points.add(new Point(bend.x, top(bend)));
      points.add(new Point(bend.x, top(bend) + BOX_HEIGHT));
    }
    Place last = chain.get(chain.size() - 1);
    points.add(new Point(last.x, top(last)));
    return points;
  }

  /** The upper left corner. */
  Point corner(int box) {
    return new Point(places[box].x - BOX_WIDTH / 2, top(places[box]));
  }

  List<Route> routes() {
    return routes;
  }

  double width() {
    return width;
  }

  double height() {
    return 2 * MARGIN + (layers.size() - 1) * LAYER + BOX_HEIGHT;
  }
}
