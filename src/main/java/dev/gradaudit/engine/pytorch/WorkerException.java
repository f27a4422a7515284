package dev.gradaudit.engine.pytorch;

/** A worker cannot be started, has ended, or does not answer; the message says so in one line. */
final class WorkerException extends Exception {
  private static final long serialVersionUID = 1;

  WorkerException(String message) {
    super(message);
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
