package dev.gradaudit.plan;

import java.util.Optional;

/** What the user demands of the gradients along an axis. */
public sealed interface Expectation {
  /** Identical bits. */
  record Bitwise() implements Expectation {}

  /**
   * At most so many ULPs apart.
   *
   * @param ulps from 0 to 2^63 − 1. Only float64 values of opposite signs can be further apart, and
   *     who allows that allows everything: {@code report}.
   */
  record MaxUlp(long ulps) implements Expectation {
    public MaxUlp {
      if (ulps < 0) {
        throw new IllegalArgumentException("ulps must not be negative: " + ulps);
      }
    }
  }

  /** Nothing: differences are reported and do not fail the audit. */
  record Report() implements Expectation {}

  /** What is demanded along an axis when nobody says: identical bits when a run is repeated. */
  static Expectation defaultFor(Axis axis) {
    return axis == Axis.REPEAT ? new Bitwise() : new Report();
  }

  /**
   * Reads the spelling of the command line: {@code bitwise}, {@code report}, or a number of ULPs
   * from 0 to 2^63 − 1. Empty for anything else.
   */
  static Optional<Expectation> parse(String text) {
    return switch (text) {
      case "bitwise" -> Optional.of(new Bitwise());
      case "report" -> Optional.of(new Report());
      default -> parseUlps(text).map(MaxUlp::new);
    };
  }

  private static Optional<Long> parseUlps(String text) {
    // The JDK's parser also takes a plus sign and the digits of other scripts.
    if (!text.matches("[0-9]+")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }
}
