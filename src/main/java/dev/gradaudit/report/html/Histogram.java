package dev.gradaudit.report.html;

import dev.gradaudit.audit.Comparison;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.report.Figures;
import dev.gradaudit.report.NumberText;
import java.util.ArrayList;
import java.util.List;

/**
 * How many pairs of elements are how far apart, along one axis: the equal ones as a share, the
 * others by powers of two. A bar that stands for something is never invisible, and each says how
 * many it stands for.
 */
final class Histogram {
  private static final double WIDTH = 360;
  private static final double TOP = 34;
  private static final double BASE = 150;
  private static final double LEFT = 1;
  private static final double LEAST_BAR = 1.5;

  /** From so many bars on there is no room for all numbers. */
  private static final int CROWDED = 15;

  private final Axis axis;
  private final List<Long> buckets = new ArrayList<>();
  private long nonFinite;
  private long maxUlp;

  private Histogram(ScenarioReport scenario, Axis axis) {
    this.axis = axis;
    for (Comparison pair : scenario.comparisons()) {
      if (pair.axis() == axis) {
        List<Long> counts = pair.difference().histogram();
        for (int bits = 0; bits < counts.size(); bits++) {
          while (buckets.size() <= bits) {
            buckets.add(0L);
          }
          buckets.set(bits, buckets.get(bits) + counts.get(bits));
        }
        if (Long.compareUnsigned(pair.difference().maxUlp(), maxUlp) > 0) {
          maxUlp = pair.difference().maxUlp();
        }
        nonFinite += pair.difference().nonFiniteTotal();
      }
    }
  }

  /** One for each axis along which finite elements are apart. */
  static List<Element> all(ScenarioReport scenario) {
    List<Element> figures = new ArrayList<>();
    for (Axis axis : Axis.values()) {
      Histogram histogram = new Histogram(scenario, axis);
      if (histogram.buckets.size() > 1) {
        figures.add(histogram.figure());
      }
    }
    return figures;
  }

  private Element figure() {
    long all = buckets.stream().mapToLong(Long::longValue).sum();
    long equal = buckets.get(0);
    String title = "Distances of elements along " + axis.label();
    String equalText =
        equal
            + " of "
            + Figures.count(all, "pair")
            + " of elements "
            + are(equal)
            + " 0 ULPs apart ("
            + Figures.percent((double) equal / all)
            + ", upper bar)";
    String apart =
        (all - equal) + " " + are(all - equal) + " further apart, at most " + Figures.ulps(maxUlp);
    String outside =
        nonFinite == 0
            ? ""
            : " " + Figures.count(nonFinite, "pair") + " with nan or inf have no distance.";
    Element picture =
        Element.of("svg", "chart")
            .with("viewBox", "0 0 360 192")
            .with("role", "img")
            .add(Element.of("title").text(title))
            .add(Element.of("desc").text(equalText + "; " + apart + ". " + listed()));
    shares(picture, (double) equal / all);
    bars(picture);
    return Element.of("figure")
        .add(Element.of("h4").text(title))
        .add(picture)
        .add(Element.of("figcaption").text(equalText + "; " + apart + "." + outside));
  }

  private static String are(long count) {
    return count == 1 ? "is" : "are";
  }

  /** The equal ones and the others, as parts of one bar. */
  private static void shares(Element picture, double equal) {
    double width = WIDTH - 2 * LEFT;
    double part = equal == 0 ? 0 : Math.min(width - LEAST_BAR, Math.max(LEAST_BAR, equal * width));
    picture.add(rectangle("equal", LEFT, 6, part, 10));
    picture.add(rectangle("bar", LEFT + part, 6, width - part, 10));
  }

  private void bars(Element picture) {
    int count = buckets.size() - 1;
    long most = 1;
    for (int bits = 1; bits <= count; bits++) {
      most = Math.max(most, buckets.get(bits));
    }
    double step = (WIDTH - 2 * LEFT) / Math.max(count, 5);
    picture.add(
        Element.of("line", "axis")
            .with("x1", LEFT)
            .with("x2", WIDTH - LEFT)
            .with("y1", BASE)
            .with("y2", BASE));
    for (int bits = 1; bits <= count; bits++) {
      long pairs = buckets.get(bits);
      double left = LEFT + (bits - 1) * step;
      double height =
          pairs == 0 ? 0 : Math.max(LEAST_BAR, (BASE - TOP - 12) * ((double) pairs / most));
      if (pairs > 0) {
        picture.add(rectangle("bar", left + 1, BASE - height, step - 2, height));
      }
      // The fewest and the most can be told from the picture alone where there is no room.
      if (pairs > 0 && (count < CROWDED || pairs == most)) {
        picture.add(label("value", left + step / 2, BASE - height - 4, abridged(pairs)));
      }
      int every = count < CROWDED ? 1 : (count + 7) / 8;
      if ((bits - 1) % every == 0) {
        picture.add(label("tick", left + step / 2, BASE + 14, from(bits)));
      }
    }
    picture.add(label("name", WIDTH / 2, BASE + 34, "ULPs apart, from this power of two on"));
  }

  private static Element rectangle(
      String classes, double x, double y, double width, double height) {
    return Element.of("rect", classes)
        .with("x", x)
        .with("y", y)
        .with("width", width)
        .with("height", height);
  }

  private static Element label(String classes, double x, double y, String text) {
    return Element.of("text", classes)
        .with("x", x)
        .with("y", y)
        .with("text-anchor", "middle")
        .text(text);
  }

  /** For those who do not see the bars. */
  private String listed() {
    List<String> parts = new ArrayList<>();
    for (int bits = 1; bits < buckets.size(); bits++) {
      if (buckets.get(bits) > 0) {
        parts.add(
            NumberText.ofUnsigned(1L << (bits - 1))
                + " to "
                + upTo(bits)
                + ": "
                + buckets.get(bits));
      }
    }
    return "By distance, " + String.join("; ", parts) + ".";
  }

  /** The largest distance of a bucket. */
  private static String upTo(int bits) {
    return Figures.ulps(bits == Long.SIZE ? -1L : (1L << bits) - 1);
  }

  private static String from(int bits) {
    int power = bits - 1;
    return power < 10 ? Integer.toString(1 << power) : "2" + superscript(power);
  }

  private static String superscript(int number) {
    StringBuilder raised = new StringBuilder();
    for (char digit : Integer.toString(number).toCharArray()) {
      raised.append("⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(digit - '0'));
    }
    return raised.toString();
  }

  private static String abridged(long count) {
    if (count < 1000) {
      return Long.toString(count);
    }
    return count < 1_000_000 ? scaled(count, 1000) + "k" : scaled(count, 1_000_000) + "M";
  }

  /** In units of so many, with a digit after the point where there is room. */
  private static String scaled(long count, long unit) {
    String tenth = count / unit < 10 ? "." + count % unit * 10 / unit : "";
    return count / unit + tenth;
  }
}
