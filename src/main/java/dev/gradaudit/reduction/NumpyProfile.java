package dev.gradaudit.reduction;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** NumPy: its pairwise sums, and the matrix products of the OpenBLAS that it comes with. */
final class NumpyProfile implements Profile {
  static final NumpyProfile INSTANCE = new NumpyProfile();

  /** So many terms are added in one go, by eight accumulators. */
  private static final int BLOCK = 128;

  private static final int LANES = 8;

  /** Elements that are copied together where they do not stand side by side. */
  private static final int BUFFER = 8192;

  /** What a split of 2^31 terms needs at most, the accumulators included. */
  private static final int REGISTERS = 32 + LANES;

  private static final Claim CLAIM =
      new Claim(
          "numpy",
          "NumPy 2.4.6 with OpenBLAS 0.3.31",
          "x86-64; products with AVX-512",
          "np.sum and np.mean over any dimensions of contiguous float32 and float64 arrays of up to"
              + " three dimensions, np.add.at, products as openblas-skx; the number of threads"
              + " changes nothing",
          "products as openblas-skx; several uses of a tensor, which are added one after the other;"
              + " 16-bit numbers, likewise",
          true);

  private NumpyProfile() {}

  @Override
  public String name() {
    return CLAIM.spelling();
  }

  @Override
  public Claim claim() {
    return CLAIM;
  }

  @Override
  public boolean fusesProducts() {
    return true;
  }

  @Override
  public SumPlan plan(Site site, int threads, long seed) {
    if (Plans.isEmpty(site)) {
      return Plans.EMPTY;
    }
    if (site.dtype().isNarrow()) {
      return Plans.whole(site, Plans.inSequence(site.terms()), Accumulation.PLAIN);
    }
    return switch (site.kind()) {
      case MATMUL, LINEAR -> BlasProfile.OPENBLAS_SKX.plan(site, 1, seed);
      case FAN_OUT -> Plans.whole(site, Plans.inSequence(site.terms()), Accumulation.PLAIN);
      case SCATTER -> Plans.whole(site, Plans.fromZero(site.terms()), Accumulation.PLAIN);
      case SUM, BROADCAST -> {
        if (!site.layout().isContiguous() && site.sums() == 1) {
          yield Plans.whole(site, slices(site.layout()), Accumulation.PLAIN);
        }
        int run = run(site.layout());
        yield Plans.whole(
            site,
            run == 1 ? Plans.fromZero(site.terms()) : runs(site.terms(), run),
            Accumulation.PLAIN);
      }
    };
  }

  /** How many terms of a sum stand side by side in memory, the dimensions of extent 1 aside. */
  private static int run(Layout layout) {
    int run = 1;
    for (int dim = layout.extents().size() - 1; dim >= 0; dim--) {
      int extent = layout.extents().get(dim);
      if (extent != 1 && !layout.reduced().contains(dim)) {
        // A single kept element between two runs would join them; there is none.
        return run;
      }
      run *= extent;
    }
    return run;
  }

  /** +0, and then run after run, each in halves. */
  private static Schedule runs(int terms, int run) {
    return new ProfileTree(
        REGISTERS,
        sums -> {
          sums.zero(0);
          for (int from = 0; from < terms; from += run) {
            halves(sums, 1, from, run);
            sums.combine(0, 1);
          }
        });
  }

  /** Of a matrix that is cut out of another one: as many whole rows at a time as a buffer holds. */
  private static Schedule slices(Layout layout) {
    int columns = layout.extents().get(layout.extents().size() - 1);
    int rows = layout.extents().stream().reduce(1, (a, b) -> a * b) / Math.max(1, columns);
    int together = Math.max(1, BUFFER / Math.max(1, columns));
    return new ProfileTree(
        REGISTERS,
        sums -> {
          sums.zero(0);
          for (int row = 0; row < rows; row += together) {
            int count = Math.min(together, rows - row) * columns;
            halves(sums, 1, row * columns, count);
            sums.combine(0, 1);
          }
        });
  }

  private static void halves(PartialSums sums, int register, int from, int count) {
    if (count > BLOCK) {
      int half = count / 2 / LANES * LANES;
      halves(sums, register, from, half);
      halves(sums, register + 1, from + half, count - half);
      sums.combine(register, register + 1);
      return;
    }
    int whole = count / LANES * LANES;
    if (whole == 0) {
      // From -0, which changes nothing.
      new TreeWalk.InSequence(from, from + count).into(sums, register);
      return;
    }
    for (int lane = 0; lane < LANES; lane++) {
      sums.leaf(register + lane, from + lane);
      sums.addLeaves(register + lane, from + lane + LANES, from + whole, LANES);
    }
    for (int width = 1; width < LANES; width *= 2) {
      for (int lane = 0; lane < LANES; lane += 2 * width) {
        sums.combine(register + lane, register + lane + width);
      }
    }
    sums.addLeaves(register, from + whole, from + count, 1);
  }

  @Override
  public @Nullable String uncovered(Site site, int threads) {
    if (site.dtype().isNarrow()) {
      return "a sum of 16-bit numbers";
    }
    return switch (site.kind()) {
      case MATMUL, LINEAR -> BlasProfile.OPENBLAS_SKX.uncovered(site, 1);
      case FAN_OUT -> "several uses of a tensor";
      case SCATTER -> null;
      case SUM, BROADCAST ->
          dimensions(site.layout()) > 3 ? "a sum in more than three dimensions" : null;
    };
  }

  /** How many dimensions there are when neighbours of one kind are joined. */
  private static int dimensions(Layout layout) {
    List<Boolean> kinds = new ArrayList<>();
    for (int dim = 0; dim < layout.extents().size(); dim++) {
      boolean reduced = layout.reduced().contains(dim);
      boolean joined = !kinds.isEmpty() && kinds.get(kinds.size() - 1) == reduced;
      if (layout.extents().get(dim) != 1 && !joined) {
        kinds.add(reduced);
      }
    }
    return kinds.size();
  }
}
