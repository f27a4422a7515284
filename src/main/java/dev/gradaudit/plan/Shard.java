package dev.gradaudit.plan;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One part of a plan that is dealt out to several machines.
 *
 * @param index which part, from 1
 * @param count how many parts there are
 */
public record Shard(int index, int count) {
  private static final Pattern SPELLING = Pattern.compile("([1-9][0-9]{0,5})/([1-9][0-9]{0,5})");

  public Shard {
    if (index < 1 || index > count) {
      throw new IllegalArgumentException("no shard " + index + " of " + count);
    }
  }

  /** Reads {@code 2/8}; empty for anything else. */
  public static Optional<Shard> parse(String text) {
    Matcher matcher = SPELLING.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int index = Integer.parseInt(matcher.group(1));
    int count = Integer.parseInt(matcher.group(2));
    return index > count ? Optional.empty() : Optional.of(new Shard(index, count));
  }

  /** Whether the configuration at this position of a plan is of this part: dealt like cards. */
  public boolean holds(int position) {
    return position % count == index - 1;
  }

  @Override
  public String toString() {
    return index + "/" + count;
  }
}
