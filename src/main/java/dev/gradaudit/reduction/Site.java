package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;

/**
 * What an order is told about a reduction before it plans it.
 *
 * @param terms how many terms each sum has
 * @param sums how many sums (outputs) there are; all have the same number of terms
 * @param products whether each term is a product of two factors that may be fused
 */
public record Site(
    SiteKey key,
    SiteKind kind,
    Layout layout,
    DType dtype,
    int terms,
    int sums,
    boolean products) {}
