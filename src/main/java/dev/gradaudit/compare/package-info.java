/**
 * ULP comparison of tensors: facts only, no judgement. Start from {@link
 * dev.gradaudit.compare.Difference}.
 */
@NullMarked
package dev.gradaudit.compare;

import org.jspecify.annotations.NullMarked;
