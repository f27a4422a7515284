package dev.gradaudit.audit;

/** What an engine returned cannot be compared with what it returned before. */
final class EngineFaultException extends Exception {
  private static final long serialVersionUID = 1;

  EngineFaultException(String message) {
    super(message);
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
