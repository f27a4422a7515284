package dev.gradaudit.reduction;

/** The terms of a site as numbers one by one, widened to float64, which is exact. */
interface Terms {
  /** How many terms each sum has. */
  int terms();

  /** How many sums there are. */
  int sums();

  /** Whether each term is a product of two factors. */
  boolean products();

  /** A term; a product is rounded to the dtype. */
  double term(int term, int sum);

  /** The left factor of a product; a term that is no product. */
  double left(int term, int sum);

  /** The right factor of a product; 1 for a term that is no product. */
  double right(int term, int sum);
}
