package dev.gradaudit.statistics;

import dev.gradaudit.tensor.Tensor;
import java.util.function.IntToDoubleFunction;

/**
 * The moments of every element of a tensor over runs that arrive one by one. Memory is five doubles
 * per element, however many runs there are.
 *
 * <p>Welford's recurrence ("Note on a method for calculating corrected sums of squares and
 * products", Technometrics 1962) with one change: it works on the differences from the first run.
 * Runs of a gradient agree in most of their bits; then these differences are exact (Sterbenz), and
 * the deviation is right even where all runs lie within an ulp or two and their mean falls between
 * two doubles. A constant element has a deviation of exactly 0.
 *
 * <p>{@link #merge} is the pairwise form of Chan, Golub and LeVeque (1979). All results are
 * functions of the sequence of calls; another sequence of the same runs, or merged parts, may
 * differ in the last bits.
 *
 * <p>An element that is infinite or NaN in some run has mean and squares NaN from then on, as has
 * one whose differences overflow. Differences below about 2^-537 have squares that underflow;
 * {@link Moments#isConstant} still tells them. Not safe for use by several threads.
 *
 * <pre>{@code
 * ElementMoments moments = new ElementMoments(gradient.size());
 * moments.add(gradient); // and so on for each run
 * double deviation = moments.at(7).standardDeviation();
 * }</pre>
 */
public final class ElementMoments {
  private final double[] first;

  /** The mean of the differences from the first run. */
  private final double[] offset;

  private final double[] squares;
  private final double[] min;
  private final double[] max;
  private long runs;

  /** Moments of no runs yet. */
  public ElementMoments(int elements) {
    first = new double[elements];
    offset = new double[elements];
    squares = new double[elements];
    min = new double[elements];
    max = new double[elements];
  }

  /** How many elements a run has. */
  public int elements() {
    return first.length;
  }

  /** How many runs were added. */
  public long runs() {
    return runs;
  }

  /** Adds a run. */
  public void add(Tensor run) {
    requireElements(run.size());
    add(run::doubleAt);
  }

  /** Adds a run. */
  public void add(double[] run) {
    requireElements(run.length);
    add(position -> run[position]);
  }

  private void add(IntToDoubleFunction run) {
    runs++;
    for (int i = 0; i < first.length; i++) {
      double value = run.applyAsDouble(i);
      if (runs == 1) {
        first[i] = value;
        min[i] = value;
        max[i] = value;
      }
      // Infinities give NaN here, and it stays.
      double difference = value - first[i];
      double before = difference - offset[i];
      offset[i] += before / runs;
      squares[i] += before * (difference - offset[i]);
      min[i] = Math.min(min[i], value);
      max[i] = Math.max(max[i], value);
    }
  }

  /** Adds the runs of another, which stays as it is, after those of this one. */
  public void merge(ElementMoments other) {
    requireElements(other.first.length);
    if (other.runs == 0) {
      return;
    }
    boolean empty = runs == 0;
    long together = runs + other.runs;
    double part = (double) other.runs / together;
    for (int i = 0; i < first.length; i++) {
      if (empty) {
        first[i] = other.first[i];
        min[i] = other.min[i];
        max[i] = other.max[i];
      }
      double apart = other.first[i] - first[i] + (other.offset[i] - offset[i]);
      offset[i] += apart * part;
      squares[i] += other.squares[i] + apart * apart * (runs * part);
      min[i] = Math.min(min[i], other.min[i]);
      max[i] = Math.max(max[i], other.max[i]);
    }
    runs = together;
  }

  /** The moments of one element so far. */
  public Moments at(int element) {
    if (runs == 0) {
      return new Moments(0, Double.NaN, 0, Double.NaN, Double.NaN);
    }
    // Rounding must not take the mean beyond the values, nor the sign from a constant −0.
    double mean = Math.max(min[element], Math.min(max[element], first[element] + offset[element]));
    boolean known = Double.isFinite(mean) && Double.isFinite(squares[element]);
    return new Moments(
        runs,
        known ? mean : Double.NaN,
        known ? squares[element] : Double.NaN,
        min[element],
        max[element]);
  }

  /** What a value of an element is more than in the first run, of which there must be one. */
  double fromFirst(int element, double value) {
    return value - first[element];
  }

  private void requireElements(int given) {
    if (given != first.length) {
      throw new IllegalArgumentException(
          "a run has " + first.length + " elements here, not " + given);
    }
  }
}
