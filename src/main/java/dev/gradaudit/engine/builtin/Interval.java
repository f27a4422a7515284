package dev.gradaudit.engine.builtin;

/** All the values that an element can have; ends may be infinite, never NaN. */
record Interval(double low, double high) {
  static final Interval EVERYTHING =
      new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  Interval {
    if (Double.isNaN(low) || Double.isNaN(high)) {
      low = Double.NEGATIVE_INFINITY;
      high = Double.POSITIVE_INFINITY;
    }
  }

  /** All values within a distance, rounded outwards. */
  static Interval around(double centre, double radius) {
    return radius == 0
        ? new Interval(centre, centre)
        : new Interval(Math.nextDown(centre - radius), Math.nextUp(centre + radius));
  }

  static Interval hull(double... values) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (Double.isNaN(value)) {
        return EVERYTHING;
      }
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return new Interval(low, high);
  }

  boolean contains(double value) {
    return low <= value && value <= high;
  }

  boolean isPoint() {
    return low == high;
  }

  /** The same widened by some float64 neighbours, for a function that is not correctly rounded. */
  Interval widened(int neighbours) {
    double lower = low;
    double upper = high;
    for (int i = 0; i < neighbours; i++) {
      lower = Math.nextDown(lower);
      upper = Math.nextUp(upper);
    }
    return new Interval(lower, upper);
  }
}
