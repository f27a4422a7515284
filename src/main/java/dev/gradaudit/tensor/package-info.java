/**
 * Shapes and tensors. Start from {@link dev.gradaudit.tensor.Tensor}. Knows no arithmetic on them:
 * that belongs to an engine.
 */
@NullMarked
package dev.gradaudit.tensor;

import org.jspecify.annotations.NullMarked;
