package dev.gradaudit.audit;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.Program;
import dev.gradaudit.reduction.LibraryOrder;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.Profile;
import dev.gradaudit.reduction.SiteKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what to do about a finding. */
final class Advice {
  private static final int SITES_NAMED = 3;

  private final Program program;
  private final @Nullable Analysis analysis;

  Advice(Program program, @Nullable Analysis analysis) {
    this.program = program;
    this.analysis = analysis;
  }

  /**
   * What makes a difference go away.
   *
   * @param origins the sums in which it was seen to begin; empty where nobody looked
   */
  String forDifference(Comparison worst, List<SiteKey> origins) {
    if (worst.from().order() instanceof LibraryOrder) {
      return ofLibrary(worst.axis());
    }
    String racing = racing(worst);
    if (worst.axis() == Axis.REPEAT) {
      return racing.isEmpty()
          ? "This order does not race: look for unseeded randomness, shared state or"
              + " unordered threads in the engine."
          : starts(origins)
              + "With the order "
              + racing
              + " threads add in the sequence in which they arrive:"
              + " choose an order without a race, or accumulate with 'exact'.";
    }
    String cure =
        switch (worst.axis()) {
          case THREADS -> "or fix the number of threads.";
          case SEED -> "or fix the seed, or choose orders that draw nothing from it.";
          case ORDER, REPEAT, CAPABILITY, ENGINE, HOST -> "or fix the order.";
        };
    return starts(origins.isEmpty() ? possibleOrigins(worst.gradient()) : origins)
        + "Accumulate with 'exact' to make them equal, with 'neumaier' or 'pairwise' to bring them"
        + " closer, "
        + cure;
  }

  /** Where the sums are the library's and nobody can choose their order. */
  private static String ofLibrary(Axis axis) {
    return switch (axis) {
      case REPEAT ->
          "Look for unseeded randomness, kernels without a fixed order, or a compiler that changes"
              + " the program between the runs.";
      case THREADS ->
          "Fix the number of threads wherever gradients are to be the same:"
              + " torch.set_num_threads, OMP_NUM_THREADS.";
      case CAPABILITY ->
          "Fix the instructions wherever gradients are to be the same: ATEN_CPU_CAPABILITY, and"
              + " MKL_CBWR for matrix products.";
      case SEED, ORDER, ENGINE, HOST -> "Look for state that a run leaves behind.";
    };
  }

  /** Another engine rounds at other places, so that bits are not to be expected. */
  static String forEngines(List<Order> orders) {
    return "They round in other places, and elementary functions in other ways: compare them up to"
        + " a number of ULPs, --expect engine=ULPS."
        + (orders.stream().anyMatch(Profile.class::isInstance)
            ? " An order that stands for a library is that of the processors which 'gradaudit list"
                + " orders' names: on others the library may take other kernels."
            : "");
  }

  /** For equal runs of which only the first one differs. */
  String forFirstRun(Comparison worst) {
    return worst.from().order() instanceof LibraryOrder
        ? "A compiler that works while the program runs computes the first run in another way than"
            + " those after it: discard the first runs, or switch the optimiser off"
            + " (torch.jit.optimized_execution(False); the engine pytorch has it off)."
        : "Look for state that the first run leaves behind.";
  }

  /** Whether the program draws random numbers. */
  boolean drawsRandomNumbers() {
    return program.nodes().stream()
        .anyMatch(
            node -> node instanceof Node.Apply apply && apply.op().isRandom(apply.arguments()));
  }

  private static String racing(Comparison worst) {
    Order order = worst.to().order();
    return order.races() ? "'" + order.name() + "'" : "";
  }

  /**
   * The sums that a gradient depends on and that start to differ by themselves: not proved, while
   * their terms are fixed. The other sums only pass on what these make.
   */
  private List<SiteKey> possibleOrigins(String gradient) {
    Analysis.Gradient analysed = analysis == null ? null : analysis.gradients().get(gradient);
    if (analysis == null || analysed == null) {
      return List.of();
    }
    List<SiteKey> origins = new ArrayList<>();
    for (int position : analysed.sites()) {
      Analysis.Site site = analysis.sites().get(position);
      if (site.proof() == null && site.inputsFixed()) {
        origins.add(site.key());
      }
    }
    return origins;
  }

  private String starts(List<SiteKey> origins) {
    if (origins.isEmpty()) {
      return "";
    }
    List<String> named = origins.stream().limit(SITES_NAMED).map(this::site).toList();
    int unnamed = origins.size() - named.size();
    return "It starts in "
        + String.join("; ", named)
        + (unnamed > 0 ? "; and " + Wording.count(unnamed, "more sum") : "")
        + ". ";
  }

  /** {@code 'sum' (forward) in line 2, loss = output.sum()}. */
  private String site(SiteKey key) {
    boolean inProgram = key.line() >= 1 && key.line() <= program.statements().size();
    return "'"
        + key.op()
        + "' ("
        + key.role()
        + (key.label().isEmpty() ? "" : ", " + key.label())
        + ") in line "
        + key.line()
        + (inProgram ? ", " + program.statements().get(key.line() - 1) : "");
  }

  String forNaN(boolean anomaliesDetected) {
    return anomaliesDetected
        ? "Correct the operation that made the first NaN or infinity."
        : "Run with --detect-anomaly to see which operation made the first NaN or infinity.";
  }

  String forNothingCompared(Axis axis) {
    return switch (axis) {
      case REPEAT -> "Run each configuration at least twice: --runs 2.";
      case SEED -> "Give several seeds, and something to compare for each: --seeds 0,1,2 --runs 2.";
      case THREADS -> "Give several thread counts: --threads 1,2,4.";
      case ORDER -> "Give several orders: --orders sequential,pairwise.";
      case CAPABILITY -> "Give several capabilities: --capabilities default,avx2.";
      case ENGINE -> "Give several engines: --engine builtin,pytorch.";
      case HOST -> "Merge the shards of several machines: gradaudit merge.";
    };
  }
}
