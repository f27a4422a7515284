package dev.gradaudit.cli;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is written as a whole or not at all: beside it first, then forced to the disk, then
 * renamed. A device or pipe is written to directly, since a rename would replace it.
 */
final class OutputFile {
  private static final int MOST_ATTEMPTS = 1000;

  private final String shown;
  private final Path path;

  private OutputFile(String shown, Path path) {
    this.shown = shown;
    this.path = path;
  }

  /** Writes the text of a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(Writer out) throws IOException;
  }

  /** Writes the bytes of a file. */
  @FunctionalInterface
  interface Bytes {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Looks whether the file can be written, so that a mistake shows before a long audit.
   *
   * @param shown the path as the user wrote it
   */
  static OutputFile at(String shown) throws CommandException {
    Path path;
    try {
      path = NamedPath.real(NamedPath.of(shown));
    } catch (IOException e) {
      throw cannotWrite(shown, reason(e));
    }
    Path folder = path.getParent();
    if (Files.isDirectory(path)) {
      throw cannotWrite(shown, "it is a folder");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw cannotWrite(shown, "the folder '" + folder + "' does not exist");
    }
    boolean beside = !Files.exists(path) || Files.isRegularFile(path);
    if (Files.exists(path) && !Files.isWritable(path)) {
      throw cannotWrite(shown, "the file may not be written to");
    }
    if (beside && !Files.isWritable(folder)) {
      throw cannotWrite(shown, "the folder '" + folder + "' may not be written to");
    }
    return new OutputFile(shown, path);
  }

  /** The file itself, whatever its spelling. */
  Path path() {
    return path;
  }

  /** Writes the file as UTF-8. */
  void write(Content content) throws CommandException {
    writeBytes(
        out -> {
          Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
          content.writeTo(text);
          text.flush();
        });
  }

  /** Writes the file. */
  void writeBytes(Bytes content) throws CommandException {
    try {
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        try (OutputStream out = Files.newOutputStream(path)) {
          content.writeTo(out);
        }
      } else {
        replace(content);
      }
    } catch (IOException e) {
      throw cannotWrite(shown, reason(e));
    }
  }

  private void replace(Bytes content) throws IOException {
    Path beside = createBeside();
    // For the end of the process in the middle of it all.
    beside.toFile().deleteOnExit();
    try {
      try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      move(beside);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /**
   * An empty file that nobody else has. The number of the process does not make it so: containers
   * that share a folder count their processes each for itself.
   */
  private Path createBeside() throws IOException {
    for (int attempt = 1; ; attempt++) {
      // Short, so that it fits wherever the file's own name does.
      String name = ".gradaudit-" + ProcessHandle.current().pid() + "-" + attempt + ".tmp";
      try {
        return Files.createFile(path.resolveSibling(name));
      } catch (FileAlreadyExistsException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void move(Path beside) throws IOException {
    try {
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(beside, path, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static CommandException cannotWrite(String shown, String why) {
    return CommandException.failure("cannot write '" + shown + "': " + why);
  }

  /** The system's words; the message of a file system exception alone is just a path. */
  static String reason(IOException e) {
    if (e instanceof FileAlreadyExistsException) {
      return "the file '" + e.getMessage() + "' is in the way";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
