package dev.gradaudit.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Paths that the user names. */
final class NamedPath {
  /** As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  private NamedPath() {}

  /** The path of this name. */
  static Path of(String name) throws IOException {
    if (name.isEmpty()) {
      // To the system it is the folder that we are in; to the user, a variable that is not set.
      throw new FileSystemException(name, null, "the name is empty");
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(name);
      throw new FileSystemException(
          name,
          null,
          ascii
              ? "it is not a path of a file"
              : "the locale has no such characters in names of files; try LC_ALL=C.UTF-8");
    }
  }

  /**
   * The one spelling of what is named, whether it exists or not: symbolic links are followed, also
   * one to a file that does not exist yet. A pipe has no other spelling than the one given.
   *
   * @throws IOException when it cannot be known, for example because links lead in a circle
   */
  static Path real(Path path) throws IOException {
    Path at = path.toAbsolutePath();
    for (int links = 0; links <= MOST_LINKS; links++) {
      try {
        Files.readAttributes(at, BasicFileAttributes.class);
        return existing(at);
      } catch (NoSuchFileException e) {
        if (!Files.isSymbolicLink(at)) {
          return missing(at);
        }
        at = at.resolveSibling(Files.readSymbolicLink(at));
      }
    }
    throw new FileSystemException(path.toString(), null, "too many symbolic links");
  }

  private static Path existing(Path path) throws IOException {
    try {
      return path.toRealPath();
    } catch (NoSuchFileException e) {
      // An open pipe: /dev/stdin, or what a shell makes of <(command).
      return path;
    }
  }

  private static Path missing(Path path) throws IOException {
    Path folder = path.getParent();
    Path name = path.getFileName();
    return folder == null || name == null || !Files.exists(folder)
        ? path.normalize()
        : existing(folder).resolve(name);
  }
}
