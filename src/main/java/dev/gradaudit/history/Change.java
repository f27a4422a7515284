package dev.gradaudit.history;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that is not as it was, or as bad as it was.
 *
 * @param scenario its name; empty for what concerns the whole audit
 * @param axis null where it concerns none
 * @param message one sentence without a full stop
 * @param regression whether it is for the worse, or makes a comparison impossible
 */
public record Change(
    Kind kind, String scenario, @Nullable String axis, String message, boolean regression) {
  /** What became of it. */
  public enum Kind {
    /** It was not there before. */
    NEW,
    /** It was there before, and still is. */
    KNOWN,
    /** It was there before, and no longer is. */
    FIXED,
    /** What was compared before is missing. */
    GONE,
    /** Other bits. */
    CHANGED,
    /** It took another time. */
    TIME;

    /** In lower case, as reports spell it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
