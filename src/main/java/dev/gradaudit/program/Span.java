package dev.gradaudit.program;

/** A stretch of program text; {@code end} is exclusive. */
record Span(int start, int end) {
  /** From the start of this one to the end of another. */
  Span to(Span last) {
    return new Span(start, last.end);
  }
}
