package dev.gradaudit.audit.shrink;

/** One kind of way to make a scenario smaller. */
interface Reduction {
  /**
   * Starts from the best candidate so far and tries smaller ones until none is accepted. Nothing is
   * returned: the search keeps the best.
   */
  void reduce(Search search);
}
