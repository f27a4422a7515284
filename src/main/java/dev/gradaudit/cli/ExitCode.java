package dev.gradaudit.cli;

/** What the process tells its caller. */
final class ExitCode {
  /** Every expectation holds. */
  static final int OK = 0;

  /** An expectation does not hold, or a result is inconclusive. */
  static final int FAILED = 1;

  /** Wrong usage or a bad scenario: nothing was run. */
  static final int USAGE = 2;

  /** An engine, input or output, or gradaudit itself failed. */
  static final int ERROR = 3;

  /** There was nothing to do. */
  static final int NOTHING_SELECTED = 4;

  /** Added to the number of the signal that interrupted the process, as shells do. */
  static final int SIGNAL_BASE = 128;

  private ExitCode() {}
}
