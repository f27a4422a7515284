package dev.gradaudit.reveal;

/**
 * What random terms tell of a sum, where masks cannot: all of it observed, none of it proved.
 *
 * @param repeats how many equal runs were compared
 * @param repeatsDiffer whether they differed
 * @param trials how many sets of random terms were put in several sequences
 * @param sequencesDiffer in how many of them the sequence made a difference
 * @param correctlyRounded in how many of them the sum was the correctly rounded one
 */
public record Behaviour(
    int repeats, boolean repeatsDiffer, int trials, int sequencesDiffer, int correctlyRounded) {
  /** One in so many. */
  private static final int RARE = 12;

  /** How every addition of a tree is carried out. */
  public enum Additions {
    /** Rounded to nearest in the dtype. */
    PLAIN("plain"),
    /** Rounded to nearest in a wider format, the whole sum then to the dtype. */
    WIDE("wide"),
    /** With Kahan's correction. */
    KAHAN("kahan"),
    /** In some other way, which no arithmetic that was tried reproduces. */
    OTHER("other");

    private final String label;

    Additions(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /**
   * How products are added. Each addition of a single product was tried by itself.
   *
   * @param tried how many additions
   * @param rounded where products are rounded before they are added
   * @param fused where a product is added without being rounded first
   * @param unclear where it was neither, or could not be told
   */
  public record Products(int tried, int rounded, int fused, int unclear) {}

  /**
   * How a tree is carried out.
   *
   * @param additions what reproduces its sums
   * @param reproduced how many random sums it was tried on
   * @param roundings where nothing reproduces them, how many sums of two terms were inexact
   * @param toNearest how many of these were rounded to nearest
   * @param roundedUp how many of the others went up
   */
  public record Arithmetic(
      Additions additions, int reproduced, int roundings, int toNearest, int roundedUp) {
    /** Whether some sum of two terms was not the nearest number. */
    public boolean roundsOtherwise() {
      return toNearest < roundings;
    }
  }

  /** Whether every sequence of the terms gave the same sum, every time. */
  public boolean ignoresSequence() {
    return trials > 0 && sequencesDiffer == 0;
  }

  /**
   * Whether the sums are as good as correctly rounded. Sums that carry their errors along are, but
   * for a rare one; no sums of plain additions are.
   */
  public boolean isAccurate() {
    return (trials - correctlyRounded) * (long) RARE < trials;
  }
}
