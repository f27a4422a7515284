package dev.gradaudit.engine;

import java.time.Duration;

/** An engine that computes in processes of its own. */
public interface ProcessEngine extends GradientEngine, AutoCloseable {
  /**
   * How to deal with the processes.
   *
   * @param limit how long a run may take
   * @param freshProcess whether each run has a process of its own
   */
  record Settings(Duration limit, boolean freshProcess) {
    public static final Settings DEFAULT = new Settings(Duration.ofMinutes(5), false);
  }

  /** The same engine, with other settings. */
  ProcessEngine with(Settings settings);

  /** Ends the processes. The engine starts others when it is asked to run. */
  @Override
  void close();
}
