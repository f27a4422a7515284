package dev.gradaudit.engine.builtin;

import dev.gradaudit.engine.Referee;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.numeric.DoubleDouble;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.WideTensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The primitives with a second value beside each: what real arithmetic gives, to about 106 bits,
 * with a bound of first order on its error. Nothing is rounded to a dtype there, neither by
 * operations nor by conversions between floating dtypes; the tensors of the step and the constants
 * of rules are what they are in their dtype.
 *
 * <p>Choices (comparisons, the largest element, rectifiers, roundings, indices) are those of the
 * run itself, so that both values are of the same function; how often wide arithmetic would have
 * chosen otherwise is counted.
 */
final class ReferenceArithmetic implements ScopedArithmetic {
  /** Of + − × ÷, relative to the result. */
  private static final double ERROR_OF_AN_OPERATION = 0x1p-100;

  /** What the reduction of an argument loses, relative to it. */
  private static final double ERROR_OF_AN_ARGUMENT = 0x1p-98;

  private final TensorArithmetic plain;
  private final Referee.Nudges nudges;
  private @Nullable SiteScope scope;
  private long otherChoices;

  ReferenceArithmetic(TensorArithmetic plain, Referee.Nudges nudges) {
    this.plain = plain;
    this.nudges = nudges;
  }

  /** How many elements wide arithmetic would have chosen otherwise. */
  long otherChoices() {
    return otherChoices;
  }

  @Override
  public void enter(SiteScope scope) {
    this.scope = scope;
    plain.enter(scope);
  }

  @Override
  public Value constant(Tensor tensor) {
    return new Value(tensor, WideTensor.of(tensor));
  }

  @Override
  public Value scalar(DType dtype, DoubleDouble number) {
    WideTensor wide = WideTensor.zeros(Shape.SCALAR);
    wide.set(0, number, ownError(ERROR_OF_AN_OPERATION, number));
    return new Value(plain.scalar(dtype, number).tensor(), wide);
  }

  @Override
  public Value unary(Unary f, Value x) {
    Tensor result = plain.unary(f, x).tensor();
    WideTensor from = x.wide();
    WideTensor wide = WideTensor.zeros(result.shape());
    WideUnary function = f.wide();
    for (int i = 0; i < wide.size(); i++) {
      double seen = x.tensor().doubleAt(i);
      DoubleDouble argument = from.at(i);
      DoubleDouble value = function.value().of(argument, seen);
      if (seen != argument.high()
          && isOther(value, function.value().of(argument, argument.high()))) {
        otherChoices++;
      }
      double reduction = function.error() == 0 ? 0 : ownError(ERROR_OF_AN_ARGUMENT, argument);
      double slope = function.slope().applyAsDouble(argument.high());
      double error = grown(slope, from.error()[i] + reduction);
      wide.set(i, value, error + ownError(function.error(), value));
    }
    return new Value(result, wide);
  }

  @Override
  public Value binary(Binary f, Value a, Value b) {
    Tensor result = plain.binary(f, a, b).tensor();
    int[] left = Positions.broadcast(a.shape(), result.shape());
    int[] right = Positions.broadcast(b.shape(), result.shape());
    WideTensor x = a.wide();
    WideTensor y = b.wide();
    WideTensor wide = WideTensor.zeros(result.shape());
    WideBinary function = f.wide();
    for (int i = 0; i < wide.size(); i++) {
      DoubleDouble first = x.at(left[i]);
      DoubleDouble second = y.at(right[i]);
      double seenA = a.tensor().doubleAt(left[i]);
      double seenB = b.tensor().doubleAt(right[i]);
      DoubleDouble value = function.value().of(first, second, seenA, seenB);
      if ((seenA != first.high() || seenB != second.high())
          && isOther(value, function.value().of(first, second, first.high(), second.high()))) {
        otherChoices++;
      }
      double error =
          grown(function.slopeA().at(first.high(), second.high(), value.high()), x.error()[left[i]])
              + grown(
                  function.slopeB().at(first.high(), second.high(), value.high()),
                  y.error()[right[i]])
              + ownError(ERROR_OF_AN_OPERATION, value);
      wide.set(i, value, error);
    }
    return new Value(result, wide);
  }

  private static boolean isOther(DoubleDouble one, DoubleDouble other) {
    return one.high() != other.high() && !(Double.isNaN(one.high()) && Double.isNaN(other.high()));
  }

  /** No error stays none however steep the function is, and a level one takes in any. */
  private static double grown(double slope, double error) {
    return error == 0 || slope == 0 ? 0 : Math.abs(slope) * error;
  }

