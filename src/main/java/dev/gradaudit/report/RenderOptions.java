package dev.gradaudit.report;

/**
 * What a renderer is told besides the report. Formats for machines heed the version only.
 *
 * @param toolVersion the version of gradaudit that made the report
 * @param width columns of the terminal; lines are wrapped to it
 * @param color whether to style with ANSI sequences
 * @param unicode whether the output can carry more than ASCII
 * @param detail how much to show
 */
public record RenderOptions(
    String toolVersion, int width, boolean color, boolean unicode, Detail detail) {
  /** Narrower terminals are treated as this wide: below it nothing lines up. */
  public static final int LEAST_WIDTH = 80;

  /** Wider ones as this wide: the eye loses the line. */
  public static final int GREATEST_WIDTH = 140;

  public RenderOptions {
    width = Math.max(LEAST_WIDTH, Math.min(GREATEST_WIDTH, width));
  }

  /** For files and formats in which only the version counts: 80 columns, plain. */
  public static RenderOptions plain(String toolVersion) {
    return new RenderOptions(toolVersion, 80, false, true, Detail.NORMAL);
  }

  /** How much a person wants to read. */
  public enum Detail {
    /** Only what failed. */
    QUIET,
    /** One scenario in full; of several, a line each and the failed ones in full. */
    NORMAL,
    /** Every scenario in full, with notes and reduction sites. */
    VERBOSE
  }
}
