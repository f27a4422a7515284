/**
 * Floating-point arithmetic without tensors: ULP distances, error-free transformations, exact sums,
 * counter-based random numbers and dtypes. Start from {@link dev.gradaudit.numeric.DType}. Knows no
 * other package. Everything here gives the same bits on every JVM and processor.
 */
@NullMarked
package dev.gradaudit.numeric;

import org.jspecify.annotations.NullMarked;
