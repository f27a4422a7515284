package dev.gradaudit.report.html;

import dev.gradaudit.audit.Comparison;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.report.Figures;
import dev.gradaudit.report.NumberText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pair of elements that is furthest apart, for each axis and gradient, down to the bits. */
final class WorstElements {
  private static final int MOST = 12;

  private record Place(Axis axis, String gradient) {}

  private WorstElements() {}

  /** Nothing where nothing differs. */
  static List<Element> of(ScenarioReport scenario) {
    Map<Place, Comparison> worst = new LinkedHashMap<>();
    for (Comparison pair : scenario.comparisons()) {
      if (pair.difference().worst() != null) {
        worst.merge(
            new Place(pair.axis(), pair.gradient()),
            pair,
            (a, b) -> Pairs.FURTHEST_FIRST.compare(a, b) <= 0 ? a : b);
      }
    }
    List<Comparison> sorted =
        worst.values().stream().sorted(Pairs.FURTHEST_FIRST).limit(MOST).toList();
    List<Element> rows = new ArrayList<>();
    for (Comparison pair : sorted) {
      Difference.Worst elements = pair.difference().worst();
      if (elements != null) {
        rows.addAll(rows(pair, elements));
      }
    }
    if (rows.isEmpty()) {
      return List.of();
    }
    String caption =
        "The elements furthest apart, by axis and gradient; bits that differ are underlined"
            + (sorted.size() < worst.size()
                ? ". The " + sorted.size() + " furthest of " + worst.size() + " are shown"
                : "");
    return List.of(
        Tables.scrolling(
            "Worst elements",
            Tables.table(
                    "worst",
                    caption,
                    List.of(
                        Tables.Column.fixed("element"),
                        new Tables.Column("ULPs", Tables.Kind.PLAIN_NUMBER),
                        Tables.Column.fixed("run"),
                        new Tables.Column("value", Tables.Kind.PLAIN_NUMBER),
                        Tables.Column.fixed("bits")),
                    rows)
                .stackable()));
  }

  private static List<Element> rows(Comparison pair, Difference.Worst worst) {
    DType dtype = pair.difference().dtype();
    Element first = Element.of("tr", "first");
    first.add(
        Element.of("th")
            .with("scope", "rowgroup")
            .with("rowspan", "2")
            .add(Element.of("code").text(pair.gradient() + index(worst)))
            .text(" along " + pair.axis().label() + " ")
            .add(Element.of("small").text(Pairs.shared(pair))));
    first.add(
        Element.of("td", "n ulps").with("rowspan", "2").text(apart(pair.difference(), worst)));
    first.add(Tables.cell(Pairs.from(pair)));
    first.add(value(dtype, worst.from()));
    first.add(bits(dtype, worst.fromBits(), worst.toBits()));
    Element second = Element.of("tr");
    second.add(Tables.cell(Pairs.to(pair)));
    second.add(value(dtype, worst.to()));
    second.add(bits(dtype, worst.toBits(), worst.fromBits()));
    return List.of(first, second);
  }

  private static String index(Difference.Worst worst) {
    return worst.index().isEmpty() ? "" : worst.index().toString();
  }

  private static String apart(Difference difference, Difference.Worst worst) {
    boolean finite = Double.isFinite(worst.from()) && Double.isFinite(worst.to());
    return finite ? Figures.ulps(difference.maxUlp()).replaceFirst(" ULPs?$", "") : "none exists";
  }

  private static Element value(DType dtype, double value) {
    return Element.of("td", "n").add(Element.of("code").text(NumberText.of(dtype, value)));
  }

  /** Hexadecimal, and sign, exponent and significand one by one. */
  private static Element bits(DType dtype, long bits, long other) {
    Element binary = Element.of("span", "binary").with("aria-hidden", "true");
    int width = 8 * dtype.bytes();
    int exponentEnd = dtype.precision() - 1;
    StringBuilder run = new StringBuilder();
    boolean differs = false;
    for (int bit = width - 1; bit >= 0; bit--) {
      boolean flipped = ((bits ^ other) >>> bit & 1) != 0;
      if (flipped != differs) {
        flush(binary, run, differs);
        differs = flipped;
      }
      run.append((bits >>> bit & 1) == 0 ? '0' : '1');
      if (bit == width - 1 || bit == exponentEnd) {
        flush(binary, run, differs);
        binary.text(" ");
      }
    }
    flush(binary, run, differs);
    return Element.of("td", "bits")
        .add(Element.of("code", "hex").text(NumberText.bits(dtype, bits)))
        .text(" ")
        .add(binary);
  }

  private static void flush(Element binary, StringBuilder run, boolean differs) {
    if (run.length() > 0) {
      binary.add(differs ? Element.of("mark").text(run.toString()) : new Text(run.toString()));
      run.setLength(0);
    }
  }
}
