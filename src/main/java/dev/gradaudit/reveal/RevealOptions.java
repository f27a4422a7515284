package dev.gradaudit.reveal;

import java.util.function.BooleanSupplier;

/**
 * How to reveal.
 *
 * @param mostProbes how many sums may be asked for to find the tree
 * @param cancelled asked between them
 * @param progress told now and then
 */
public record RevealOptions(long mostProbes, BooleanSupplier cancelled, Progress progress) {
  /** More would take hours. */
  public static final RevealOptions DEFAULT =
      new RevealOptions(1_000_000, () -> false, (probes, placed, terms) -> {});

  /** Hears how far it is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param probes how many sums have been asked for
     * @param placed of how many terms the place in the tree is known
     */
    void probed(long probes, int placed, int terms);
  }
}
