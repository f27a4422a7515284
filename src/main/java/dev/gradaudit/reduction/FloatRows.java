package dev.gradaudit.reduction;

/**
 * Terms seen as rows: the terms of one number for a group of sums, in one array. Every term of
 * group g and sum j is {@code scale(g, term) * row(g, term)[j]}, where the scale of terms that are
 * no products is 1, which changes nothing.
 *
 * <p>The rows of a sum are separate arrays, all read with the index that the sums are written with:
 * that is the shape of loop which the compiler turns into vector instructions.
 */
interface FloatRows {
  int groups();

  /** How many sums a group has. */
  int width(int group);

  /** The sum of column 0 of a group; column j is {@code firstSum + j * stride()}. */
  int firstSum(int group);

  int stride();

  /** Whether {@link #row} fills and returns the scratch row that it is given. */
  boolean copies();

  /** The row of a term, of which only the columns {@code low} to {@code high - 1} need be right. */
  float[] row(int group, int term, int low, int high, float[] scratch);

  float scale(int group, int term);
}
