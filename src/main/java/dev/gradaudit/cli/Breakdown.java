package dev.gradaudit.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What is said when gradaudit itself fails: one message, and the trace for who asks for it. */
final class Breakdown {
  private Breakdown() {}

  /** Explains a failure on standard error; returns the exit code. */
  static int explain(Throwable failure, Console console) {
    if (failure instanceof OutOfMemoryError) {
      console.say("out of memory; give it more with GRADAUDIT_JAVA_OPTS=-Xmx4g, for example");
    } else {
      boolean debug = !console.variable("GRADAUDIT_DEBUG").isEmpty();
      console.say(
          "internal error: "
              + describe(failure)
              + "; please report it"
              + (debug ? "" : " (GRADAUDIT_DEBUG=1 shows where it happened)"));
      if (debug) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        console.explain(trace.toString());
      }
    }
    return ExitCode.ERROR;
  }

  private static String describe(Throwable failure) {
    String name = failure.getClass().getSimpleName();
    return failure.getMessage() == null ? name : name + ": " + failure.getMessage();
  }
}
