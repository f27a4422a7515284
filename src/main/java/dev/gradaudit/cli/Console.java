package dev.gradaudit.cli;

import dev.gradaudit.program.FaultRenderer;
import dev.gradaudit.report.Printable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Map;

/**
 * The streams of the process and what is known of them.
 *
 * @param charset what the user's terminal shows; formats for machines are UTF-8 regardless
 * @param outIsTerminal whether a person reads standard output as it is written
 * @param columns of the terminal that standard output is, or what stands in for it
 * @param errColumns the same of standard error
 */
record Console(
    OutputStream out,
    OutputStream err,
    Map<String, String> environment,
    Charset charset,
    boolean outIsTerminal,
    boolean errIsTerminal,
    int columns,
    int errColumns) {
  /** Characters that the table is drawn with. */
  private static final String NEEDED = "✓✗•≤≥×·→…–";

  private static final int DEFAULT_COLUMNS = 80;

  Console {
    environment = Map.copyOf(environment);
  }

  /** The console of this process; the launcher knows what Java cannot find out. */
  static Console ofProcess() {
    Map<String, String> environment = System.getenv();
    boolean errIsTerminal = Boolean.getBoolean("gradaudit.terminal.stderr");
    // Unbuffered and unfiltered: PrintStream would hide that the reader has gone.
    return new Console(
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        environment,
        charset(System.getProperty("native.encoding", "US-ASCII")),
        Boolean.getBoolean("gradaudit.terminal.stdout"),
        errIsTerminal,
        columns("gradaudit.columns", environment),
        errIsTerminal
            ? columns("gradaudit.columns.stderr", environment)
            : FaultRenderer.DEFAULT_WIDTH);
  }

  private static int columns(String property, Map<String, String> environment) {
    String text = System.getProperty(property, environment.getOrDefault("COLUMNS", ""));
    return text.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(text) : DEFAULT_COLUMNS;
  }

  /** Whether the table may use more than ASCII. */
  boolean unicode() {
    return charset.newEncoder().canEncode(NEEDED);
  }

  /** An environment variable, empty when it is not set. */
  String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /** Writes a message of gradaudit's own to standard error: {@code gradaudit: …}. */
  void say(String message) {
    print(err, "gradaudit: " + Printable.of(message, unicode()) + "\n");
  }

  /** Writes lines that are safe already to standard error. */
  void explain(String lines) {
    print(err, lines);
  }

  private void print(OutputStream stream, String text) {
    try {
      stream.write(text.getBytes(charset));
      stream.flush();
    } catch (IOException e) {
      // Nobody is left to be told.
    }
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.US_ASCII;
    }
  }
}
