package dev.gradaudit.cli;

/** Whether the user asked the process to stop. */
interface Interrupts {
  /** From now on, signals ask to stop instead of ending the process. */
  void watch();

  boolean requested();

  /** Whether what was asked to stop has had enough time to do so. */
  boolean overdue();

  /** 130 or 143, once it was requested. */
  int exitCode();
}
