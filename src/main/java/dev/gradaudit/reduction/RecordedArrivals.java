package dev.gradaudit.reduction;

import java.util.function.IntConsumer;

/** Passes races on and remembers how the last one ended, so that its tree can be walked again. */
final class RecordedArrivals implements Arrivals {
  private final Arrivals races;
  private int[] last = new int[0];

  RecordedArrivals(Arrivals races) {
    this.races = races;
  }

  @Override
  public int[] race(int racers, IntConsumer work) {
    last = races.race(racers, work);
    return last;
  }

  /** Repeats the last race, without threads. */
  Arrivals again() {
    return Arrivals.replay(last);
  }
}
