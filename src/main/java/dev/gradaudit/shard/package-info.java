/**
 * Audits that several machines share: each writes down the runs of its part of the plan, and a
 * merge makes the audit from them. Start from {@link dev.gradaudit.shard.ShardRun} and {@link
 * dev.gradaudit.shard.ShardSet}.
 */
@NullMarked
package dev.gradaudit.shard;

import org.jspecify.annotations.NullMarked;
