package dev.gradaudit.report.html;

/** Numbers of pictures, to a tenth of a unit: finer ones only make the page longer. */
final class Coordinates {
  private Coordinates() {}

  /** {@code 12.5}, {@code 12}. Refuses what is not finite: a picture has no place for it. */
  static String text(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("no coordinate: " + value);
    }
    long tenths = Math.round(value * 10);
    long whole = Math.abs(tenths) / 10;
    long rest = Math.abs(tenths) % 10;
    return (tenths < 0 ? "-" : "") + whole + (rest == 0 ? "" : "." + rest);
  }
}
