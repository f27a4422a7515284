package dev.gradaudit.audit;

import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Plan;
import dev.gradaudit.plan.PlanMode;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.tensor.Tensors;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * About how much memory an audit needs at its peak, from shapes alone: nothing is allocated to find
 * out. All counts saturate at {@link Long#MAX_VALUE}. The number of repeats plays no part.
 *
 * @param stepBytes the tensors of one run: every value of the program, and its gradient where one
 *     flows
 * @param retainedBytes gradients that are kept because later runs are compared with them, with the
 *     bounds that they are held against
 * @param resultBytes what the report says of each configuration
 */
public record MemoryEstimate(long stepBytes, long retainedBytes, long resultBytes) {
  // Measured on ten thousand configurations whose results all differ: 440 bytes for a comparison
  // with its figures, histogram and worst pair, 210 for a configuration with its result.
  private static final long COMPARISON_BYTES = 512;
  private static final long CONFIGURATION_BYTES = 256;

  /** The value, its rest and its error of each element in wide arithmetic, and what sums keep. */
  private static final int REFERENCE_BYTES = 4 * Double.BYTES;

  public static MemoryEstimate of(Scenario scenario, Plan plan) {
    return of(scenario, plan, Set.of());
  }

  /**
   * @param probes that will be asked for
   */
  public static MemoryEstimate of(Scenario scenario, Plan plan, Set<Probe> probes) {
    Sum step = new Sum();
    Sum gradients = new Sum();
    Sum bounds = new Sum();
    Sum statistics = new Sum();
    long gradientCount = 0;
    for (Node node : scenario.program().nodes()) {
      long elements = node.type().shape().size();
      int held = Tensors.heldBytes(node.type().dtype());
      int bytes = probes.contains(Probe.ACCURACY) ? held + REFERENCE_BYTES : held;
      step.add(elements, bytes);
      if (node.requiresGrad()) {
        step.add(elements, bytes);
      }
      if (node instanceof Node.Input && node.requiresGrad()) {
        gradientCount++;
        gradients.add(elements, held);
        if (probes.contains(Probe.STATISTICS)) {
          statistics.add(elements, statisticsBytes(plan.values()));
        }
        bounds.add(elements, 2 * Double.BYTES);
      }
    }
    Sum retained = new Sum();
    retained.add(gradients.total, retainedRuns(scenario, plan));
    retained.add(statistics.total, 1);
    // The baseline's bounds stay; those of another seed come and go.
    retained.add(bounds.total, 2);
    Sum results = new Sum();
    TensorType loss = scenario.program().loss().type();
    results.add(
        plan.size(), saturatedProduct(loss.shape().size(), Tensors.heldBytes(loss.dtype())));
    results.add(plan.size(), CONFIGURATION_BYTES);
    results.add(
        plan.size(), saturatedProduct(gradientCount, comparedAxes(plan) * COMPARISON_BYTES));
    return new MemoryEstimate(step.total, retained.total, results.total);
  }

  /** Moments, twice, and a sum for each value of each axis; in the end figures of each element. */
  private static int statisticsBytes(AxisValues values) {
    int axes =
        values.seeds().size()
            + values.threads().size()
            + values.orders().size()
            + values.capabilities().size();
    return (2 * 5 + axes) * Double.BYTES;
  }

  /**
   * How many runs are held at the same time: the current one, the baseline, and the first of each
   * open group.
   */
  private static long retainedRuns(Scenario scenario, Plan plan) {
    AxisValues values = plan.values();
    if (plan.mode() == PlanMode.ONE_AT_A_TIME) {
      return 3;
    }
    Sum runs = new Sum();
    runs.add(3, 1);
    if (values.count(Axis.THREADS) > 1) {
      runs.add(values.count(Axis.ORDER), 1);
    }
    if (values.count(Axis.SEED) > 1 && !scenario.dataDependsOnSeed()) {
      runs.add(values.count(Axis.THREADS), values.count(Axis.ORDER));
    }
    if (values.count(Axis.CAPABILITY) > 1) {
      runs.add(
          values.count(Axis.SEED),
          saturatedProduct(values.count(Axis.THREADS), values.count(Axis.ORDER)));
    }
    return runs.total;
  }

  private static int comparedAxes(Plan plan) {
    int axes = 0;
    for (Axis axis : Axis.values()) {
      axes += plan.values().count(axis) > 1 ? 1 : 0;
    }
    return axes;
  }

  public long totalBytes() {
    Sum sum = new Sum();
    sum.add(stepBytes, 1);
    sum.add(retainedBytes, 1);
    sum.add(resultBytes, 1);
    return sum.total;
  }

  /**
   * Why the audit cannot run in the memory that there is, in one sentence without a full stop;
   * empty when it can.
   */
  public Optional<String> refusal(long availableBytes) {
    if (totalBytes() <= availableBytes) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "needs about %s of memory (%s for the tensors of one run, %s for gradients kept to"
                + " compare with, %s for results), but only %s are available",
            size(totalBytes()),
            size(stepBytes),
            size(retainedBytes),
            size(resultBytes),
            size(availableBytes)));
  }

  private static String size(long bytes) {
    if (bytes == Long.MAX_VALUE) {
      return "more than 8 EiB";
    }
    double scaled = bytes;
    String unit = "B";
    for (String larger : new String[] {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}) {
      if (scaled < 1024) {
        break;
      }
      scaled /= 1024;
      unit = larger;
    }
    return String.format(Locale.ROOT, unit.equals("B") ? "%.0f %s" : "%.1f %s", scaled, unit);
  }

  /** The product of non-negative factors. */
  private static long saturatedProduct(long a, long b) {
    boolean overflows = Math.multiplyHigh(a, b) != 0 || a * b < 0;
    return overflows ? Long.MAX_VALUE : a * b;
  }

  private static final class Sum {
    private long total;

    void add(long count, long bytes) {
      long more = total + saturatedProduct(count, bytes);
      total = more < 0 ? Long.MAX_VALUE : more;
    }
  }
}
