package dev.gradaudit.cli;

import dev.gradaudit.plan.Axis;
import dev.gradaudit.reduction.Profiles;
import dev.gradaudit.report.ReportFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** The values that a shell may complete, by kind. */
final class Candidates {
  private Candidates() {}

  /** Words, for picocli. */
  private abstract static class Words implements Iterable<String> {
    private final List<String> words;

    Words(List<String> words) {
      this.words = List.copyOf(words);
    }

    @Override
    public Iterator<String> iterator() {
      return words.iterator();
    }
  }

  /** Orders of summation that need no number. */
  static final class Orders extends Words {
    Orders() {
      super(names());
    }

    private static List<String> names() {
      List<String> names =
          new ArrayList<>(
              List.of(
                  "sequential",
                  "reversed",
                  "ascending",
                  "descending",
                  "shuffled",
                  "pairwise",
                  "random-tree",
                  "atomic",
                  "fma",
                  "kahan",
                  "neumaier",
                  "wide",
                  "exact",
                  "stochastic"));
      // A colon begins a new word in bash.
      Profiles.claims().stream()
          .map(claim -> claim.spelling().replaceFirst("\\[.*", ""))
          .filter(name -> !name.contains(":"))
          .forEach(names::add);
      return names;
    }
  }

  /** Engines. */
  static final class Engines extends Words {
    Engines() {
      super(List.of("builtin", "pytorch", "pytorch-jit"));
    }
  }

  /** Formats of standard output. */
  static final class Formats extends Words {
    Formats() {
      super(ReportFormat.labels());
    }
  }

  /** Reports, up to where the path begins. */
  static final class Reports extends Words {
    Reports() {
      super(ReportFormat.labels().stream().map(label -> label + "=").toList());
    }
  }

  /** Demands along each axis. */
  static final class Demands extends Words {
    Demands() {
      super(
          Arrays.stream(Axis.values())
              .flatMap(
                  axis -> List.of(axis.label() + "=bitwise", axis.label() + "=report").stream())
              .toList());
    }
  }
}
