package dev.gradaudit.report.html;

import dev.gradaudit.audit.Comparison;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.report.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Configurations against gradients, one map for each axis along which something differs. Every cell
 * has its number, so that the colour is only a help; the colours mean the same in every report.
 */
final class HeatMap {
  private static final int MOST_ROWS = 24;
  private static final int MOST_COLUMNS = 16;

  /** Each step begins at this number of significant bits of the distance; the first one is 0. */
  private static final int[] STEPS = {0, 1, 2, 5, 9, 13, 17, 25};

  private static final List<String> STEP_NAMES =
      List.of("0", "1", "2–15", "16–255", "256–4095", "4096–65535", "65536–2²⁴", "more");

  private final Axis axis;
  private final Map<RowKey, Map<String, Difference>> rows = new LinkedHashMap<>();
  private final List<String> gradients = new ArrayList<>();

  private record RowKey(Configuration from, Configuration to, int repeat, Comparison first) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof RowKey key
          && key.from.equals(from)
          && key.to.equals(to)
          && key.repeat == repeat;
    }

    @Override
    public int hashCode() {
      return 31 * from.hashCode() + to.hashCode() + repeat;
    }
  }

  private HeatMap(ScenarioReport scenario, Axis axis) {
    this.axis = axis;
    for (Comparison pair : scenario.comparisons()) {
      if (pair.axis() == axis) {
        // Along the repeats each gradient has a run of its own that is furthest from the first.
        int repeat = axis == Axis.REPEAT ? 0 : pair.toRepeat();
        rows.computeIfAbsent(
                new RowKey(pair.from(), pair.to(), repeat, pair), key -> new LinkedHashMap<>())
            .put(pair.gradient(), pair.difference());
        if (!gradients.contains(pair.gradient())) {
          gradients.add(pair.gradient());
        }
      }
    }
  }

  /** The maps of a scenario; none where nothing differs. */
  static List<Element> all(ScenarioReport scenario) {
    Set<Axis> differing = new HashSet<>();
    for (Comparison pair : scenario.comparisons()) {
      if (!pair.difference().identical()) {
        differing.add(pair.axis());
      }
    }
    List<Element> maps = new ArrayList<>();
    for (Axis axis : Axis.values()) {
      if (differing.contains(axis)) {
        maps.add(new HeatMap(scenario, axis).figure());
      }
    }
    return maps;
  }

  /** What the colours mean. */
  static Element legend() {
    Element steps = Element.of("p", "steps").text("ULPs ");
    for (int step = 0; step < STEPS.length; step++) {
      steps.add(Element.of("span", "h" + step).text(STEP_NAMES.get(step)));
    }
    return steps.add(Element.of("span", "hx").text("nan or inf"));
  }

  private Element figure() {
    List<RowKey> keys = shown(new ArrayList<>(rows.keySet()), MOST_ROWS, this::ofRow);
    List<String> columns = shown(gradients, MOST_COLUMNS, this::ofColumn);
    List<Tables.Column> heads = new ArrayList<>();
    heads.add(Tables.Column.fixed(axis == Axis.REPEAT ? "repeats of" : axis.label()));
    columns.forEach(gradient -> heads.add(Tables.Column.number(gradient)));
    List<Element> body = keys.stream().map(key -> row(key, columns)).toList();
    Element table = Tables.table("heat", title(), heads, body);
    Element figure =
        Element.of("figure", "map").add(Tables.scrolling("Heat map along " + axis.label(), table));
    String left = leftOut(keys.size(), columns.size());
    return figure.add(Element.of("figcaption").text(explanation() + left));
  }

  private String title() {
    return "Largest distance along " + axis.label() + ", in ULPs";
  }

  private String explanation() {
    if (axis == Axis.REPEAT) {
      return "Each row is a configuration: its first run against the one of its repeats that is"
          + " furthest from it.";
    }
    Comparison first = rows.keySet().iterator().next().first();
    return "Each row is compared with "
        + Pairs.from(first)
        + ", everything else being equal. A cell holds the element that is furthest apart.";
  }

  private String leftOut(int shownRows, int shownColumns) {
    String left = "";
    if (shownRows < rows.size()) {
      left += " Shown are the " + shownRows + " of " + rows.size() + " pairs furthest apart.";
    }
    if (shownColumns < gradients.size()) {
      left +=
          " Shown are the "
              + shownColumns
              + " of "
              + Figures.count(gradients.size(), "gradient")
              + " furthest apart.";
    }
    return left;
  }

  private Element row(RowKey key, List<String> columns) {
    Element head = Element.of("th").with("scope", "row");
    String shared = Pairs.shared(key.first());
    if (axis == Axis.REPEAT) {
      head.text(shared);
    } else {
      head.text(Pairs.to(key.first()));
      head.text(" ").add(Element.of("small").text(shared));
    }
    Element row = Element.of("tr").add(head);
    Map<String, Difference> cells = rows.getOrDefault(key, Map.of());
    for (String gradient : columns) {
      row.add(cell(cells.get(gradient)));
    }
    return row;
  }

  private static Element cell(@Nullable Difference difference) {
    if (difference == null) {
      return Element.of("td", "n none").text("–");
    }
    // Zeros of other signs differ without being apart.
    String text = Pairs.ulps(difference);
    boolean signs = text.equals("0") && !difference.identical();
    return Tables.number(signs ? "±0" : text, Pairs.sortable(difference))
        .with("class", "n " + step(difference))
        .with("title", difference.differing() + " of " + difference.elements() + " differ");
  }

  private static String step(Difference difference) {
    if (difference.nonFiniteTotal() > 0) {
      return "hx";
    }
    int bits = Long.SIZE - Long.numberOfLeadingZeros(difference.maxUlp());
    int step = 0;
    while (step + 1 < STEPS.length && STEPS[step + 1] <= bits) {
      step++;
    }
    return "h" + step;
  }

  private Weight ofRow(RowKey key) {
    return weight(new ArrayList<>(rows.getOrDefault(key, Map.of()).values()));
  }

  private Weight ofColumn(String gradient) {
    List<Difference> column = new ArrayList<>();
    for (Map<String, Difference> row : rows.values()) {
      Difference difference = row.get(gradient);
      if (difference != null) {
        column.add(difference);
      }
    }
    return weight(column);
  }

  /** The largest of some differences. */
  private record Weight(boolean nonFinite, long ulps, long differing)
      implements Comparable<Weight> {
    private static final Comparator<Weight> HEAVIEST_FIRST =
        Comparator.comparing((Weight weight) -> !weight.nonFinite())
            .thenComparing(Weight::ulps, (a, b) -> Long.compareUnsigned(b, a))
            .thenComparing(weight -> -weight.differing());

    @Override
    public int compareTo(Weight other) {
      return HEAVIEST_FIRST.compare(this, other);
    }
  }

  private static Weight weight(List<Difference> differences) {
    boolean nonFinite = false;
    long ulps = 0;
    long differing = 0;
    for (Difference difference : differences) {
      nonFinite |= difference.nonFiniteTotal() > 0;
      ulps = Long.compareUnsigned(difference.maxUlp(), ulps) > 0 ? difference.maxUlp() : ulps;
      differing = Math.max(differing, difference.differing());
    }
    return new Weight(nonFinite, ulps, differing);
  }

  /** The heaviest of them, in the sequence in which they were. */
  private static <T> List<T> shown(List<T> all, int most, Function<T, Weight> weight) {
    if (all.size() <= most) {
      return all;
    }
    Set<T> heaviest =
        new HashSet<>(all.stream().sorted(Comparator.comparing(weight)).limit(most).toList());
    return all.stream().filter(heaviest::contains).toList();
  }
}
