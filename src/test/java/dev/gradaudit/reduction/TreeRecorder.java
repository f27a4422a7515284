package dev.gradaudit.reduction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** A machine that writes down the tree that a walk makes, and checks that it is one. */
final class TreeRecorder implements PartialSums {
  private final List<OrderEmulator.Node> registers = new ArrayList<>();
  private int leaves;
  private final int first;

  private TreeRecorder(int first) {
    this.first = first;
  }

  /** The tree of a walk that takes its terms in their sequence; leaves numbered from 0. */
  static OrderEmulator.Node record(TreeWalk walk) {
    int[] first = {Integer.MAX_VALUE};
    walk.into(new FirstTerm(first), 0);
    TreeRecorder recorder = new TreeRecorder(first[0]);
    walk.into(recorder, 0);
    return recorder.registers.get(0);
  }

  int leaves() {
    return leaves;
  }

  @Override
  public void leaf(int register, int term) {
    // In sequence, each once.
    assertThat(term - first).isEqualTo(leaves++);
    set(register, new OrderEmulator.Node(term - first, null, null));
  }

  @Override
  public void zero(int register) {
    throw new AssertionError("no order of the grammar starts from zero");
  }

  @Override
  public void addLeaves(int register, int from, int to, int step) {
    for (int term = from; term < to; term += step) {
      OrderEmulator.Node sum = registers.get(register);
      leaf(register, term);
      set(register, new OrderEmulator.Node(-1, sum, registers.get(register)));
    }
  }

  @Override
  public void combine(int left, int right) {
    set(left, new OrderEmulator.Node(-1, registers.get(left), registers.get(right)));
  }

  private void set(int register, OrderEmulator.Node node) {
    while (registers.size() <= register) {
      registers.add(node);
    }
    registers.set(register, node);
  }

  /** Finds the first term of a chunk. */
  private record FirstTerm(int[] first) implements PartialSums {
    @Override
    public void leaf(int register, int term) {
      first[0] = Math.min(first[0], term);
    }

    @Override
    public void zero(int register) {}

    @Override
    public void addLeaves(int register, int from, int to, int step) {}

    @Override
    public void combine(int left, int right) {}
  }
}
