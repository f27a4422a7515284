/**
 * ULP comparison of tensors: facts only, no judgement. Start from {@link
 * dev.gradaudit.compare.TensorComparison}.
 */
@NullMarked
package dev.gradaudit.compare;

import org.jspecify.annotations.NullMarked;
