package dev.gradaudit.plan;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The configurations of an audit, in the order in which they are run: a function of the axis values
 * and the mode alone.
 *
 * <p>The full product takes the seeds outermost and the orders innermost. One at a time starts with
 * the baseline, followed by the other seeds, the other threads and the other orders, the rest at
 * the baseline's values.
 *
 * <p>A plan costs no memory however large it is, so that its size can be judged before it is run.
 */
public record Plan(AxisValues values, PlanMode mode) {
  /** The first value of every axis. Always the first configuration. */
  public Configuration baseline() {
    return configuration(0, 0, 0);
  }

  /** How many configurations there are; saturates at {@link Long#MAX_VALUE}. */
  public long size() {
    long seeds = values.seeds().size();
    long threads = values.threads().size();
    long orders = values.orders().size();
    return switch (mode) {
      case FULL_PRODUCT -> saturatedProduct(saturatedProduct(seeds, threads), orders);
      case ONE_AT_A_TIME -> seeds + threads + orders - 2;
    };
  }

  /** How many runs there are, repeats included; saturates at {@link Long#MAX_VALUE}. */
  public long totalRuns() {
    return saturatedProduct(size(), values.runs());
  }

  /**
   * A view of all configurations; each is made when it is asked for.
   *
   * @throws ArithmeticException when there are more than a list can hold
   */
  public List<Configuration> configurations() {
    return new Expansion(Math.toIntExact(size()));
  }

  /**
   * The configurations that a machine runs when the plan is dealt out to several, like cards.
   *
   * @param index which of the shards, from 1
   * @param count how many shards there are
   */
  public List<Configuration> shard(int index, int count) {
    if (index < 1 || index > count) {
      throw new IllegalArgumentException("no shard " + index + " of " + count);
    }
    List<Configuration> all = configurations();
    List<Configuration> dealt = new ArrayList<>();
    for (long position = index - 1L; position < all.size(); position += count) {
      dealt.add(all.get((int) position));
    }
    return dealt;
  }

  /**
   * The groups of configurations that differ along one axis only, as ascending positions in {@link
   * #configurations()}. The first one of a group has the axis's first value: the others are
   * compared with it. Along {@code repeat} each configuration is a group of its own; along the
   * others a group has at least two members, so that there are none for an axis with a single
   * value.
   */
  public List<int[]> groups(Axis axis) {
    if (axis == Axis.REPEAT) {
      return singles(configurations().size());
    }
    if (values.count(axis) == 1) {
      return List.of();
    }
    return mode == PlanMode.FULL_PRODUCT ? lines(axis) : List.of(star(axis));
  }

  private static List<int[]> singles(int count) {
    List<int[]> groups = new ArrayList<>(count);
    for (int position = 0; position < count; position++) {
      groups.add(new int[] {position});
    }
    return groups;
  }

  /**
   * The full product is a row-major array over (seeds, threads, orders); the groups are its lines
   * in the direction of the axis.
   */
  private List<int[]> lines(Axis axis) {
    int size = configurations().size();
    int members = values.count(axis);
    int stride =
        switch (axis) {
          case SEED -> values.threads().size() * values.orders().size();
          case THREADS -> values.orders().size();
          case ORDER, REPEAT -> 1;
        };
    List<int[]> groups = new ArrayList<>(size / members);
    for (int position = 0; position < size; position++) {
      if (position / stride % members == 0) {
        int[] line = new int[members];
        for (int member = 0; member < members; member++) {
          line[member] = position + member * stride;
        }
        groups.add(line);
      }
    }
    return groups;
  }

  /** One at a time, the only group along an axis: the baseline and the axis's other values. */
  private int[] star(Axis axis) {
    int otherSeeds = values.seeds().size() - 1;
    int others =
        switch (axis) {
          case SEED, REPEAT -> 0;
          case THREADS -> otherSeeds;
          case ORDER -> otherSeeds + values.threads().size() - 1;
        };
    int[] group = new int[values.count(axis)];
    for (int member = 1; member < group.length; member++) {
      group[member] = others + member;
    }
    return group;
  }

  private Configuration configuration(int seed, int threads, int order) {
    return new Configuration(
        values.seeds().get(seed), values.threads().get(threads), values.orders().get(order));
  }

  /** The product of non-negative factors. */
  private static long saturatedProduct(long a, long b) {
    boolean overflows = Math.multiplyHigh(a, b) != 0 || a * b < 0;
    return overflows ? Long.MAX_VALUE : a * b;
  }

  private final class Expansion extends AbstractList<Configuration> implements RandomAccess {
    private final int size;

    Expansion(int size) {
      this.size = size;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public Configuration get(int position) {
      Objects.checkIndex(position, size);
      int seeds = values.seeds().size();
      int threads = values.threads().size();
      int orders = values.orders().size();
      if (mode == PlanMode.FULL_PRODUCT) {
        return configuration(
            position / orders / threads, position / orders % threads, position % orders);
      }
      if (position < seeds) {
        return configuration(position, 0, 0);
      }
      int other = position - seeds + 1;
      return other < threads
          ? configuration(0, other, 0)
          : configuration(0, 0, other - threads + 1);
    }
  }
}
