package dev.gradaudit.report;

import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.Comparison;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.audit.Verdict;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.plan.Expectation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A scenario as tests: one for each axis and gradient. */
final class CiCases {
  private CiCases() {}

  /**
   * One gradient along one axis.
   *
   * @param gradient empty where there is none to name
   * @param failed whether it is to blame that the expectation of the axis does not hold
   * @param worst its largest difference along the axis; null where none was compared
   */
  record Case(AxisVerdict verdict, String gradient, boolean failed, @Nullable Comparison worst) {}

  static List<Case> of(ScenarioReport scenario) {
    List<String> gradients = gradients(scenario);
    List<Case> cases = new ArrayList<>();
    for (AxisVerdict verdict : scenario.verdicts()) {
      Map<String, Comparison> worst = worst(scenario, verdict);
      boolean anyToBlame = worst.values().stream().anyMatch(pair -> breaks(verdict, pair));
      for (String gradient : gradients) {
        Comparison pair = worst.get(gradient);
        // Where no gradient by itself breaks it, all of them are what it is about.
        boolean blamed = !anyToBlame || pair != null && breaks(verdict, pair);
        cases.add(new Case(verdict, gradient, !verdict.holds() && blamed, pair));
      }
    }
    return cases;
  }

  private static List<String> gradients(ScenarioReport scenario) {
    List<String> names = new ArrayList<>();
    if (!scenario.configurations().isEmpty()) {
      scenario
          .configurations()
          .get(0)
          .fingerprints()
          .forEach(
              (name, fingerprint) -> {
                if (fingerprint != null) {
                  names.add(name);
                }
              });
    }
    return names.isEmpty() ? List.of("") : names;
  }

  private static Map<String, Comparison> worst(ScenarioReport scenario, AxisVerdict verdict) {
    Map<String, Comparison> worst = new LinkedHashMap<>();
    for (Comparison pair : scenario.comparisons()) {
      if (pair.axis() == verdict.axis()) {
        Comparison known = worst.get(pair.gradient());
        if (known == null || isWorse(pair.difference(), known.difference())) {
          worst.put(pair.gradient(), pair);
        }
      }
    }
    return worst;
  }

  private static boolean isWorse(Difference a, Difference b) {
    return a.nonFiniteTotal() != b.nonFiniteTotal()
        ? a.nonFiniteTotal() > b.nonFiniteTotal()
        : Long.compareUnsigned(a.maxUlp(), b.maxUlp()) > 0
            || a.maxUlp() == b.maxUlp() && a.differing() > b.differing();
  }

  private static boolean breaks(AxisVerdict verdict, Comparison pair) {
    Difference difference = pair.difference();
    if (verdict.verdict() != Verdict.DIFFERS || difference.identical()) {
      return false;
    }
    return verdict.expectation() instanceof Expectation.Bitwise
        || verdict.expectation() instanceof Expectation.MaxUlp limit
            && (difference.nonFiniteTotal() > 0
                || Long.compareUnsigned(difference.maxUlp(), limit.ulps()) > 0);
  }

  /** What a case has to say in full, in lines. */
  static String details(Case test) {
    VerdictText text = new VerdictText(test.verdict());
    StringBuilder details = new StringBuilder();
    details.append(text.word()).append(" along ").append(test.verdict().axis().label());
    details.append("; expected: ").append(text.expected()).append('\n');
    details.append(text.evidence()).append('\n');
    Comparison pair = test.worst();
    Difference.Worst worst = pair == null ? null : pair.difference().worst();
    if (pair != null && worst != null) {
      WorstDifference difference = new WorstDifference(pair, worst);
      details.append("worst ").append(difference.title()).append('\n');
      line(details, difference.from(), pair.difference(), worst.from(), worst.fromBits());
      line(details, difference.to(), pair.difference(), worst.to(), worst.toBits());
      details.append(difference.context()).append('\n');
    }
    return details.toString();
  }

  private static void line(
      StringBuilder details, String name, Difference difference, double value, long bits) {
    details.append("  ").append(name).append("  ");
    details.append(NumberText.of(difference.dtype(), value)).append("  ");
    details.append(NumberText.bits(difference.dtype(), bits)).append('\n');
  }
}
