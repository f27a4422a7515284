package dev.gradaudit.plan;

import java.util.Optional;

/** One thing that may vary between runs while the mathematics stays the same. */
public enum Axis {
  /** The same run again. */
  REPEAT("repeat"),
  SEED("seed"),
  THREADS("threads"),
  ORDER("order"),
  /** The instructions that a library may use: {@code avx2}, {@code avx512}. */
  CAPABILITY("capability"),
  /** Who computes; not part of a plan, for engines do not have the same other axes. */
  ENGINE("engine"),
  /** Which machine; only where the runs of several are merged. */
  HOST("host");

  private final String label;

  Axis(String label) {
    this.label = label;
  }

  /** The name in scenario files, reports and options. */
  public String label() {
    return label;
  }

  public static Optional<Axis> parse(String label) {
    for (Axis axis : values()) {
      if (axis.label.equals(label)) {
        return Optional.of(axis);
      }
    }
    return Optional.empty();
  }
}
