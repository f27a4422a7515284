package dev.gradaudit.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Writes to standard output, and knows a reader that left from a disk that is full. */
final class StandardOutput {
  private static final Path DESCRIPTOR = Path.of("/proc/self/fd/1");

  private StandardOutput() {}

  /**
   * Writes all of it. When the reader has closed the pipe ({@code gradaudit … | head}) the rest is
   * dropped quietly: the reader has what it wanted, and the exit code still tells the verdict.
   */
  static void write(Console console, Charset charset, OutputFile.Content content)
      throws CommandException {
    try {
      Writer out = new BufferedWriter(new OutputStreamWriter(console.out(), charset));
      content.writeTo(out);
      out.flush();
    } catch (IOException e) {
      if (!readerLeft(e)) {
        throw CommandException.failure("cannot write to standard output: " + OutputFile.reason(e));
      }
    }
  }

  /** Whether standard output goes to this very file: two writers would spoil it. */
  static boolean isFile(Path path) {
    try {
      return Files.isRegularFile(path) && Files.isSameFile(path, DESCRIPTOR);
    } catch (IOException unknown) {
      return false;
    }
  }

  /** The message is in the user's language; that it is a pipe tells more where it can be seen. */
  private static boolean readerLeft(IOException e) {
    if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
      return true;
    }
    try {
      String target = Files.readSymbolicLink(DESCRIPTOR).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (IOException | UnsupportedOperationException | InvalidPathException unknown) {
      return false;
    }
  }
}
