package dev.gradaudit.reduction;

/** In which sequence the terms of a sum are taken. */
public enum Permutation {
  FORWARD("forward", "the terms as they stand"),
  REVERSED("reversed", "last term first"),
  ASCENDING("ascending", "by magnitude, smallest first; stable, NaN last"),
  DESCENDING("descending", "by magnitude, largest first; stable, NaN last"),
  SHUFFLED("shuffled", "drawn from the seed");

  private final String label;
  private final String summary;

  Permutation(String label, String summary) {
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
