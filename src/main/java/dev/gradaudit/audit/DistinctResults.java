package dev.gradaudit.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Set;

/**
 * Counts the different results of a group of runs. Stops counting at {@link #LIMIT}, so that its
 * memory is bounded however often a race is run.
 */
final class DistinctResults {
  static final int LIMIT = 100_000;

  // Half of a SHA-256: far beyond accidental collisions, in a quarter of the memory of its text.
  private record Key(long high, long low) {}

  private final Set<Key> others = new HashSet<>();

  /**
   * Adds a result that is not the group's first one.
   *
   * @param fingerprints of its gradients
   */
  void addOther(String[] fingerprints) {
    if (others.size() + 1 < LIMIT) {
      others.add(key(fingerprints));
    }
  }

  /** How many there are, the group's first one included; at least so many at the limit. */
  int count() {
    return 1 + others.size();
  }

  private static Key key(String[] fingerprints) {
    MessageDigest digest = newSha256();
    for (String fingerprint : fingerprints) {
      digest.update(fingerprint.getBytes(StandardCharsets.US_ASCII));
    }
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
    return new Key(bytes.getLong(), bytes.getLong());
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
