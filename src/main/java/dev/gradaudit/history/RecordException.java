package dev.gradaudit.history;

/** A file is no report or baseline, or a damaged one; the message says which and what to do. */
public final class RecordException extends Exception {
  private static final long serialVersionUID = 1;

  RecordException(String message) {
    super(message, null, false, false);
  }

  /** The message, which is never null here. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
