package dev.gradaudit.plan;

import java.util.Optional;

/** Which combinations of the axes' values are run. */
public enum PlanMode {
  /** Every combination. */
  FULL_PRODUCT("full"),
  /** The baseline, and what differs from it along a single axis. */
  ONE_AT_A_TIME("one-at-a-time");

  private final String label;

  PlanMode(String label) {
    this.label = label;
  }

  /** The name in reports and of {@code --plan}. */
  public String label() {
    return label;
  }

  public static Optional<PlanMode> parse(String label) {
    for (PlanMode mode : values()) {
      if (mode.label.equals(label)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }
}
