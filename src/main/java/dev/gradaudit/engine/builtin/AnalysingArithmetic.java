package dev.gradaudit.engine.builtin;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Analysis.Proof;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The primitives with analysis: computes what the plain ones do, and beside it how far every
 * element could move under another order and which sites it depends on.
 */
final class AnalysingArithmetic implements ScopedArithmetic {
  private final TensorArithmetic plain;
  private final Liberties liberties;
  private final List<Analysis.Site> sites = new ArrayList<>();
  private @Nullable SiteScope scope;

  /**
   * @param liberties of the orders that proofs have to hold for
   */
  AnalysingArithmetic(TensorArithmetic plain, Liberties liberties) {
    this.plain = plain;
    this.liberties = liberties;
  }

  /** What was found out, for these gradients. */
  Analysis analysis(Map<String, @Nullable Value> gradients) {
    Map<String, Analysis.Gradient> analysed = new HashMap<>();
    gradients.forEach(
        (name, gradient) -> {
          if (gradient != null) {
            analysed.put(name, gradient(gradient));
          }
        });
    return new Analysis(sites, analysed);
  }

  private Analysis.Gradient gradient(Value value) {
    List<Integer> used = value.trail().sites().stream().boxed().toList();
    boolean proven = used.stream().allMatch(site -> sites.get(site).proof() != null);
    if (proven) {
      return new Analysis.Gradient(used, true, null, null);
    }
    int size = value.tensor().size();
    double[] lower = new double[size];
    double[] upper = new double[size];
    for (int i = 0; i < size; i++) {
      Interval interval = Interval.around(value.tensor().doubleAt(i), value.radiusAt(i));
      lower[i] = interval.low();
      upper[i] = interval.high();
    }
    return new Analysis.Gradient(used, false, lower, upper);
  }

  @Override
  public void enter(SiteScope scope) {
    this.scope = scope;
    plain.enter(scope);
  }

  @Override
  public Value constant(Tensor tensor) {
    return new Value(tensor);
  }

  @Override
  public Value unary(Unary f, Value x) {
    Tensor result = plain.unary(f, x).tensor();
    return new Value(result, Enclosure.unary(f, x, result), x.trail());
  }

  @Override
  public Value binary(Binary f, Value a, Value b) {
    Tensor result = plain.binary(f, a, b).tensor();
    double[] radius = Enclosure.binary(f, a, b, result);
    return new Value(result, radius, Trail.join(List.of(a.trail(), b.trail())));
  }

  @Override
  public Value sum(Value x, int[] dims, boolean keepDims, String label) {
    if (dims.length == 0) {
      return x;
    }
    Tensor result = plain.sum(x, dims, keepDims, label).tensor();
    return reduced(x, Reduction.over(x.shape(), dims, keepDims), result, label);
  }

  @Override
  public Value sumTo(Value x, Shape shape) {
    if (x.shape().equals(shape)) {
      return x;
    }
    Tensor result = plain.sumTo(x, shape).tensor();
    return reduced(x, Reduction.undoingBroadcast(x.shape(), shape), result, "broadcast");
  }

  private Value reduced(Value x, Reduction reduction, Tensor result, String label) {
    Tensor block = reduction.block(x.tensor());
    double[] radius = blockRadius(x, reduction);
    BlockSums sums = new BlockSums(block, radius, reduction.terms(), reduction.sums());
    return site(
        label, sums.facts(result, liberties), reduction.terms(), result, List.of(x.trail()));
  }

  @Override
  public Value accumulate(List<Value> contributions, List<Integer> groups) {
    if (contributions.size() == 1) {
      return contributions.get(0);
    }
    Tensor result = plain.accumulate(contributions, groups).tensor();
    BlockSums sums = BlockSums.ofRows(contributions);
    List<Trail> trails = contributions.stream().map(Value::trail).toList();
    return site("", sums.facts(result, liberties), contributions.size(), result, trails);
  }

  @Override
  public Value matmul(Value a, Value b) {
    Tensor result = plain.matmul(a, b).tensor();
    ProductSums sums = new ProductSums(a, b, liberties);
    int terms = a.shape().extent(2);
    return site("", sums.facts(result), terms, result, List.of(a.trail(), b.trail()));
  }

  @Override
  public boolean startsFromBias(Value a, Value b) {
    return liberties.startingValues();
  }

  /**
   * With the bias among the terms, what holds for every order holds for one that begins with it.
   */
  @Override
  public Value matmulPlus(Value a, Value b, Value bias) {
    if (!liberties.startingValues()) {
      return add(matmul(a, b), bias);
    }
    List<Value> factors = withBias(a, b, bias);
    return matmul(factors.get(0), factors.get(1));
  }

