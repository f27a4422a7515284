package dev.gradaudit.reduction;

import dev.gradaudit.numeric.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch on a GPU: its block-wise reductions, and atomic additions in a drawn order of arrival.
 */
final class GpuProfile implements Profile {
  /** An H100. */
  static final int USUAL_PROCESSORS = 132;

  private static final int WARP = 32;

  /** More sums than this share an arrival, to keep the plan small. */
  private static final int MOST_ARRIVALS = 1 << 14;

  /** In which order contributions to one place arrive. */
  private enum Arrival {
    IN_ORDER,
    BY_WARP,
    AT_RANDOM
  }

  private final String name;
  private final int processors;
  private final Arrival arrival;
  private final Claim claim;

  private GpuProfile(String name, int processors, Arrival arrival, Claim claim) {
    this.name = name;
    this.processors = processors;
    this.arrival = arrival;
    this.claim = claim;
  }

  /** Deterministic reductions on a GPU with so many multiprocessors. */
  static GpuProfile reduce(int processors) {
    return new GpuProfile(
        "cuda-reduce:" + processors,
        processors,
        Arrival.IN_ORDER,
        new Claim(
            "cuda-reduce[:P]",
            "PyTorch 2 on a GPU with P multiprocessors (132: H100)",
            "CUDA, 2048 threads each",
            "sums and means of whole tensors, of rows and of columns",
            "sums over dimensions in the middle, matrix products, several uses of a tensor,"
                + " scatters and 16-bit numbers, which are added one after the other",
            false));
  }

  /** Atomic additions arriving in a random order, the same for equal seeds. */
  static GpuProfile atomic() {
    return new GpuProfile(
        "cuda-atomic",
        USUAL_PROCESSORS,
        Arrival.AT_RANDOM,
        atomicClaim("cuda-atomic", "in an order that the seed draws, each place by itself"));
  }

  /** Atomic additions of which those of a warp arrive together. */
  static GpuProfile atomicByWarp() {
    return new GpuProfile(
        "cuda-atomic-warp",
        USUAL_PROCESSORS,
        Arrival.BY_WARP,
        atomicClaim(
            "cuda-atomic-warp", "warp by warp of 32, the warps in an order that the seed draws"));
  }

  private static Claim atomicClaim(String spelling, String arriving) {
    return new Claim(
        spelling,
        "index_add, scatter_add and index_put of PyTorch 2 on a GPU",
        "CUDA",
        "contributions to one place, added as they arrive: " + arriving,
        "a real arrival, which nobody knows; all other sums are those of cuda-reduce:132",
        false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Claim claim() {
    return claim;
  }

  @Override
  public boolean fusesProducts() {
    return false;
  }

  @Override
  public SumPlan plan(Site site, int threads, long seed) {
    if (Plans.isEmpty(site)) {
      return Plans.EMPTY;
    }
    if (site.kind() == SiteKind.SCATTER && arrival != Arrival.IN_ORDER) {
      return arriving(site, seed);
    }
    boolean covered = uncovered(site, threads) == null;
    if (!covered || site.kind() == SiteKind.SCATTER) {
      return Plans.whole(site, Plans.inSequence(site.terms()), Accumulation.PLAIN);
    }
    Schedule schedule;
    if (reducesLast(site.layout())) {
      schedule = CudaReduce.inner(site.terms(), site.sums(), processors).inner(site.terms());
    } else {
      int vector = site.sums() % 4 == 0 ? 4 : site.sums() % 2 == 0 ? 2 : 1;
      schedule =
          CudaReduce.outer(site.terms(), site.sums(), vector, processors).outer(site.terms());
    }
    return Plans.whole(site, schedule, Accumulation.PLAIN);
  }

  private SumPlan arriving(Site site, long seed) {
    int arrivals = Math.min(site.sums(), MOST_ARRIVALS);
    List<SumPlan.Segment> segments = new ArrayList<>();
    for (int i = 0; i < arrivals; i++) {
      int from = (int) ((long) site.sums() * i / arrivals);
      int to = (int) ((long) site.sums() * (i + 1) / arrivals);
      CounterRandom random =
          CounterRandom.of(seed, "arrival\n" + site.key() + "\n" + site.terms() + "\n" + i);
      segments.add(
          new SumPlan.Segment(
              from,
              to,
              new TermOrder.Listed(arrival(site.terms(), random)),
              Plans.fromZero(site.terms()),
              Accumulation.PLAIN,
              null));
    }
    return new SumPlan(segments);
  }

  private int[] arrival(int terms, CounterRandom random) {
    if (arrival == Arrival.AT_RANDOM) {
      return random.permutation(terms);
    }
    int[] order = new int[terms];
    int next = 0;
    for (int warp : random.permutation((terms + WARP - 1) / WARP)) {
      for (int term = warp * WARP; term < Math.min(terms, (warp + 1) * WARP); term++) {
        order[next++] = term;
      }
    }
    return order;
  }

  @Override
  public @Nullable String uncovered(Site site, int threads) {
    if (site.dtype().isNarrow()) {
      return "a sum of 16-bit numbers";
    }
    return switch (site.kind()) {
      case SUM, BROADCAST ->
          reducesLast(site.layout()) || reducesFirst(site.layout())
              ? null
              : "a sum over dimensions in the middle";
      case SCATTER -> arrival == Arrival.IN_ORDER ? "a scatter" : null;
      case MATMUL, LINEAR -> "a matrix product";
      case FAN_OUT -> "several uses of a tensor";
    };
  }

  private static boolean reducesLast(Layout layout) {
    return ordered(layout, false);
  }

  private static boolean reducesFirst(Layout layout) {
    return ordered(layout, true);
  }

  /** Whether all reduced dimensions come before, or after, all kept ones; those of 1 aside. */
  private static boolean ordered(Layout layout, boolean reducedFirst) {
    boolean second = false;
    for (int dim = 0; dim < layout.extents().size(); dim++) {
      if (layout.extents().get(dim) == 1) {
        continue;
      }
      boolean belongsFirst = layout.reduced().contains(dim) == reducedFirst;
      if (second && belongsFirst) {
        return false;
      }
      second |= !belongsFirst;
    }
    return true;
  }
}
