package dev.gradaudit.engine;

import java.util.Map;

/** What the exit code of a process says. */
public final class ExitStatus {
  private static final int SIGNALS = 128;
  private static final Map<Integer, String> NAMES =
      Map.of(
          4, "SIGILL (an instruction that this processor lacks)",
          6, "SIGABRT",
          7, "SIGBUS",
          8, "SIGFPE",
          9, "SIGKILL (was memory short?)",
          11, "SIGSEGV",
          15, "SIGTERM");

  private ExitStatus() {}

  /** {@code ended with exit code 1}, {@code was ended by SIGSEGV}. */
  public static String describe(int code) {
    if (code <= SIGNALS) {
      return "ended with exit code " + code;
    }
    int signal = code - SIGNALS;
    return "was ended by " + NAMES.getOrDefault(signal, "signal " + signal);
  }
}
