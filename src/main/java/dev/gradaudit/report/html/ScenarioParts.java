package dev.gradaudit.report.html;

import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.audit.ScenarioReport.Status;
import dev.gradaudit.report.html.ScenarioPart.Extent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The scenarios in as much detail as a page can hold that still opens at once: those that need
 * attention first, then those that differ most, then the others. What is left out is said.
 */
final class ScenarioParts {
  /** Characters of all parts together: with the rest a page stays below 5 MB. */
  private static final int ROOM = 2_600_000;

  private final List<ScenarioReport> scenarios;
  private final PageData data;
  private final String[] parts;
  private final Extent[] extents;
  private int left;

  ScenarioParts(List<ScenarioReport> scenarios, PageData data, int room) throws IOException {
    this.scenarios = scenarios;
    this.data = data;
    this.parts = new String[scenarios.size()];
    this.extents = new Extent[scenarios.size()];
    this.left = room;
    Arrays.fill(parts, "");
    Arrays.fill(extents, Extent.LINE);
    List<Integer> sequence =
        IntStream.range(0, scenarios.size())
            .boxed()
            .sorted(Comparator.comparingInt(this::urgency))
            .toList();
    // Every scenario in brief comes before any in full.
    for (Extent extent : List.of(Extent.BRIEF, Extent.FULL)) {
      for (int position : sequence) {
        if (!extend(position, extent)) {
          break;
        }
      }
    }
  }

  ScenarioParts(List<ScenarioReport> scenarios, PageData data) throws IOException {
    this(scenarios, data, ROOM);
  }

  private int urgency(int position) {
    ScenarioReport scenario = scenarios.get(position);
    if (scenario.status() != Status.PASSED) {
      return 0;
    }
    boolean differs =
        scenario.comparisons().stream().anyMatch(pair -> !pair.difference().identical());
    return differs ? 1 : 2;
  }

  private boolean extend(int position, Extent extent) throws IOException {
    StringBuilder out = new StringBuilder();
    new ScenarioPart(scenarios.get(position), position, scenarios.size() == 1)
        .of(extent, data.comparisons(position))
        .write(out);
    int more = out.length() - parts[position].length();
    // Whatever its size, one scenario is shown.
    if (more > left && scenarios.size() > 1) {
      return false;
    }
    left -= more;
    parts[position] = out.toString();
    extents[position] = extent;
    return true;
  }

  List<Boolean> linked() {
    return Arrays.stream(extents).map(extent -> extent != Extent.LINE).toList();
  }

  /** What was left out for lack of room; empty where nothing was. */
  String leftOut() {
    List<String> sentences = new ArrayList<>();
    long brief = count(Extent.BRIEF);
    long lines = count(Extent.LINE);
    if (brief > 0) {
      sentences.add(
          "Of "
              + brief
              + " of the "
              + scenarios.size()
              + " scenarios only verdicts and findings are in this page, to keep it small.");
    }
    if (lines > 0) {
      sentences.add("Of " + lines + " there is only the line above.");
    }
    if (!sentences.isEmpty()) {
      sentences.add("Audit a scenario by itself to see all of it; JSON and CSV have everything.");
    }
    return String.join(" ", sentences);
  }

  private long count(Extent extent) {
    return Arrays.stream(extents).filter(extent::equals).count();
  }

  void write(Appendable out) throws IOException {
    for (String part : parts) {
      out.append(part);
    }
  }
}
