package dev.gradaudit.shard;

import dev.gradaudit.audit.Host;
import dev.gradaudit.plan.Shard;
import java.util.List;

/**
 * What a shard says of itself.
 *
 * @param toolVersion of the gradaudit that ran it
 * @param arguments of {@code run} that say what is audited and how; the same for every shard of an
 *     audit
 * @param startedAt in UTC, as ISO 8601
 */
public record ShardHeader(
    String toolVersion,
    Shard shard,
    List<String> arguments,
    Host host,
    String startedAt,
    List<Entry> scenarios) {
  static final String SCHEMA = "gradaudit.shard/1";

  public ShardHeader {
    arguments = List.copyOf(arguments);
    scenarios = List.copyOf(scenarios);
  }

  /**
   * A scenario of the audit.
   *
   * @param configurations of its whole plan
   */
  public record Entry(String name, String file, String sha256, int configurations, int runs) {}
}