  /** A sum that begins with +0 is never −0, and others may be. */
  private boolean signMayDiffer(Tensor result) {
    if (!liberties.startingValues()) {
      return false;
    }
    for (int i = 0; i < result.size(); i++) {
      double value = result.doubleAt(i);
      if (value == 0 && 1 / value < 0) {
        return true;
      }
    }
    return false;
  }

  private Value site(String label, SumFacts facts, int terms, Tensor result, List<Trail> parents) {
    SiteKey key = scope().key(label);
    int index = sites.size();
    Proof proof = signMayDiffer(result) ? null : facts.proof();
    sites.add(
        new Analysis.Site(
            key,
            terms,
            result.size(),
            facts.inputsFixed(),
            proof,
            facts.boundUlps(),
            facts.condition()));
    return new Value(result, facts.radius(), Trail.through(index, parents));
  }

  @Override
  public Value runningProducts(Value start, Value factors) {
    Tensor result = plain.runningProducts(start, factors).tensor();
    double[] radius = Enclosure.runningProducts(start, factors, result);
    return new Value(result, radius, Trail.join(List.of(start.trail(), factors.trail())));
  }

  @Override
  public Value max(Value x, int[] dims, boolean keepDims) {
    Tensor result = plain.max(x, dims, keepDims).tensor();
    Reduction reduction = Reduction.over(x.shape(), dims, keepDims);
    double[] radius = Enclosure.max(blockRadius(x, reduction), reduction.terms(), reduction.sums());
    return new Value(result, radius, x.trail());
  }

  @Override
  public Value argmax(Value x, int[] dims, boolean keepDims) {
    Tensor result = plain.argmax(x, dims, keepDims).tensor();
    Reduction reduction = Reduction.over(x.shape(), dims, keepDims);
    Tensor block = reduction.block(x.tensor());
    double[] moved = blockRadius(x, reduction);
    double[] radius = Enclosure.argmax(block, moved, reduction.terms(), reduction.sums(), result);
    return new Value(result, radius, x.trail());
  }

  @Override
  public Value compare(Comparison comparison, Value a, Value b) {
    Tensor result = plain.compare(comparison, a, b).tensor();
    double[] radius = Enclosure.compare(comparison, a, b, result);
    return new Value(result, radius, Trail.join(List.of(a.trail(), b.trail())));
  }

  @Override
  public Value combine(Logic logic, Value a, Value b) {
    Tensor result = plain.combine(logic, a, b).tensor();
    double[] radius = Enclosure.combine(a, b, result);
    return new Value(result, radius, Trail.join(List.of(a.trail(), b.trail())));
  }

  @Override
  public Value where(Value mask, Value a, Value b) {
    Tensor result = plain.where(mask, a, b).tensor();
    double[] radius = Enclosure.where(mask, a, b, result);
    return new Value(result, radius, Trail.join(List.of(mask.trail(), a.trail(), b.trail())));
  }

  @Override
  public Value concat(List<Value> xs) {
    Tensor result = plain.concat(xs).tensor();
    return new Value(
        result, Enclosure.concat(xs), Trail.join(xs.stream().map(Value::trail).toList()));
  }

  @Override
  public Value chosenBy(Value index, Value result) {
    return new Value(
        result.tensor(),
        Enclosure.chosen(index, result),
        Trail.join(List.of(index.trail(), result.trail())));
  }

  @Override
  public Value scatterAdd(Value x, int[] positions, Shape shape, String label) {
    Tensor result = plain.scatterAdd(x, positions, shape, label).tensor();
    ScatterGroups scatter = new ScatterGroups(positions, result.size());
    ScatterSums sums = new ScatterSums(x, scatter, result, liberties);
    int index = sites.size();
    sites.add(sums.site(scope().key(label)));
    return new Value(result, sums.radius(), Trail.through(index, List.of(x.trail())));
  }

  @Override
  public Value reshape(Value x, Shape shape) {
    return new Value(plain.reshape(x, shape).tensor(), x.radius(), x.trail());
  }

  @Override
  public Value gather(Value x, int[] positions, Shape shape) {
    Tensor result = plain.gather(x, positions, shape).tensor();
    return new Value(result, Enclosure.gather(x.radius(), positions), x.trail());
  }

  @Override
  public Value scatter(Value x, int[] positions, Shape shape) {
    Tensor result = plain.scatter(x, positions, shape).tensor();
    double[] radius = Enclosure.scatter(x.radius(), positions, result.size());
    return new Value(result, radius, x.trail());
  }

  @Override
  public Value cast(Value x, DType dtype) {
    Tensor result = plain.cast(x, dtype).tensor();
    return new Value(result, Enclosure.cast(x, result), x.trail());
  }

  private static double @Nullable [] blockRadius(Value x, Reduction reduction) {
    return reduction.isBlock() ? x.radius() : Enclosure.gather(x.radius(), reduction.positions());
  }

  private SiteScope scope() {
    if (scope == null) {
      throw new IllegalStateException("a sum outside of any operation");
    }
    return scope;
  }
}
