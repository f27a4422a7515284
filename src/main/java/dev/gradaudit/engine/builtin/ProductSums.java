package dev.gradaudit.engine.builtin;

import dev.gradaudit.engine.Analysis.Proof;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Finds the facts of a matrix product: each sum is one of products over the inner index. */
final class ProductSums {
  private final Value a;
  private final Value b;
  private final MatmulExtents extents;
  private final Liberties liberties;

  /**
   * @param liberties where products may be fused they have to be exact for a proof
   */
  ProductSums(Value a, Value b, Liberties liberties) {
    this.a = a;
    this.b = b;
    this.extents = MatmulExtents.of(a.shape(), b.shape());
    this.liberties = liberties;
  }

  SumFacts facts(Tensor result) {
    boolean fixed = a.radius() == null && b.radius() == null;
    double[] magnitudes = new double[result.size()];
    double[] movement = fixed ? null : new double[result.size()];
    double[] left = absolute(a.tensor());
    double[] right = absolute(b.tensor());
    int n = extents.n();
    for (int row = 0; row < extents.batch() * extents.m(); row++) {
      int batch = row / extents.m();
      int to = row * n;
      for (int k = 0; k < extents.k(); k++) {
        int at = row * extents.k() + k;
        int from = (batch * extents.k() + k) * n;
        double x = left[at];
        for (int column = 0; column < n; column++) {
          magnitudes[to + column] += x * right[from + column];
        }
        if (movement != null) {
          double dx = a.radiusAt(at);
          for (int column = 0; column < n; column++) {
            double dy = b.radiusAt(from + column);
            movement[to + column] += moved(x, dx, right[from + column], dy);
          }
        }
      }
    }
    Proof proof = proof(fixed);
    return new SumFacts(
        result.dtype(), extents.k(), true, result, magnitudes, movement, proof, liberties);
  }

  private static double[] absolute(Tensor tensor) {
    double[] absolute = new double[tensor.size()];
    for (int i = 0; i < absolute.length; i++) {
      absolute[i] = Math.abs(tensor.doubleAt(i));
    }
    return absolute;
  }

  /** How far a product can move; 0·∞ counts as unknown. */
  private static double moved(double x, double dx, double y, double dy) {
    if (dx == 0 && dy == 0) {
      return 0;
    }
    double moved = x * dy + dx * y + dx * dy;
    return Double.isNaN(moved) ? Double.POSITIVE_INFINITY : moved;
  }

  private @Nullable Proof proof(boolean fixed) {
    int terms = extents.k();
    if (!fixed) {
      return terms <= 1 ? Proof.FEW_TERMS : null;
    }
    boolean fused = liberties.fusedProducts();
    boolean few = terms <= liberties.commutingProducts();
    DType dtype = a.dtype();
    ExactnessProof exactness = new ExactnessProof(dtype);
    int n = extents.n();
    for (int row = 0; row < extents.batch() * extents.m(); row++) {
      int batch = row / extents.m();
      for (int column = 0; column < n; column++) {
        exactness.restart();
        for (int k = 0; k < terms; k++) {
          double x = a.tensor().doubleAt(row * terms + k);
          double y = b.tensor().doubleAt((batch * terms + k) * n + column);
          double product = dtype.round(x * y);
          exactness.add(product);
          boolean lost = fused && !few && !isExact(x, y, product, dtype);
          if (!few && (lost || exactness.failed())) {
            return null;
          }
        }
        if (!(few ? exactness.commutesAmong(terms) : exactness.holds())) {
          return null;
        }
      }
    }
    return few ? Proof.FEW_TERMS : Proof.EXACT;
  }

  private static boolean isExact(double x, double y, double product, DType dtype) {
    if (dtype != DType.FLOAT64) {
      return x * y == product;
    }
    // Below 2^-1022 the residual itself may be lost, so nothing is claimed there.
    boolean residualIsExact = x == 0 || y == 0 || Math.abs(product) > 0x1p-900;
    return residualIsExact && Math.fma(x, y, -product) == 0;
  }
}
