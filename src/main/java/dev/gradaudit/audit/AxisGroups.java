package dev.gradaudit.audit;

import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Plan;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The groups of configurations along one axis. A group is open, and holds its first sample, from
 * its first configuration to its last one: only what later comparisons need is kept.
 */
final class AxisGroups {
  private static final int NONE = -1;

  private final AxisStatistics statistics;
  // By position of the configuration.
  private final int[] groupOf;
  // By group.
  private final int[] lastMember;
  private final @Nullable OpenGroup[] open;

  private static final class OpenGroup {
    private final Sample first;
    private final DistinctResults distinct = new DistinctResults();
    private int members = 1;

    OpenGroup(Sample first) {
      this.first = first;
    }
  }

  AxisGroups(Plan plan, Axis axis, AxisStatistics statistics) {
    this.statistics = statistics;
    List<int[]> groups = plan.groups(axis);
    groupOf = new int[plan.configurations().size()];
    Arrays.fill(groupOf, NONE);
    lastMember = new int[groups.size()];
    open = new OpenGroup[groups.size()];
    for (int group = 0; group < groups.size(); group++) {
      int[] members = groups.get(group);
      for (int member : members) {
        groupOf[member] = group;
      }
      lastMember[group] = members[members.length - 1];
    }
  }

  AxisStatistics statistics() {
    return statistics;
  }

  /** Whether the configuration at this position is compared along this axis. */
  boolean contains(int position) {
    return groupOf[position] != NONE;
  }

  /**
   * The sample that the configuration at this position is compared with; null for the first one.
   */
  @Nullable Sample firstOf(int position) {
    OpenGroup group = contains(position) ? open[groupOf[position]] : null;
    return group == null ? null : group.first;
  }

  /** Opens the group of the configuration at this position, which is its first. */
  void open(int position, Sample first) {
    open[groupOf[position]] = new OpenGroup(first);
  }

  /**
   * Counts a further member, and closes the group when it is the last one.
   *
   * @param result its gradients' fingerprints; null when they are those of the first member
   */
  void add(int position, String @Nullable [] result) {
    int index = groupOf[position];
    OpenGroup group = open[index];
    if (group == null) {
      throw new IllegalStateException("configuration " + position + " before its group's first");
    }
    group.members++;
    if (result != null) {
      group.distinct.addOther(result);
    }
    if (position == lastMember[index]) {
      close(index, group);
    }
  }

  /** Closes the groups that an interrupted audit left open. */
  void closeAll() {
    for (int index = 0; index < open.length; index++) {
      OpenGroup group = open[index];
      if (group != null && group.members > 1) {
        close(index, group);
      }
    }
  }

  private void close(int index, OpenGroup group) {
    statistics.addGroup(group.members, group.distinct.count());
    open[index] = null;
  }
}
