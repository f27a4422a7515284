package dev.gradaudit.reduction;

/**
 * Stands for the order of a library that sums by itself: nobody chooses it, and there is no plan of
 * it.
 */
public final class LibraryOrder implements Order {
  public static final LibraryOrder INSTANCE = new LibraryOrder();

  private LibraryOrder() {}

  /** For reports; {@link Orders#parse} does not read it. */
  @Override
  public String name() {
    return "own";
  }

  /** Nobody knows. */
  @Override
  public boolean fusesProducts() {
    return true;
  }

  @Override
  public boolean roundsAtRandom() {
    return false;
  }

  /** No race is known; the runs say whether equal ones differ. */
  @Override
  public boolean races() {
    return false;
  }

  @Override
  public SumPlan plan(Site site, int threads, long seed) {
    throw new UnsupportedOperationException("the library sums by itself");
  }
}
