package dev.gradaudit.reduction;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch on the processor: its own sums, MKL's matrix products, and gradients of several uses in
 * the sequence of its autograd.
 */
final class TorchProfile implements Profile {
  static final TorchProfile NATIVE =
      new TorchProfile(
          new Claim(
              "torch-cpu",
              "PyTorch 2.7.1 with oneMKL 2024.0",
              "x86-64; products: " + BlasProfile.INTEL_AVX512,
              "sums and means over any dimensions and by any number of threads, gradients of"
                  + " broadcast operands and biases, of several uses, of embeddings and gathers, in"
                  + " float32 and float64; products as mkl-avx512",
              "softmax, norms and convolutions, which PyTorch sums in kernels of their own; products"
                  + " as mkl-avx512; views, which are taken to be contiguous; 16-bit numbers, which"
                  + " are added one after the other",
              true),
          BlasProfile.MKL_AVX512);

  static final TorchProfile STRICT =
      new TorchProfile(
          new Claim(
              "torch-cpu-strict",
              "PyTorch 2.7.1 with oneMKL 2024.0 and MKL_CBWR=AVX512,STRICT",
              "x86-64; products: " + BlasProfile.INTEL_AVX512,
              "as torch-cpu, with products as mkl-strict-avx512: for any number of threads",
              "as torch-cpu; batches of products",
              true),
          BlasProfile.MKL_STRICT_AVX512);

  private final Claim claim;
  private final BlasProfile products;

  private TorchProfile(Claim claim, BlasProfile products) {
    this.claim = claim;
    this.products = products;
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

  @Override
  public boolean startsFromBias(Site product) {
    return products.startsFromBias(product);
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
      case SUM, BROADCAST -> TorchReductions.plan(site, threads);
      case MATMUL, LINEAR -> products.plan(site, threads, seed);
      case SCATTER -> Plans.whole(site, Plans.fromZero(site.terms()), Accumulation.PLAIN);
      case FAN_OUT ->
          new SumPlan(
              List.of(
                  new SumPlan.Segment(
                      0,
                      site.sums(),
                      new TermOrder.Listed(lastNodeFirst(site.layout())),
                      Plans.inSequence(site.terms()),
                      Accumulation.PLAIN,
                      null)));
    };
  }

  /** Nodes from the last to the first, the operands of each in their sequence. */
  private static int[] lastNodeFirst(Layout layout) {
    int terms = layout.extents().get(0);
    int[] sequence = new int[terms];
    int next = 0;
    int end = terms;
    for (int node = layout.groups().size() - 1; node >= 0; node--) {
      int start = end - layout.groups().get(node);
      for (int term = start; term < end; term++) {
        sequence[next++] = term;
      }
      end = start;
    }
    return sequence;
  }

  @Override
  public @Nullable String uncovered(Site site, int threads) {
    if (site.dtype().isNarrow()) {
      return "a sum of 16-bit numbers";
    }
    return switch (site.kind()) {
      case MATMUL, LINEAR -> products.uncovered(site, threads);
      case SUM ->
          TorchKernels.sumsByItself(site.key().op()) ? "a sum inside of " + site.key().op() : null;
      case BROADCAST, FAN_OUT, SCATTER -> null;
    };
  }
}
