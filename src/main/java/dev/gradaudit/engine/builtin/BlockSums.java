package dev.gradaudit.engine.builtin;

import dev.gradaudit.engine.Analysis.Proof;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the facts of a site that sums the columns of a block {@code [terms, sums]}. */
final class BlockSums {
  private final Tensor block;
  private final double @Nullable [] radius;
  private final int terms;
  private final int sums;

  BlockSums(Tensor block, double @Nullable [] radius, int terms, int sums) {
    this.block = block;
    this.radius = radius;
    this.terms = terms;
    this.sums = sums;
  }

  /** The block whose rows are these tensors. */
  static BlockSums ofRows(List<Value> rows) {
    int terms = rows.size();
    int sums = rows.get(0).tensor().size();
    boolean moves = rows.stream().anyMatch(row -> row.radius() != null);
    double[] values = new double[terms * sums];
    double[] radius = moves ? new double[terms * sums] : null;
    for (int term = 0; term < terms; term++) {
      for (int sum = 0; sum < sums; sum++) {
        values[term * sums + sum] = rows.get(term).tensor().doubleAt(sum);
        if (radius != null) {
          radius[term * sums + sum] = rows.get(term).radiusAt(sum);
        }
      }
    }
    Tensor block = new DoubleTensor(Shape.of(terms, sums), values);
    return new BlockSums(block, radius, terms, sums);
  }

  SumFacts facts(Tensor result, Liberties liberties) {
    double[] magnitudes = new double[sums];
    double[] movement = radius == null ? null : new double[sums];
    for (int term = 0; term < terms; term++) {
      for (int sum = 0; sum < sums; sum++) {
        int position = term * sums + sum;
        magnitudes[sum] += Math.abs(block.doubleAt(position));
        if (movement != null && radius != null) {
          movement[sum] += radius[position];
        }
      }
    }
    Proof proof =
        movement == null
            ? proof(result.dtype(), liberties.commutingTerms())
            : proofOfMovingTerms(result.dtype(), magnitudes, movement, liberties);
    return new SumFacts(
        result.dtype(), terms, false, result, magnitudes, movement, proof, liberties);
  }

  private @Nullable Proof proof(DType dtype, int commuting) {
    ExactnessProof exactness = new ExactnessProof(dtype);
    for (int sum = 0; sum < sums; sum++) {
      exactness.restart();
      for (int term = 0; term < terms && !exactness.failed(); term++) {
        exactness.add(block.doubleAt(term * sums + sum));
      }
      if (!(terms <= commuting ? exactness.commutesAmong(terms) : exactness.holds())) {
        return null;
      }
    }
    return terms <= commuting ? Proof.FEW_TERMS : Proof.EXACT;
  }

  /** Two terms commute wherever they are, unless they may overflow or both be −0. */
  private @Nullable Proof proofOfMovingTerms(
      DType dtype, double[] magnitudes, double[] movement, Liberties liberties) {
    for (int sum = 0; sum < sums && terms == 2; sum++) {
      boolean mayOverflow = !(magnitudes[sum] + movement[sum] <= dtype.largest());
      if (mayOverflow || (mayBeNegativeZero(sum) && mayBeNegativeZero(sums + sum))) {
        return null;
      }
    }
    return terms <= liberties.commutingTerms() ? Proof.FEW_TERMS : null;
  }

  private boolean mayBeNegativeZero(int position) {
    double value = block.doubleAt(position);
    double moves = radius == null ? 0 : radius[position];
    return moves == 0 ? value == 0 && Math.copySign(1, value) < 0 : Math.abs(value) <= moves;
  }
}
