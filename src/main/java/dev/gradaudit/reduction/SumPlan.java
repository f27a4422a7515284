package dev.gradaudit.reduction;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one site is summed: made by an {@link Order}, carried out by a {@link Summation}.
 *
 * <p>A plan covers the sums of the site, in their row-major order, with segments, because libraries
 * use one tree for most columns and another for the leftover ones. Within a segment all sums share
 * one schedule.
 */
public final class SumPlan {
  private final List<Segment> segments;

  /**
   * @param segments cover the sums from the first to the last, without gaps or overlaps
   */
  SumPlan(List<Segment> segments) {
    this.segments = List.copyOf(segments);
  }

  List<Segment> segments() {
    return segments;
  }

  /**
   * The sums {@code from} to {@code to - 1}.
   *
   * @param rounding what {@link Accumulation#STOCHASTIC} rounds with; null for all others
   */
  record Segment(
      int from,
      int to,
      TermOrder terms,
      Schedule schedule,
      Accumulation accumulation,
      @Nullable StochasticRounding rounding) {}
}
