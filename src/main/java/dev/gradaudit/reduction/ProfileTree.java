package dev.gradaudit.reduction;

import java.util.function.Consumer;

/**
 * A schedule of a library.
 *
 * @param registers how many it uses
 * @param tree drives the machine and leaves the sum in register 0
 */
record ProfileTree(int registers, Consumer<PartialSums> tree) implements Schedule {
  @Override
  public int walk(PartialSums sums, Arrivals arrivals) {
    tree.accept(sums);
    return 0;
  }
}
