package dev.gradaudit.reduction;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.ExactSum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The definitions, sum by sum and term by term, for every floating dtype: the measure of {@link
 * FastEvaluator}.
 */
final class ReferenceEvaluator implements Evaluator {
  private final Arrivals arrivals;

  ReferenceEvaluator(Arrivals arrivals) {
    this.arrivals = arrivals;
  }

  @Override
  public void evaluate(SumPlan plan, DType dtype, FloatTerms terms, float[] into) {
    for (SumPlan.Segment segment : plan.segments()) {
      for (int sum = segment.from(); sum < segment.to(); sum++) {
        into[sum] = (float) evaluate(segment, terms, sum, dtype);
      }
    }
  }

  @Override
  public void evaluate(SumPlan plan, DoubleTerms terms, double[] into) {
    for (SumPlan.Segment segment : plan.segments()) {
      for (int sum = segment.from(); sum < segment.to(); sum++) {
        into[sum] = evaluate(segment, terms, sum, DType.FLOAT64);
      }
    }
  }

  private double evaluate(SumPlan.Segment segment, Terms terms, int sum, DType dtype) {
    Accumulation accumulation = segment.accumulation();
    List<ReferenceSums.Term> sequence = sequence(segment.terms(), terms, sum, dtype);
    boolean finite = sequence.stream().allMatch(term -> Double.isFinite(term.value()));
    double result =
        switch (accumulation) {
          case EXACT -> exact(sequence, dtype);
          case PLAIN, FMA, STOCHASTIC -> walk(segment, accumulation, sequence, dtype, arrivals);
          case KAHAN, NEUMAIER, WIDE ->
              walk(segment, finite ? accumulation : Accumulation.PLAIN, sequence, dtype, arrivals);
        };
    return Double.isNaN(result) ? Double.NaN : result;
  }

  private static List<ReferenceSums.Term> sequence(
      TermOrder order, Terms terms, int sum, DType dtype) {
    List<ReferenceSums.Term> given = new ArrayList<>();
    for (int term = 0; term < terms.terms(); term++) {
      given.add(
          new ReferenceSums.Term(
              dtype.round(terms.term(term, sum)),
              terms.left(term, sum),
              terms.right(term, sum),
              terms.products()));
    }
    if (order instanceof TermOrder.Listed listed) {
      List<ReferenceSums.Term> sequence = new ArrayList<>();
      for (int term : listed.terms()) {
        sequence.add(given.get(term));
      }
      return sequence;
    } else if (order instanceof TermOrder.ByMagnitude byMagnitude) {
      // A list's sort is stable.
      Comparator<ReferenceSums.Term> magnitude =
          Comparator.comparingDouble(term -> Math.abs(term.value()));
      given.sort(
          Comparator.comparing((ReferenceSums.Term term) -> Double.isNaN(term.value()))
              .thenComparing(byMagnitude.largestFirst() ? magnitude.reversed() : magnitude));
    }
    return given;
  }

  private static double exact(List<ReferenceSums.Term> sequence, DType dtype) {
    ExactSum exact = new ExactSum();
    sequence.forEach(term -> exact.add(term.value()));
    return exact.value(dtype);
  }

  private static double walk(
      SumPlan.Segment segment,
      Accumulation accumulation,
      List<ReferenceSums.Term> sequence,
      DType dtype,
      Arrivals arrivals) {
    ReferenceSums sums = new ReferenceSums(sequence, segment, accumulation, dtype);
    return sums.result(segment.schedule().walk(sums, arrivals));
  }
}
