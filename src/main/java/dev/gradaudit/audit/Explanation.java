package dev.gradaudit.audit;

import dev.gradaudit.compare.Difference;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.SiteKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why two runs gave different gradients.
 *
 * @param from the first run
 * @param to the second run
 * @param statements the program text, one entry per program line
 * @param gradients every gradient in the order of the scenario, compared
 * @param lossDifference the losses compared
 * @param sites how many reduction sites both runs have, in the same sequence
 * @param origins the sites where differences begin, in execution order
 * @param receivers the sites whose operands already differed, in execution order
 * @param complete whether the runs are equal once every origin is summed as in the first run: then
 *     nothing else plays a part
 */
public record Explanation(
    Side from,
    Side to,
    List<String> statements,
    Map<String, Difference> gradients,
    Difference lossDifference,
    int sites,
    List<Origin> origins,
    List<Receiver> receivers,
    boolean complete) {
  public Explanation {
    statements = List.copyOf(statements);
    gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
    origins = List.copyOf(origins);
    receivers = List.copyOf(receivers);
  }

  /** A run: a configuration, and which of its equal runs, from 0. */
  public record Side(Configuration configuration, int repeat) {}

  /**
   * A site that gave other results for the same operands.
   *
   * @param position in the sequence of all sites, from 1
   * @param matchedBefore how many of the sites before it gave the same in both runs
   * @param hidden whether its operands differed in the two runs, because of an earlier origin, so
   *     that its own part showed only once that one was summed alike
   * @param injected its results compared, for the same operands
   * @param alone for each gradient that differs: what this site brings about by itself, when it
   *     alone is summed as in the second run
   * @param remaining for each gradient that differs: what remains when this site alone is summed as
   *     in the first run
   * @param estimate for each gradient that differs: what it brings about to first order, its
   *     largest change in ULPs; empty where the engine cannot tell, and for all but the largest
   *     origins
   * @param sum the sum whose results are furthest apart; null when they are not finite
   * @param prints fingerprints of what it was given and of what it gave
   */
  public record Origin(
      SiteKey key,
      int position,
      int matchedBefore,
      boolean hidden,
      Difference injected,
      Map<String, Difference> alone,
      Map<String, Difference> remaining,
      Map<String, Double> estimate,
      @Nullable SumDetail sum,
      Prints prints) {
    public Origin {
      estimate = Collections.unmodifiableMap(new LinkedHashMap<>(estimate));
      alone = Collections.unmodifiableMap(new LinkedHashMap<>(alone));
      remaining = Collections.unmodifiableMap(new LinkedHashMap<>(remaining));
    }

    Origin withEstimate(Map<String, Double> firstOrder) {
      return new Origin(
          key,
          position,
          matchedBefore,
          hidden,
          injected,
          alone,
          remaining,
          firstOrder,
          sum,
          prints);
    }

    /** Whether it brings about a difference of some gradient by itself. */
    public boolean reachesGradients() {
      return alone.values().stream().anyMatch(difference -> !difference.identical());
    }
  }

  /**
   * Fingerprints at an origin: SHA-256 of the raw little-endian bytes, 64 hex digits.
   *
   * @param inputs of the operands, which are the same in both runs
   * @param from of the first run's results
   * @param to of the second run's results
   */
  public record Prints(List<String> inputs, String from, String to) {
    public Prints {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * A site that was given other operands.
   *
   * @param position in the sequence of all sites, from 1
   * @param difference its results compared; they may be equal, where rounding took the difference
   *     in
   */
  public record Receiver(SiteKey key, int position, Difference difference) {}

  /** Whether every gradient has the same bits in both runs. */
  public boolean identical() {
    return gradients.values().stream().allMatch(Difference::identical);
  }
}
