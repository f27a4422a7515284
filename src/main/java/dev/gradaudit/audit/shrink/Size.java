package dev.gradaudit.audit.shrink;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.ProgramOutline;
import dev.gradaudit.reduction.Accumulation;
import dev.gradaudit.reduction.OrderSpec;
import dev.gradaudit.reduction.Permutation;
import dev.gradaudit.reduction.Tree;
import dev.gradaudit.scenario.NumeralText;
import dev.gradaudit.scenario.ScenarioDraft.Variable;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Tensor;
import java.util.Comparator;

/**
 * How large a candidate is. Every step of a search makes it smaller, and as its parts are whole
 * numbers from 0 that are compared one after the other, no search goes on for ever.
 *
 * @param words of the program; a cotangent counts for a few
 * @param gradients how many tensors require one
 * @param elements of all tensors
 * @param dimensions of all tensors
 * @param schedule how much is special about the two configurations
 * @param digits what it takes to write the numbers; 0 where there are more than anyone looks at
 */
record Size(int words, int gradients, long elements, int dimensions, long schedule, long digits)
    implements Comparable<Size> {
  /** Numbers are made simpler when there are no more than so many. */
  static final int FEW_ELEMENTS = 2048;

  /** A sum in the program is easier to understand than a cotangent of its own. */
  private static final int WORDS_OF_COTANGENT = 8;

  private static final int DIGIT = 32;
  private static final long PART = 1 << 12;

  private static final Comparator<Size> ORDER =
      Comparator.comparingInt(Size::words)
          .thenComparingInt(Size::gradients)
          .thenComparingLong(Size::elements)
          .thenComparingInt(Size::dimensions)
          .thenComparingLong(Size::schedule)
          .thenComparingLong(Size::digits);

  static Size of(Candidate candidate) {
    Tensor cotangent = candidate.cotangent();
    int words = cotangent == null ? 0 : WORDS_OF_COTANGENT;
    for (String statement : candidate.statements()) {
      words += ProgramOutline.count(statement);
    }
    int dimensions = cotangent == null ? 0 : cotangent.shape().rank();
    long elements = candidate.elements();
    boolean few = elements <= FEW_ELEMENTS;
    long digits = cotangent == null || !few ? 0 : digits(cotangent);
    for (Variable variable : candidate.tensors().values()) {
      dimensions += variable.value().shape().rank();
      digits += few ? digits(variable.value()) : 0;
    }
    return new Size(
        words,
        candidate.gradients(),
        elements,
        dimensions,
        schedule(candidate.from(), candidate.to()),
        digits);
  }

  private static long digits(Tensor tensor) {
    long digits = 0;
    for (int i = 0; i < tensor.size(); i++) {
      digits +=
          tensor instanceof LongTensor whole
              ? digits(NumeralText.of(whole.values()[i]), (double) whole.values()[i])
              : digits(tensor.dtype(), tensor.doubleAt(i));
    }
    return digits;
  }

  /** What a number costs: nothing for 0, then its text, and among texts of a digit its value. */
  static long digits(DType dtype, double value) {
    return digits(NumeralText.of(dtype, value), value);
  }

  private static long digits(String text, double value) {
    double magnitude = Math.abs(value);
    long rest = magnitude < DIGIT ? (long) magnitude : DIGIT - 1;
    return text.equals("0") ? 0 : (long) DIGIT * text.length() + rest;
  }

  /** What is special about two configurations, each by itself and one against the other. */
  static long schedule(Configuration from, Configuration to) {
    long differing = 0;
    differing += from.order().name().equals(to.order().name()) ? 0 : 1;
    differing += from.threads() == to.threads() ? 0 : 1;
    differing += from.seed() == to.seed() ? 0 : 1;
    return differing * PART * 16 + special(from) + special(to);
  }

  private static long special(Configuration side) {
    long special = side.threads() - 1L;
    special += side.seed() == 0 ? 0 : side.seed() > 0 && side.seed() < PART ? side.seed() : PART;
    if (!(side.order() instanceof OrderSpec order)) {
      return special + 8L * PART;
    }
    special += order.permutation() == Permutation.FORWARD ? 0 : PART;
    special += order.permutation() == Permutation.SHUFFLED ? 1 : 0;
    special += order.accumulation() == Accumulation.PLAIN ? 0 : PART;
    return special + special(order.tree());
  }

  private static long special(Tree tree) {
    if (tree instanceof Tree.Sequential) {
      return 0;
    }
    if (tree instanceof Tree.Strided strided) {
      return PART + Math.min(strided.accumulators(), PART / 2);
    }
    if (tree instanceof Tree.Blocked blocked) {
      return PART + Math.min(blocked.block(), PART / 2);
    }
    return PART + (tree instanceof Tree.Pairwise ? 0 : PART / 2);
  }

  @Override
  public int compareTo(Size other) {
    return ORDER.compare(this, other);
  }
}
