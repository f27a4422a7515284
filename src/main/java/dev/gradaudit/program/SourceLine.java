package dev.gradaudit.program;

/**
 * Program text together with the place in the scenario file that it came from. One element of the
 * list form of {@code program}, or the whole of its string form.
 */
public interface SourceLine {
  /** The text as the language sees it; it may hold several lines. */
  String text();

  /** Where {@code length} characters from {@code offset} of {@link #text()} stand in the file. */
  Location locate(int offset, int length);
}
