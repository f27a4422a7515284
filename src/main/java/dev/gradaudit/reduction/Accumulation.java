package dev.gradaudit.reduction;

/** With what arithmetic partial sums are combined. */
public enum Accumulation {
  PLAIN("plain", "rounds every addition to the dtype"),
  FMA("fma", "fuses a product into the accumulator: one rounding instead of two"),
  KAHAN("kahan", "carries a correction into the next addition"),
  NEUMAIER("neumaier", "carries the error of every addition, added at the end"),
  WIDE("wide", "adds in float64 (float32) or double-double (float64), rounds once at the end"),
  EXACT("exact", "correctly rounded; the same for every permutation, tree and thread count");

  private final String label;
  private final String summary;

  Accumulation(String label, String summary) {
    this.label = label;
    this.summary = summary;
  }

  public String label() {
    return label;
  }

  /** One line for {@code list orders}. */
  public String summary() {
    return summary;
  }
}
