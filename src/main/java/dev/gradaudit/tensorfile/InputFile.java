package dev.gradaudit.tensorfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is being read.
 *
 * @param shown its name in messages, as the user wrote it
 */
record InputFile(Path path, String shown) {
  /** The bytes at a place. */
  byte[] read(long offset, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, offset + bytes.position()) < 0) {
          throw malformed(
              "cut off: byte " + (offset + count) + " is missing", "get a whole copy of the file");
        }
      }
    }
    return bytes.array();
  }

  long size() throws IOException {
    return Files.size(path);
  }

  TensorFileException malformed(String problem, String advice) {
    return TensorFileException.malformed(shown, problem, advice);
  }

  /** More is promised than there is. */
  TensorFileException cutOff(long needed, long there) {
    return malformed(
        "cut off: " + needed + " bytes are promised, but there are " + there,
        "get a whole copy of the file");
  }

  TensorFileException changed() {
    return TensorFileException.unreadable(
        shown, "it became shorter while it was read", "try again once it is complete");
  }

  TensorFileException unreadable(IOException e) {
    if (e instanceof TensorFileException known) {
      return known;
    }
    String reason =
        e instanceof NoSuchFileException
            ? "there is no such file"
            : e instanceof AccessDeniedException
                ? "permission denied"
                : e instanceof FileSystemException f && f.getReason() != null
                    ? f.getReason()
                    : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return TensorFileException.unreadable(
        shown,
        "cannot be read: " + reason,
        e instanceof NoSuchFileException ? "check the path" : "check the file");
  }
}
