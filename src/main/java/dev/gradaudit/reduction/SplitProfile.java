package dev.gradaudit.reduction;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matrix products whose inner index is split over S workers; all other sums from left to right. */
final class SplitProfile implements Profile {
  private final int parts;

  SplitProfile(int parts) {
    this.parts = parts;
  }

  @Override
  public String name() {
    return "splitk:" + parts;
  }

  @Override
  public Claim claim() {
    return new Claim(
        "splitk:S",
        "split-K kernels of cuBLAS and CUTLASS, the deterministic variant",
        "GPUs, without tensor cores",
        "matrix products: S contiguous ranges, each a chain of fused multiply-adds, added in"
            + " sequence",
        "tile sizes, and tensor cores, which add several products at once; all other sums are added"
            + " one after the other",
        false);
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
    if (uncovered(site, threads) != null || site.kind() == SiteKind.LINEAR) {
      return Plans.whole(site, Plans.inSequence(site.terms()), Accumulation.PLAIN);
    }
    return BlockedProducts.plan(
        site,
        terms -> {
          int used = Math.min(parts, terms);
          List<Integer> sizes = new ArrayList<>();
          for (int part = 0; part < used; part++) {
            sizes.add(terms / used + (part < terms % used ? 1 : 0));
          }
          return sizes;
        });
  }

  @Override
  public @Nullable String uncovered(Site site, int threads) {
    if (!site.products()) {
      return "a sum that is no matrix product";
    }
    return site.dtype().isNarrow() ? "a product of 16-bit numbers" : null;
  }
}
