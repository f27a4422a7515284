package dev.gradaudit.cli;

/** Whether the user asked the process to stop. */
interface Interrupts {
  /** From now on, signals ask to stop instead of ending the process. */
  void watch();

  boolean requested();

  /** 130 or 143, once it was requested. */
  int exitCode();
}
