package dev.gradaudit.engine.builtin;

import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The destinations of a scatter, grouped by how many contributions they get: those of a group are
 * summed together, as the columns of a block {@code [terms, sums]}.
 */
final class ScatterGroups {
  /**
   * Destinations with the same number of contributions.
   *
   * @param terms how many contributions each has, at least 1
   * @param destinations in ascending sequence
   * @param sources row-major [terms × destinations]: where each contribution stands, those of a
   *     destination in ascending sequence
   */
  record Group(int terms, int[] destinations, int[] sources) {
    int sums() {
      return destinations.length;
    }

    /** The contributions as a block {@code [terms, sums]}. */
    Tensor block(Tensor x) {
      return Elementwise.gather(x, sources, Shape.of(terms, sums()));
    }
  }

  private final List<Group> groups = new ArrayList<>();

  /**
   * @param positions for each contribution its destination; negative for none
   * @param destinations how many there are
   */
  ScatterGroups(int[] positions, int destinations) {
    int[] counts = new int[destinations];
    int most = 0;
    for (int position : positions) {
      if (position >= 0) {
        most = Math.max(most, ++counts[position]);
      }
    }
    int[] sizes = new int[most + 1];
    // For each destination its column in its group.
    int[] columns = new int[destinations];
    for (int destination = 0; destination < destinations; destination++) {
      columns[destination] = sizes[counts[destination]]++;
    }
    Group[] byCount = new Group[most + 1];
    for (int terms = 1; terms <= most; terms++) {
      if (sizes[terms] > 0) {
        byCount[terms] = new Group(terms, new int[sizes[terms]], new int[terms * sizes[terms]]);
        groups.add(byCount[terms]);
      }
    }
    for (int destination = 0; destination < destinations; destination++) {
      if (counts[destination] > 0) {
        byCount[counts[destination]].destinations[columns[destination]] = destination;
      }
    }
    int[] seen = new int[destinations];
    for (int source = 0; source < positions.length; source++) {
      int destination = positions[source];
      if (destination >= 0) {
        Group group = byCount[counts[destination]];
        int row = seen[destination]++;
        group.sources[row * group.sums() + columns[destination]] = source;
      }
    }
  }

  /** From the least number of contributions to the largest. */
  List<Group> groups() {
    return groups;
  }

  /** The largest number of contributions to one destination. */
  int mostTerms() {
    return groups.isEmpty() ? 0 : groups.get(groups.size() - 1).terms();
  }

  /** How many destinations get a contribution. */
  int sums() {
    return groups.stream().mapToInt(Group::sums).sum();
  }
}
