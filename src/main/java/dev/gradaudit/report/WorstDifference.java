package dev.gradaudit.report;

import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.Comparison;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.LibraryOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The pair of elements that is furthest apart, both values in decimal and in bits. */
public record WorstDifference(Comparison comparison, Difference.Worst worst) {
  /** The worst of all axes; those whose expectation does not hold come first. */
  public static Optional<WorstDifference> of(List<AxisVerdict> verdicts) {
    Comparator<AxisVerdict> byWeight =
        Comparator.comparing((AxisVerdict verdict) -> !verdict.holds())
            .thenComparing(verdict -> verdict.nonFinite() > 0)
            .thenComparing(AxisVerdict::maxUlp, Long::compareUnsigned);
    AxisVerdict heaviest = null;
    for (AxisVerdict verdict : verdicts) {
      boolean first = heaviest == null;
      if (verdict.worst() != null && (first || byWeight.compare(verdict, heaviest) > 0)) {
        heaviest = verdict;
      }
    }
    Comparison comparison = heaviest == null ? null : heaviest.worst();
    Difference.Worst pair = comparison == null ? null : comparison.difference().worst();
    return comparison == null || pair == null
        ? Optional.empty()
        : Optional.of(new WorstDifference(comparison, pair));
  }

  void write(Page page, int indent) {
    Difference difference = comparison.difference();
    page.line().to(indent).add(Style.STRONG, "worst ").wrap(Style.PLAIN, title()).end();
    String from = from();
    String to = to();
    String fromValue = NumberText.of(difference.dtype(), worst.from());
    String toValue = NumberText.of(difference.dtype(), worst.to());
    int value = indent + 4 + Math.max(page.width(from), page.width(to));
    int bits = value + 2 + Math.max(fromValue.length(), toValue.length());
    row(page, indent + 2, value, bits, from, fromValue, worst.fromBits());
    row(page, indent + 2, value, bits, to, toValue, worst.toBits());
    page.line().to(indent + 2).wrap(Style.QUIET, context()).end();
  }

  private void row(
      Page page, int label, int value, int bits, String name, String decimal, long raw) {
    page.line()
        .to(label)
        .add(name)
        .to(value)
        .add(decimal)
        .to(bits)
        .add(Style.QUIET, NumberText.bits(comparison.difference().dtype(), raw))
        .end();
  }

  /** What differs, by how much and along which axis. */
  public String title() {
    boolean finite = Double.isFinite(worst.from()) && Double.isFinite(worst.to());
    String distance =
        finite
            ? NumberText.ofUnsigned(comparison.difference().maxUlp())
                + (comparison.difference().maxUlp() == 1 ? " ULP" : " ULPs")
                + " apart along "
            : "not both finite along ";
    String index =
        worst.index().isEmpty()
            ? ""
            : worst.index().stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", ", "[", "]"));
    return comparison.gradient() + index + ", " + distance + comparison.axis().label();
  }

  /** What tells the first run from the second one: {@code order} has {@code pairwise}. */
  public String from() {
    return label(comparison.from(), comparison.fromRepeat());
  }

  /** What tells the second run from the first one. */
  public String to() {
    return label(comparison.to(), comparison.toRepeat());
  }

  private String label(Configuration configuration, int repeat) {
    return switch (comparison.axis()) {
      case REPEAT -> "run " + (repeat + 1);
      case SEED -> "seed " + configuration.seed();
      case THREADS -> Figures.count(configuration.threads(), "thread");
      case ORDER -> configuration.order().name();
      case CAPABILITY -> configuration.capability();
      case ENGINE -> configuration.engine();
      case HOST -> configuration.host();
    };
  }

  /** What both runs share, and the size of the difference in other units. */
  public String context() {
    Configuration from = comparison.from();
    Difference difference = comparison.difference();
    StringBuilder text = new StringBuilder("with ");
    if (comparison.axis() != Axis.ORDER && !(from.order() instanceof LibraryOrder)) {
      text.append(from.order().name()).append(", ");
    }
    if (comparison.axis() != Axis.CAPABILITY && !from.capability().isEmpty()) {
      text.append(from.capability()).append(", ");
    }
    if (comparison.axis() != Axis.THREADS) {
      text.append(Figures.count(from.threads(), "thread"));
      text.append(comparison.axis() == Axis.SEED ? "" : ", ");
    }
    if (comparison.axis() != Axis.SEED) {
      text.append("seed ").append(from.seed());
    }
    text.append("; differs in ").append(difference.differing()).append(" of ");
    text.append(Figures.count(difference.elements(), "element")).append(", by at most ");
    text.append(Figures.magnitude(difference.maxAbs())).append(" absolute, ");
    text.append(Figures.magnitude(difference.maxRel())).append(" relative");
    return text.toString();
  }
}
