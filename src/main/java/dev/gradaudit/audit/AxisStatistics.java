package dev.gradaudit.audit;

import dev.gradaudit.compare.Difference;
import dev.gradaudit.plan.Axis;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was seen along one axis so far. */
final class AxisStatistics {
  /** What was seen in the runs of one seed, or of all. */
  static final class Tally {
    private boolean compared;
    private boolean differs;
    private boolean impossible;

    /** Whether some pair of gradients was compared. */
    boolean compared() {
      return compared;
    }

    /** Whether some pair had different bits. */
    boolean differs() {
      return differs;
    }

    /** Whether something was seen that no order of summation explains. */
    boolean impossible() {
      return impossible;
    }
  }

  private final Axis axis;
  private final Map<Long, Tally> bySeed = new LinkedHashMap<>();
  private final Tally overall = new Tally();
  private Tally current = overall;

  private final List<Comparison> rows = new ArrayList<>();
  private final List<BitSet> varying = new ArrayList<>();
  private int runs;
  private int groups;
  private int distinct;
  private int unequal;
  private int firstApart;
  private long comparisons;
  private long maxUlp;
  private double meanUlp;
  private long nonFinite;
  private @Nullable Comparison worst;
  private @Nullable Comparison refutation;
  private @Nullable Escape escape;
  private @Nullable Difference lossDifference;

  AxisStatistics(Axis axis) {
    this.axis = axis;
  }

  /** What is added from now on belongs to runs of this seed. */
  void enterSeed(long seed) {
    current = bySeed.computeIfAbsent(seed, key -> new Tally());
  }

  /** A pair of gradients was compared and has the same bits. */
  void addIdentical() {
    comparisons++;
    current.compared = true;
    overall.compared = true;
  }

  /**
   * A pair of gradients was compared and differs.
   *
   * @param proven whether it was proved that no order can change it
   */
  void addDiffering(Comparison comparison, boolean proven) {
    addIdentical();
    current.differs = true;
    overall.differs = true;
    Difference difference = comparison.difference();
    if (Long.compareUnsigned(difference.maxUlp(), maxUlp) > 0) {
      maxUlp = difference.maxUlp();
      meanUlp = difference.meanUlp();
    }
    nonFinite += difference.nonFiniteTotal();
    if (Furthest.isBeyond(difference, worst == null ? null : worst.difference())) {
      worst = comparison;
    }
    if (proven) {
      setImpossible();
      refutation = refutation == null ? comparison : refutation;
    }
  }

  /** Marks the elements of a gradient that take more than one value within some group. */
  BitSet varying(int position) {
    while (varying.size() <= position) {
      varying.add(new BitSet());
    }
    return varying.get(position);
  }

  void addEscape(Escape found) {
    setImpossible();
    escape = escape == null ? found : escape;
  }

  private void setImpossible() {
    current.impossible = true;
    overall.impossible = true;
  }

  void addLossDifference(Difference difference) {
    if (Furthest.isBeyond(difference, lossDifference)) {
      lossDifference = difference;
    }
  }

  /** A group of runs along this axis is finished. */
  void addGroup(int runsInGroup, int distinctInGroup) {
    groups++;
    runs += runsInGroup;
    distinct = Math.max(distinct, distinctInGroup);
  }

  /**
   * The runs of a configuration were not all equal.
   *
   * @param firstApart whether the first one differs from all others, and these are equal
   */
  void addUnequalRuns(boolean firstApart) {
    unequal++;
    this.firstApart += firstApart ? 1 : 0;
  }

  /** Whether there are unequal runs, and in every configuration only the first one is apart. */
  boolean onlyFirstRunsApart() {
    return unequal > 0 && firstApart == unequal;
  }

  /** In how many configurations the runs were not all equal. */
  int unequalConfigurations() {
    return unequal;
  }

  /** Adds a line of the report. */
  void addRow(Comparison row) {
    rows.add(row);
  }

  Axis axis() {
    return axis;
  }

  /** What was seen in the runs of this seed; nothing when there were none. */
  Tally tally(long seed) {
    return bySeed.getOrDefault(seed, new Tally());
  }

  Tally overall() {
    return overall;
  }

  List<Comparison> rows() {
    return rows;
  }

  int runs() {
    return runs;
  }

  int groups() {
    return groups;
  }

  int distinct() {
    return distinct;
  }

  long comparisons() {
    return comparisons;
  }

  long elementsVarying() {
    long elements = 0;
    for (BitSet positions : varying) {
      elements += positions.cardinality();
    }
    return elements;
  }

  long maxUlp() {
    return maxUlp;
  }

  double meanUlp() {
    return meanUlp;
  }

  long nonFinite() {
    return nonFinite;
  }

  @Nullable Comparison worst() {
    return worst;
  }

  /** A gradient that differs although it was proved that no order can change it. */
  @Nullable Comparison refutation() {
    return refutation;
  }

  @Nullable Escape escape() {
    return escape;
  }

  /** The largest difference of the loss; null when it never differed. */
  @Nullable Difference lossDifference() {
    return lossDifference;
  }
}
