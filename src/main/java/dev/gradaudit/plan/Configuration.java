package dev.gradaudit.plan;

import dev.gradaudit.reduction.Order;

/**
 * One value for every axis but {@code repeat}.
 *
 * @param capability the instructions that a library may use; empty for what it chooses itself
 * @param engine which engine runs it; empty for the one that is audited
 * @param host which machine; empty where there is only one
 */
public record Configuration(
    long seed, int threads, Order order, String capability, String engine, String host) {
  public Configuration(long seed, int threads, Order order) {
    this(seed, threads, order, "", "", "");
  }

  /** The same on a machine. */
  public Configuration on(String machine) {
    return new Configuration(seed, threads, order, capability, engine, machine);
  }
}
