package dev.gradaudit.reduction;

/** How one site is summed: made by an {@link Order}, carried out by a {@link Summation}. */
public interface SumPlan {}