  /** An infinity is what it is. */
  private static double ownError(double relative, DoubleDouble value) {
    double magnitude = Math.abs(value.high());
    return magnitude < Double.POSITIVE_INFINITY ? relative * magnitude : 0;
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
    int[] positions = reduction.positions();
    int columns = reduction.sums();
    WideTensor from = x.wide();
    WideSums sums = new WideSums(columns);
    for (int i = 0; i < positions.length; i++) {
      int at = positions[i];
      sums.add(i % columns, from.high()[at], from.low()[at], from.error()[at]);
    }
    return site(label, result, sums);
  }

  @Override
  public boolean startsFromBias(Value a, Value b) {
    return false;
  }

  @Override
  public Value accumulate(List<Value> contributions, List<Integer> groups) {
    if (contributions.size() == 1) {
      return contributions.get(0);
    }
    Tensor result = plain.accumulate(contributions, groups).tensor();
    WideSums sums = new WideSums(result.size());
    for (Value contribution : contributions) {
      WideTensor from = contribution.wide();
      for (int i = 0; i < from.size(); i++) {
        sums.add(i, from.high()[i], from.low()[i], from.error()[i]);
      }
    }
    return site("", result, sums);
  }

  @Override
  public Value matmul(Value a, Value b) {
    Tensor result = plain.matmul(a, b).tensor();
    MatmulExtents extents = MatmulExtents.of(a.shape(), b.shape());
    WideTensor left = a.wide();
    WideTensor right = b.wide();
    WideSums sums = new WideSums(result.size());
    int n = extents.n();
    for (int row = 0; row < extents.batch() * extents.m(); row++) {
      int batch = row / extents.m();
      for (int k = 0; k < extents.k(); k++) {
        int at = row * extents.k() + k;
        int from = (batch * extents.k() + k) * n;
        for (int column = 0; column < n; column++) {
          sums.addProduct(row * n + column, left, at, right, from + column);
        }
      }
    }
    return site("", result, sums);
  }

