package dev.gradaudit.plan;

import dev.gradaudit.reduction.Order;

/** One value for every axis but {@code repeat}. */
public record Configuration(long seed, int threads, Order order) {}
