package dev.gradaudit.audit.shrink;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.scenario.ScenarioDraft.Variable;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes numbers simpler: zeros, small whole numbers, few digits, powers of two; those of a tensor
 * all at once first, then in halves down to one by one.
 */
final class ValueCuts implements Reduction {
  /** The simplest first. */
  private static final List<DoubleUnaryOperator> SIMPLER =
      List.of(
          value -> 0,
          value -> 1,
          value -> Math.signum(value),
          value -> 2,
          value -> 3,
          value -> 10,
          value -> 0.1,
          value -> Math.rint(value),
          value -> decimal(value, 1),
          ValueCuts::powerOfTwo,
          value -> decimal(value, 2),
          value -> decimal(value, 3),
          value -> decimal(value, 4),
          value -> decimal(value, 6));

  @Override
  public void reduce(Search search) {
    if (search.best().elements() > Size.FEW_ELEMENTS) {
      return;
    }
    for (String name : List.copyOf(search.best().tensors().keySet())) {
      reduce(search, name);
    }
    if (search.best().cotangent() != null) {
      reduce(search, null);
    }
  }

  private static void reduce(Search search, @Nullable String name) {
    int size = tensor(search.best(), name).size();
    for (int chunk = size; chunk >= 1; chunk = chunk == 1 ? 0 : (chunk + 1) / 2) {
      for (int from = 0; from < size; from += chunk) {
        simplify(search, name, from, Math.min(size, from + chunk));
      }
    }
  }

  private static void simplify(Search search, @Nullable String name, int from, int to) {
    Candidate base = search.best();
    Tensor tensor = tensor(base, name);
    for (DoubleUnaryOperator rule : SIMPLER) {
      Tensor changed = Slices.with(tensor, from, to, value -> cheaper(tensor.dtype(), rule, value));
      if (!Tensors.sameBits(changed, tensor) && search.accepts(with(base, name, changed))) {
        return;
      }
    }
  }

  /** A number by a rule, where that makes it simpler. */
  private static double cheaper(DType dtype, DoubleUnaryOperator rule, double value) {
    if (!Double.isFinite(value)) {
      return dtype.isFloating() ? rule.applyAsDouble(1) : value;
    }
    double simpler = rule.applyAsDouble(value);
    if (!dtype.isFloating()) {
      return Math.abs(simpler) < Math.abs(value) ? Math.rint(simpler) : value;
    }
    double rounded = dtype.round(simpler);
    boolean helps =
        Double.isFinite(rounded) && Size.digits(dtype, rounded) < Size.digits(dtype, value);
    return helps ? rounded : value;
  }

  private static double decimal(double value, int digits) {
    return new BigDecimal(value)
        .round(new MathContext(digits, RoundingMode.HALF_EVEN))
        .doubleValue();
  }

  private static double powerOfTwo(double value) {
    return value == 0 ? 0 : Math.copySign(Math.scalb(1.0, Math.getExponent(value)), value);
  }

  private static Tensor tensor(Candidate candidate, @Nullable String name) {
    Variable variable = name == null ? null : candidate.tensors().get(name);
    Tensor tensor = variable == null ? candidate.cotangent() : variable.value();
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor '" + name + "'");
    }
    return tensor;
  }

  private static Candidate with(Candidate base, @Nullable String name, Tensor tensor) {
    Variable variable = name == null ? null : base.tensors().get(name);
    return name == null || variable == null
        ? base.withCotangent(tensor)
        : base.withTensor(name, new Variable(tensor, variable.requiresGrad()));
  }
}
