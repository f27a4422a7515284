package dev.gradaudit.scenario;

import dev.gradaudit.program.Fault;
import dev.gradaudit.program.Location;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the faults of one file. */
final class FaultLog {
  /** More than anyone reads; a file of a million wrong numbers stays cheap to refuse. */
  private static final int MAX_FAULTS = 100;

  private final SourceText source;
  private final Set<Fault> faults = new LinkedHashSet<>();
  private int dropped;

  FaultLog(SourceText source) {
    this.source = source;
  }

  SourceText source() {
    return source;
  }

  boolean isEmpty() {
    return faults.isEmpty();
  }

  void add(Fault fault) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(fault);
    } else if (!faults.contains(fault)) {
      dropped++;
    }
  }

  void add(int start, int end, String message, @Nullable String advice) {
    add(new Fault(source.locate(start, end), message, advice));
  }

  void add(DocumentNode at, String message, @Nullable String advice) {
    add(at.start(), at.end(), message, advice);
  }

  /**
   * Adds that a value is not of the kind that is wanted, unless something is already said about
   * this very value: the schema comes first and knows more.
   */
  void addMismatch(DocumentNode at, String expected, @Nullable String advice) {
    if (!isReported(at)) {
      add(at, "expected " + expected + ", found " + Wording.of(at, source), advice);
    }
  }

  void addMismatch(DocumentNode at, String expected) {
    addMismatch(at, expected, null);
  }

  /** Adds a fault, unless something is already said about what begins there. */
  void addUnlessReported(Fault fault) {
    if (!isReported(fault.location())) {
      add(fault);
    }
  }

  /** Whether there is no point in looking for more. */
  boolean isFull() {
    return faults.size() >= MAX_FAULTS;
  }

  /** Whether something is on record about what begins where this value does. */
  boolean isReported(DocumentNode node) {
    return isReported(source.locate(node.start(), node.end()));
  }

  private boolean isReported(Location location) {
    return faults.stream()
        .map(Fault::location)
        .anyMatch(at -> at.line() == location.line() && at.column() == location.column());
  }

  /** How many faults there are that were not kept. */
  int dropped() {
    return dropped;
  }

  /** Counts faults that were not kept elsewhere either. */
  void addDropped(int more) {
    dropped += more;
  }

  /** The faults that were kept, in the order of the file. */
  List<Fault> kept() {
    return faults.stream()
        .sorted(
            Comparator.comparingInt((Fault fault) -> fault.location().line())
                .thenComparingInt(fault -> fault.location().column()))
        .toList();
  }

  /** The faults in the order of the file. */
  List<Fault> inFileOrder() {
    List<Fault> sorted = new ArrayList<>(kept());
    if (dropped > 0) {
      Location last = sorted.get(sorted.size() - 1).location();
      sorted.add(new Fault(last, "and " + dropped + " more faults", null));
    }
    return List.copyOf(sorted);
  }
}
