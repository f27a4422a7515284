package dev.gradaudit.audit;

/** Told how far an audit is. Called on the thread that audits, often: once for each run. */
@FunctionalInterface
public interface ProgressListener {
  /** Ignores what it is told. */
  ProgressListener NONE = (scenario, done, total) -> {};

  /**
   * @param scenario its name
   * @param done runs that are finished
   * @param total runs that are planned
   */
  void progressed(String scenario, long done, long total);
}
