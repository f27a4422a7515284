package dev.gradaudit.plan;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.ToIntFunction;

/**
 * The configurations of an audit, in the order in which they are run: a function of the axis values
 * and the mode alone.
 *
 * <p>The full product takes the capabilities outermost, then the seeds and the threads, and the
 * orders innermost. One at a time starts with the baseline, followed by the other seeds, the other
 * threads, the other orders and the other capabilities, the rest at the baseline's values.
 *
 * <p>A plan costs no memory however large it is, so that its size can be judged before it is run.
 */
public record Plan(AxisValues values, PlanMode mode) {
  /** The axes of the full product, the outermost first. */
  private static final List<Axis> NESTED =
      List.of(Axis.CAPABILITY, Axis.SEED, Axis.THREADS, Axis.ORDER);

  /** The axes in the sequence in which one at a time varies them. */
  private static final List<Axis> IN_TURN =
      List.of(Axis.SEED, Axis.THREADS, Axis.ORDER, Axis.CAPABILITY);

  /** The first value of every axis. Always the first configuration. */
  public Configuration baseline() {
    return configuration(axis -> 0);
  }

  /** How many configurations there are; saturates at {@link Long#MAX_VALUE}. */
  public long size() {
    long product = 1;
    long sum = 1;
    for (Axis axis : NESTED) {
      product = saturatedProduct(product, values.count(axis));
      sum += values.count(axis) - 1;
    }
    return mode == PlanMode.FULL_PRODUCT ? product : sum;
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
   * The full product is a row-major array over its axes; the groups are its lines in the direction
   * of one of them.
   */
  private List<int[]> lines(Axis axis) {
    int size = configurations().size();
    int members = values.count(axis);
    int stride = stride(axis);
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

  /** How far apart two neighbours along an axis of the full product are. */
  private int stride(Axis axis) {
    int stride = 1;
    for (int inner = NESTED.size() - 1; NESTED.get(inner) != axis; inner--) {
      stride *= values.count(NESTED.get(inner));
    }
    return stride;
  }

  /** One at a time, the only group along an axis: the baseline and the axis's other values. */
  private int[] star(Axis axis) {
    int others = 0;
    for (int turn = 0; IN_TURN.get(turn) != axis; turn++) {
      others += values.count(IN_TURN.get(turn)) - 1;
    }
    int[] group = new int[values.count(axis)];
    for (int member = 1; member < group.length; member++) {
      group[member] = others + member;
    }
    return group;
  }

  /**
   * @param index which of its values each axis has
   */
  private Configuration configuration(ToIntFunction<Axis> index) {
    return new Configuration(
        values.seeds().get(index.applyAsInt(Axis.SEED)),
        values.threads().get(index.applyAsInt(Axis.THREADS)),
        values.orders().get(index.applyAsInt(Axis.ORDER)),
        values.capabilities().get(index.applyAsInt(Axis.CAPABILITY)),
        "",
        "");
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
      if (mode == PlanMode.FULL_PRODUCT) {
        return configuration(axis -> position / stride(axis) % values.count(axis));
      }
      int others = position;
      for (Axis varied : IN_TURN) {
        if (others < values.count(varied)) {
          int value = others;
          return configuration(axis -> axis == varied ? value : 0);
        }
        others -= values.count(varied) - 1;
      }
      throw new IllegalStateException("no configuration " + position);
    }
  }
}
