package dev.gradaudit.reduction;

/** How rows are cut into pieces, and when rows are worth it at all. */
final class RowTiles {
  /** Columns at a time: 512 terms of this width are 1 MiB of float32, which a cache holds. */
  static final int WIDTH = 512;

  /** Below this width the loop over a row costs more than it saves. */
  static final int NARROWEST = 8;

  private RowTiles() {}
}