  @Override
  public Value scatterAdd(Value x, int[] positions, Shape shape, String label) {
    Tensor result = plain.scatterAdd(x, positions, shape, label).tensor();
    WideTensor from = x.wide();
    WideSums sums = new WideSums(result.size());
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] >= 0) {
        sums.add(positions[i], from.high()[i], from.low()[i], from.error()[i]);
      }
    }
    return site(label, result, sums);
  }

  @Override
  public Value runningProducts(Value start, Value factors) {
    Tensor result = plain.runningProducts(start, factors).tensor();
    WideTensor wide = WideTensor.zeros(result.shape());
    int n = start.tensor().size();
    for (int i = 0; i < n; i++) {
      wide.set(i, start.wide().at(i), start.wide().error()[i]);
    }
    for (int i = n; i < wide.size(); i++) {
      DoubleDouble before = wide.at(i - n);
      DoubleDouble factor = factors.wide().at(i - n);
      DoubleDouble product = before.times(factor);
      double error =
          grown(factor.high(), wide.error()[i - n])
              + grown(before.high(), factors.wide().error()[i - n])
              + ownError(ERROR_OF_AN_OPERATION, product);
      wide.set(i, product, error);
    }
    return new Value(result, wide);
  }

  private Value site(String label, Tensor result, WideSums sums) {
    if (scope == null) {
      throw new IllegalStateException("a sum outside of any operation");
    }
    WideTensor wide = sums.result(result.shape());
    double[] nudge = nudges.at(scope.key(label));
    if (nudge != null) {
      for (int i = 0; i < nudge.length; i++) {
        wide.set(i, wide.at(i).plus(nudge[i]), wide.error()[i]);
      }
    }
    return new Value(result, wide);
  }

  @Override
  public Value max(Value x, int[] dims, boolean keepDims) {
    Tensor result = plain.max(x, dims, keepDims).tensor();
    Reduction reduction = Reduction.over(x.shape(), dims, keepDims);
    int[] block = reduction.positions();
    int[] largest = largest(reduction.block(x.tensor()), reduction);
    int[] wideLargest = largestWide(x.wide(), block, reduction);
    int[] positions = new int[largest.length];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = block[largest[i] * positions.length + i];
      int other = block[wideLargest[i] * positions.length + i];
      if (x.wide().at(other).compare(x.wide().at(positions[i])) != 0) {
        otherChoices++;
      }
    }
    return new Value(result, x.wide().gather(positions, result.shape()));
  }

  private static int[] largest(Tensor block, Reduction reduction) {
    return Elementwise.argmax(block, reduction.terms(), reduction.sums());
  }

  private static int[] largestWide(WideTensor x, int[] block, Reduction reduction) {
    int[] largest = new int[reduction.sums()];
    for (int term = 1; term < reduction.terms(); term++) {
      for (int i = 0; i < largest.length; i++) {
        DoubleDouble best = x.at(block[largest[i] * largest.length + i]);
        DoubleDouble next = x.at(block[term * largest.length + i]);
        largest[i] = next.compare(best) > 0 ? term : largest[i];
      }
    }
    return largest;
  }

  @Override
  public Value argmax(Value x, int[] dims, boolean keepDims) {
    Tensor result = plain.argmax(x, dims, keepDims).tensor();
    Reduction reduction = Reduction.over(x.shape(), dims, keepDims);
    int[] block = reduction.positions();
    int[] wideLargest = largestWide(x.wide(), block, reduction);
    for (int i = 0; i < wideLargest.length; i++) {
      int chosen = block[Math.toIntExact(result.bitsAt(i)) * wideLargest.length + i];
      int other = block[wideLargest[i] * wideLargest.length + i];
      if (x.wide().at(other).compare(x.wide().at(chosen)) != 0) {
        otherChoices++;
      }
    }
    return constant(result);
  }

  @Override
  public Value compare(Comparison comparison, Value a, Value b) {
    Tensor result = plain.compare(comparison, a, b).tensor();
    int[] left = Positions.broadcast(a.shape(), result.shape());
    int[] right = Positions.broadcast(b.shape(), result.shape());
    for (int i = 0; i < result.size(); i++) {
      long order = a.wide().at(left[i]).compare(b.wide().at(right[i]));
      boolean nan =
          Double.isNaN(a.tensor().doubleAt(left[i])) || Double.isNaN(b.tensor().doubleAt(right[i]));
      if (!nan && comparison.holds(order, 0L) != (result.bitsAt(i) != 0)) {
        otherChoices++;
      }
    }
    return constant(result);
  }

  @Override
  public Value combine(Logic logic, Value a, Value b) {
    return constant(plain.combine(logic, a, b).tensor());
  }

  @Override
  public Value where(Value mask, Value a, Value b) {
    Tensor result = plain.where(mask, a, b).tensor();
    int[] choice = Positions.broadcast(mask.shape(), result.shape());
    int[] left = Positions.broadcast(a.shape(), result.shape());
    int[] right = Positions.broadcast(b.shape(), result.shape());
    WideTensor wide = WideTensor.zeros(result.shape());
    for (int i = 0; i < wide.size(); i++) {
      boolean first = mask.tensor().bitsAt(choice[i]) != 0;
      WideTensor from = first ? a.wide() : b.wide();
      int at = first ? left[i] : right[i];
      wide.set(i, from.at(at), from.error()[at]);
    }
    return new Value(result, wide);
  }

  @Override
  public Value concat(List<Value> xs) {
    Tensor result = plain.concat(xs).tensor();
    WideTensor wide = WideTensor.zeros(result.shape());
    int to = 0;
    for (Value x : xs) {
      for (int i = 0; i < x.wide().size(); i++) {
        wide.set(to++, x.wide().at(i), x.wide().error()[i]);
      }
    }
    return new Value(result, wide);
  }

  @Override
  public Value chosenBy(Value index, Value result) {
    return result;
  }

  @Override
  public Value reshape(Value x, Shape shape) {
    return new Value(plain.reshape(x, shape).tensor(), x.wide().withShape(shape));
  }

  @Override
  public Value gather(Value x, int[] positions, Shape shape) {
    return new Value(plain.gather(x, positions, shape).tensor(), x.wide().gather(positions, shape));
  }

  @Override
  public Value scatter(Value x, int[] positions, Shape shape) {
    Tensor result = plain.scatter(x, positions, shape).tensor();
    int[] sources = new int[result.size()];
    Arrays.fill(sources, -1);
    for (int i = 0; i < positions.length; i++) {
      sources[positions[i]] = i;
    }
    return new Value(result, x.wide().gather(sources, shape));
  }

  @Override
  public Value cast(Value x, DType dtype) {
    Tensor result = plain.cast(x, dtype).tensor();
    boolean exact = dtype.isFloating() && x.dtype().isFloating();
    return exact ? new Value(result, x.wide()) : constant(result);
  }
}
