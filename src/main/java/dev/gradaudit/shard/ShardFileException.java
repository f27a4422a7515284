package dev.gradaudit.shard;

/** A file is no shard, or shards do not belong together; the message says which and what to do. */
public final class ShardFileException extends Exception {
  private static final long serialVersionUID = 1;

  ShardFileException(String message) {
    super(message, null, false, false);
  }

  /** The message, which is never null here. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
