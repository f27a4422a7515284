package dev.gradaudit.reduction;

import java.util.function.IntConsumer;

/**
 * Decides who comes first where threads race: real threads do, and a recorded or prescribed order
 * can stand in for them.
 */
interface Arrivals {
  /**
   * Carries out the work of every racer once, with its number as the argument, and returns when all
   * of it is done.
   *
   * @return the racers 0 … racers - 1 in the order of their arrival
   */
  int[] race(int racers, IntConsumer work);

  /** Carries out the work one after the other and claims that order. */
  static Arrivals replay(int[] order) {
    return (racers, work) -> {
      for (int racer : order) {
        work.accept(racer);
      }
      return order;
    };
  }
}
