package dev.gradaudit.program;

import org.jspecify.annotations.Nullable;

/** Ends the work on a statement; the compiler turns it into a {@link Fault} and goes on. */
final class LanguageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Span span;
  private final String text;
  private final @Nullable String advice;

  LanguageException(Span span, String text, @Nullable String advice) {
    super(text, null, false, false);
    this.span = span;
    this.text = text;
    this.advice = advice;
  }

  LanguageException(Span span, String text) {
    this(span, text, null);
  }

  Span span() {
    return span;
  }

  String text() {
    return text;
  }

  @Nullable String advice() {
    return advice;
  }
}
