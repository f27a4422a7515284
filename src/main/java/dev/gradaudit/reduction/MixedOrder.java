package dev.gradaudit.reduction;

import java.util.Map;

/**
 * An order that sums some sites in a way of their own: how one asks what a single site contributes
 * to a difference.
 */
public final class MixedOrder implements Order {
  /**
   * How a site is summed instead, with threads and a seed of its own.
   *
   * @param threads at least 1
   */
  public record Instead(Order order, int threads, long seed) {}

  private final Order usual;
  private final Map<SiteKey, Instead> others;

  /**
   * @param usual for all other sites, with the threads and the seed of the run
   */
  public MixedOrder(Order usual, Map<SiteKey, Instead> others) {
    this.usual = usual;
    this.others = Map.copyOf(others);
  }

  /** For messages only: {@link Orders#parse} does not read it. */
  @Override
  public String name() {
    return usual.name() + " but at " + others.size() + (others.size() == 1 ? " site" : " sites");
  }

  @Override
  public boolean fusesProducts() {
    return usual.fusesProducts()
        || others.values().stream().anyMatch(instead -> instead.order().fusesProducts());
  }

  @Override
  public boolean roundsAtRandom() {
    return usual.roundsAtRandom()
        || others.values().stream().anyMatch(instead -> instead.order().roundsAtRandom());
  }

  @Override
  public boolean races() {
    return usual.races() || others.values().stream().anyMatch(instead -> instead.order().races());
  }

  @Override
  public boolean startsFromBias(Site product) {
    Instead instead = others.get(product.key());
    return (instead == null ? usual : instead.order()).startsFromBias(product);
  }

  @Override
  public SumPlan plan(Site site, int threads, long seed) {
    Instead instead = others.get(site.key());
    return instead == null
        ? usual.plan(site, threads, seed)
        : instead.order().plan(site, instead.threads(), instead.seed());
  }
}
