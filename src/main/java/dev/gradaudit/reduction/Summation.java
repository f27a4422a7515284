package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sums under one order, for one run: every sum of a program goes through here.
 *
 * <p>The terms come in one of three forms, and the results are always one fresh array with one
 * number per sum, row-major. A sum of no terms is +0, a single term is its own sum, and a NaN is
 * always the canonical one. The arguments are only read.
 *
 * <p>The numbers of the narrow dtypes come as floats. Every addition and every product is computed
 * in float32 and rounded to the dtype; {@link Accumulation} says what that means for each of them.
 *
 * <p>Keeps its workspace from call to call and is confined to one thread.
 */
public final class Summation {
  private final Order order;
  private final int threads;
  private final long seed;
  private final Evaluator evaluator;
  private final @Nullable ControlledRaces races;

  /**
   * @param threads the logical threads that carry every sum, at least 1
   * @param seed drives what is random in the schedule
   */
  public Summation(Order order, int threads, long seed) {
    this(order, threads, seed, new FastEvaluator(new RacingThreads()));
  }

  /**
   * One whose races are logged.
   *
   * @param prescribed for each site the log that its races are taken from, in place of real ones;
   *     null for real ones
   * @param log takes in every race, real or not
   */
  public Summation(
      Order order,
      int threads,
      long seed,
      Function<SiteKey, @Nullable RaceLog> prescribed,
      RaceLog log) {
    this(order, threads, seed, new ControlledRaces(new RacingThreads(), prescribed, log));
  }

  private Summation(Order order, int threads, long seed, ControlledRaces races) {
    this(order, threads, seed, new FastEvaluator(races), races);
  }

  Summation(Order order, int threads, long seed, Evaluator evaluator) {
    this(order, threads, seed, evaluator, null);
  }

  private Summation(
      Order order, int threads, long seed, Evaluator evaluator, @Nullable ControlledRaces races) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    this.order = order;
    this.threads = threads;
    this.seed = seed;
    this.evaluator = evaluator;
    this.races = races;
  }

  /** One that follows the definitions plainly and slowly, and gives the same bits. */
  public static Summation reference(Order order, int threads, long seed) {
    return new Summation(order, threads, seed, new ReferenceEvaluator(new RacingThreads()));
  }

  /**
   * @param block the terms, row-major [terms × sums]
   */
  public float[] sumBlock(Site site, float[] block) {
    require(block.length == (long) site.terms() * site.sums(), "block", site);
    return sum(site, new FloatBlock(block, site.terms(), site.sums()));
  }

  /**
   * @param rows for each term its row of {@code sums} numbers
   */
  public float[] sumRows(Site site, float[][] rows) {
    require(rows.length == site.terms(), "rows", site);
    for (float[] row : rows) {
      require(row.length == site.sums(), "row", site);
    }
    return sum(site, new FloatSeparateRows(rows, site.sums()));
  }

  /**
   * The matrix product of left [M][K] and right [K][N]: M · N sums of K terms left[m][k] ·
   * right[k][n], each rounded before it is summed unless the order fuses products.
   */
  public float[] sumProducts(Site site, float[][] left, float[][] right) {
    require(right.length == site.terms(), "right", site);
    int columns = right.length == 0 ? 0 : right[0].length;
    for (float[] row : left) {
      require(row.length == site.terms(), "left", site);
    }
    for (float[] row : right) {
      require(row.length == columns, "right", site);
    }
    require(right.length == 0 || site.sums() == (long) left.length * columns, "sums", site);
    return sum(site, new FloatProducts(left, right, site.terms(), columns));
  }

  /** As for float32. */
  public double[] sumBlock(Site site, double[] block) {
    require(block.length == (long) site.terms() * site.sums(), "block", site);
    return sum(site, new DoubleBlock(block, site.terms(), site.sums()));
  }

  /** As for float32. */
  public double[] sumRows(Site site, double[][] rows) {
    require(rows.length == site.terms(), "rows", site);
    for (double[] row : rows) {
      require(row.length == site.sums(), "row", site);
    }
    return sum(site, new DoubleSeparateRows(rows, site.sums()));
  }

  /** As for float32. */
  public double[] sumProducts(Site site, double[][] left, double[][] right) {
    require(right.length == site.terms(), "right", site);
    int columns = right.length == 0 ? 0 : right[0].length;
    for (double[] row : left) {
      require(row.length == site.terms(), "left", site);
    }
    for (double[] row : right) {
      require(row.length == columns, "right", site);
    }
    require(right.length == 0 || site.sums() == (long) left.length * columns, "sums", site);
    return sum(site, new DoubleProducts(left, right, site.terms(), columns));
  }

  private float[] sum(Site site, FloatTerms terms) {
    require(site.dtype() == DType.FLOAT32 || site.dtype().isNarrow(), "dtype", site);
    float[] sums = new float[site.sums()];
    if (site.terms() > 0 && site.sums() > 0) {
      evaluator.evaluate(plan(site), site.dtype(), terms, sums);
    }
    return sums;
  }

  private double[] sum(Site site, DoubleTerms terms) {
    require(site.dtype() == DType.FLOAT64, "dtype", site);
    double[] sums = new double[site.sums()];
    if (site.terms() > 0 && site.sums() > 0) {
      evaluator.evaluate(plan(site), terms, sums);
    }
    return sums;
  }

  private SumPlan plan(Site site) {
    if (races != null) {
      races.enter(site.key());
    }
    return order.plan(site, threads, seed);
  }

  /** Whether a product with a bias is to be summed as a site of kind {@link SiteKind#LINEAR}. */
  public boolean startsFromBias(Site product) {
    return order.startsFromBias(product);
  }

  private static void require(boolean holds, String what, Site site) {
    if (!holds) {
      throw new IllegalArgumentException(what + " and site disagree: " + site);
    }
  }
}
