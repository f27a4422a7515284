package dev.gradaudit.program;

/**
 * A stretch of text in a file, for a message with a caret.
 *
 * @param file the file as the user named it
 * @param line 1-based
 * @param column 1-based, in characters of {@code sourceLine}
 * @param length how many characters are marked, at least 1
 * @param sourceLine the whole line, without its line end
 */
public record Location(String file, int line, int column, int length, String sourceLine) {}
