package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.reduction.BlockedProducts.Cut;
import org.jspecify.annotations.Nullable;

/** The matrix products of one BLAS library; all other sums one after the other. */
final class BlasProfile implements Profile {
  /** On other processors oneMKL takes other kernels, unless it is told that they are Intel's. */
  static final String INTEL_AVX512 =
      "Intel with AVX-512 (AMD: where oneMKL is made to take the same kernels)";

  static final BlasProfile MKL_STRICT_AVX512 =
      new BlasProfile(
          new Claim(
              "mkl-strict-avx512",
              "oneMKL 2024.0 with MKL_CBWR=AVX512,STRICT",
              "x86-64; " + INTEL_AVX512,
              "matrix products of float32 and float64, of all shapes, by any number of threads",
              "batches; all other sums are added one after the other",
              true),
          site -> BlockedProducts.withRemainder(384, 384),
          (site, threads) -> null);

  static final BlasProfile MKL_STRICT_AVX2 =
      new BlasProfile(
          new Claim(
              "mkl-strict-avx2",
              "oneMKL 2024.0 with MKL_CBWR=AVX2,STRICT",
              "x86-64; Intel with AVX2 (AMD: where oneMKL is made to take the same kernels)",
              "matrix products of float32 and float64, of all shapes, by any number of threads",
              "batches; all other sums are added one after the other",
              true),
          site -> BlockedProducts.withRemainder(192, 256),
          (site, threads) -> null);

  static final BlasProfile MKL_AVX512 =
      new BlasProfile(
          new Claim(
              "mkl-avx512",
              "oneMKL 2024.0 as it chooses itself",
              "x86-64; " + INTEL_AVX512,
              "matrix products of float32 and float64 by one thread, with two rows and columns at"
                  + " least (float64: three rows), and 16 rows where the right operand is"
                  + " transposed",
              "several threads, thinner products, linear layers of a single feature, batches and"
                  + " convolutions are summed in the same blocks, which are not the library's; all"
                  + " other sums are added one after the other",
              true),
          BlasProfile::ofMkl,
          BlasProfile::uncoveredByMkl);

  static final BlasProfile OPENBLAS_SKX =
      new BlasProfile(
          new Claim(
              "openblas-skx",
              "OpenBLAS 0.3.31, SkylakeX kernels",
              "x86-64 with AVX-512",
              "matrix products of float32 and float64 by one thread, with more than a million"
                  + " multiplications",
              "several threads, smaller products and batches are summed in the same blocks, which"
                  + " may not be the library's; all other sums are added one after the other",
              true),
          site -> BlockedProducts.roundingHalves(site.dtype() == DType.FLOAT64 ? 384 : 448),
          BlasProfile::uncoveredByOpenBlas);

  /** Rows and columns from which on oneMKL takes a product for a large one. */
  private static final int MKL_LARGE = 192;

  private static final Cut STRICT_CUT = BlockedProducts.withRemainder(384, 384);

  /** How a product is cut. */
  @FunctionalInterface
  private interface Cuts {
    Cut of(Site site);
  }

  /** Why a product of a covered dtype is not summed as the library does; null where it is. */
  @FunctionalInterface
  private interface Limits {
    @Nullable String of(Site site, int threads);
  }

  private final Claim claim;
  private final Cuts cuts;
  private final Limits limits;
  private final boolean hasDot;

  private BlasProfile(Claim claim, Cuts cuts, Limits limits) {
    this.claim = claim;
    this.cuts = cuts;
    this.limits = limits;
    this.hasDot = claim.spelling().equals("mkl-avx512");
  }

  /**
   * Which blocks oneMKL takes depends on the shape: those of its strict mode where the operands are
   * worth copying, else halves at the end. Found by revealing trees, and held against random
   * products.
   */
  private static Cut ofMkl(Site site) {
    int rows = site.layout().extents().get(1);
    int columns = site.layout().extents().get(2);
    boolean wide = site.dtype() == DType.FLOAT64;
    boolean large = rows >= MKL_LARGE && columns >= MKL_LARGE;
    if (ProductRole.of(site.key()) != ProductRole.RIGHT_TRANSPOSED) {
      return large ? STRICT_CUT : BlockedProducts.halvingTheRest(384);
    }
    if (wide) {
      return large || columns >= inner(site) ? STRICT_CUT : BlockedProducts.halvingTheRest(192);
    }
    return columns >= MKL_LARGE ? STRICT_CUT : BlockedProducts.halvingTheRest(384);
  }

  /** How many products a sum has, the bias aside. */
  private static int inner(Site site) {
    return site.terms() - (site.kind() == SiteKind.LINEAR ? 1 : 0);
  }

  private static @Nullable String uncoveredByMkl(Site site, int threads) {
    int rows = site.layout().extents().get(1);
    int columns = site.layout().extents().get(2);
    if (threads > 1) {
      return "a product by several threads";
    }
    if (isDot(site)) {
      return null;
    }
    if (site.kind() == SiteKind.LINEAR && inner(site) == 1) {
      return "a linear layer of a single feature";
    }
    boolean wide = site.dtype() == DType.FLOAT64;
    return switch (ProductRole.of(site.key())) {
      case RIGHT_TRANSPOSED ->
          rows < 16 ? "a product of fewer than 16 rows with a transposed matrix" : null;
      case PLAIN, LEFT_TRANSPOSED ->
          rows < 2 || columns < 2
              ? "a product with a single row or column"
              : wide && rows < 3 ? "a product of float64 with two rows" : null;
      case OTHER -> "a product that is no matmul or linear";
    };
  }

  private static @Nullable String uncoveredByOpenBlas(Site site, int threads) {
    if (threads > 1) {
      return "a product by several threads";
    }
    return (long) site.terms() * site.sums() > 1_000_000
        ? null
        : "a product of a million multiplications or less";
  }

  /** Two vectors have a kernel of their own. */
  private static boolean isDot(Site site) {
    return site.kind() == SiteKind.MATMUL
        && site.sums() == 1
        && ProductRole.of(site.key()) == ProductRole.PLAIN
        && !site.key().op().equals("linear");
  }

  @Override
  public String name() {
    return claim.spelling();
  }

  @Override
  public Claim claim() {
    return claim;
  }

  @Override
  public boolean fusesProducts() {
    return true;
  }

  /** Where there is more than one block, it matters that the first is added to the bias. */
  @Override
  public boolean startsFromBias(Site product) {
    return !product.dtype().isNarrow() && cuts.of(product).blocks(product.terms()).size() > 1;
  }

  @Override
  public SumPlan plan(Site site, int threads, long seed) {
    if (Plans.isEmpty(site)) {
      return Plans.EMPTY;
    }
    boolean product = site.products() && !site.dtype().isNarrow();
    if (product && hasDot && isDot(site)) {
      return Plans.whole(site, MklDot.schedule(site.terms(), site.dtype()), Accumulation.FMA);
    }
    return product
        ? BlockedProducts.plan(site, cuts.of(site))
        : Plans.whole(site, Plans.inSequence(site.terms()), Accumulation.PLAIN);
  }

  @Override
  public @Nullable String uncovered(Site site, int threads) {
    if (!site.products()) {
      return "a sum that is no matrix product";
    }
    if (site.dtype().isNarrow()) {
      return "a product of 16-bit numbers";
    }
    return site.layout().extents().get(0) > 1 ? "a batch of products" : limits.of(site, threads);
  }
}
