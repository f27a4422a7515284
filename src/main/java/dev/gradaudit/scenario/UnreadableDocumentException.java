package dev.gradaudit.scenario;

import org.jspecify.annotations.Nullable;

/** Ends the reading of a document that is no document; never leaves the package. */
final class UnreadableDocumentException extends Exception {
  private static final long serialVersionUID = 1;

  private final int start;
  private final int end;
  private final String text;
  private final @Nullable String advice;

  UnreadableDocumentException(int start, int end, String text, @Nullable String advice) {
    super(text);
    this.start = start;
    this.end = end;
    this.text = text;
    this.advice = advice;
  }

  void addTo(FaultLog faults) {
    faults.add(start, end, text, advice);
  }
}
