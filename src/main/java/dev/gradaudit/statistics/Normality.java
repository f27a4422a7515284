package dev.gradaudit.statistics;

/** What the {@link ShapiroWilk} test says about a sample. */
public sealed interface Normality {
  /** Why a sample cannot be tested. */
  enum Reason {
    /** Fewer than {@link ShapiroWilk#LEAST} runs. */
    TOO_FEW,
    /** More than {@link ShapiroWilk#MOST} runs. */
    TOO_MANY,
    /** Some value is NaN or infinite. */
    NOT_FINITE,
    /** All values are equal. */
    CONSTANT
  }

  /**
   * The sample was tested.
   *
   * @param w how close the sorted values are to a straight line against normal ones, at most 1
   * @param pValue the probability that a normal sample is further from it, 0 to 1
   */
  record Tested(double w, double pValue) implements Normality {}

  /** The test is not defined for the sample: normality is neither seen nor rejected. */
  record Untestable(Reason reason) implements Normality {}

  /**
   * Whether methods that assume a normal distribution may be used: the sample was tested and its
   * p-value is at least the level, by custom 0.05.
   */
  default boolean accepted(double level) {
    return this instanceof Tested tested && tested.pValue() >= level;
  }
}
