package dev.gradaudit.reveal;

/** Revealing came to no end. */
public final class StoppedException extends Exception {
  private static final long serialVersionUID = 1;

  /** What stopped it. */
  public enum Cause {
    /** The engine could not run; the message is its own. */
    ENGINE,
    /** The user asked for it. */
    CANCELLED,
    /** It would take more probes than it may make; the message says how many. */
    PROBES,
    /** What was asked for cannot be probed; the message says why and what can. */
    UNSUITABLE
  }

  private final Cause why;

  public StoppedException(Cause why, String message) {
    super(message);
    this.why = why;
  }

  public Cause why() {
    return why;
  }

  public String text() {
    return String.valueOf(getMessage());
  }
}
