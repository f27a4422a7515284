package dev.gradaudit.engine;

import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.Profile;
import java.util.Collection;

/**
 * What the orders of an audit may do beyond choosing how terms are added up: a proof has to hold
 * for all of it.
 *
 * @param fusedProducts whether products may be added without being rounded first
 * @param randomRounding whether an addition may be rounded to either neighbour
 * @param startingValues whether a sum may begin with +0, and one of products with the bias that is
 *     to be added to it
 */
public record Liberties(boolean fusedProducts, boolean randomRounding, boolean startingValues) {
  public static final Liberties NONE = new Liberties(false, false);

  /** Of orders whose sums begin with their first term. */
  public Liberties(boolean fusedProducts, boolean randomRounding) {
    this(fusedProducts, randomRounding, false);
  }

  /** Those that at least one of the orders takes. */
  public static Liberties of(Collection<Order> orders) {
    return new Liberties(
        orders.stream().anyMatch(Order::fusesProducts),
        orders.stream().anyMatch(Order::roundsAtRandom),
        orders.stream().anyMatch(Profile.class::isInstance));
  }

  /** So many terms make the same sum in whatever sequence, because an addition commutes. */
  public int commutingTerms() {
    return randomRounding ? 1 : 2;
  }

  /** The same for products. */
  public int commutingProducts() {
    return fusedProducts ? 1 : commutingTerms();
  }
}
