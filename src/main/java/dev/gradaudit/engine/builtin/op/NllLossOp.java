package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The negative of the log-probability at the target class, times the weight of that class, 0 where
 * the target is ignored. The mean divides by the sum of the weights of the targets that count: NaN
 * when none does.
 */
final class NllLossOp implements DifferentiableOp {
  /** PyTorch's default of {@code ignore_index}. */
  static final long IGNORED = -100;

  @Override
  public Signature signature() {
    return Signatures.of(
        "nll_loss",
        "-input at the target class, for log-probabilities [N, C, ...] and classes [N, ...]",
        Signatures.INPUT,
        Parameter.required("target", Kind.INDICES),
        Parameter.optional("weight", Kind.OPTIONAL_TENSOR, Argument.none()),
        Parameter.optional("ignore_index", Kind.INT, Argument.of(IGNORED)),
        Signatures.REDUCTION);
  }

  @Override
  public TensorType infer(Call call) {
    return inferLoss(call);
  }

  /** Type inference of all losses at class indices, whose parameters are those of this one. */
  static TensorType inferLoss(Call call) {
    TensorType input = Checks.floating(call, "input");
    Shape x = input.shape();
    if (x.rank() == 0) {
      throw new InvalidCallException("input", "needs [C] or [N, C, ...]");
    }
    Shape expected = targets(x);
    Shape target = call.type("target").shape();
    if (!target.equals(expected)) {
      throw new InvalidCallException(
          "target",
          "input " + x + " needs a target of shape " + expected + ", but it is " + target);
    }
    if (!call.arguments().isNone("weight")) {
      TensorType weight = Checks.floating(call, "weight");
      Checks.sameDType("weight", input, weight);
      int classes = x.extent(classDim(x));
      if (!weight.shape().equals(Shape.of(classes))) {
        throw new InvalidCallException(
            "weight", "weight " + weight.shape() + " has to be [" + classes + "]");
      }
    }
    return new TensorType(input.dtype(), LossReduction.check(call).shape(target));
  }

  /** The dimension of the classes. */
  static int classDim(Shape input) {
    return input.rank() == 1 ? 0 : 1;
  }

  /** The shape without the classes. */
  private static Shape targets(Shape input) {
    int dim = classDim(input);
    return Shape.of(
        IntStream.range(0, input.rank()).filter(i -> i != dim).map(input::extent).toArray());
  }

  @Override
  public void checkIndices(Call call, String parameter, LongTensor indices) {
    checkTargets(call, indices);
  }

  /** Requires the classes of targets that count to be among those of the input. */
  static void checkTargets(Call call, LongTensor target) {
    checkClasses(call.type("input").shape(), call.arguments().integer("ignore_index"), target);
  }

  private static void checkClasses(Shape input, long ignored, LongTensor target) {
    int classes = input.extent(classDim(input));
    for (int i = 0; i < target.size(); i++) {
      long label = target.values()[i];
      if (label != ignored && (label < 0 || label >= classes)) {
        throw new InvalidCallException(
            "target",
            "class "
                + label
                + " at index "
                + i
                + " of target is out of range: input "
                + input
                + " has "
                + classes
                + " classes",
            "use 0 to " + (classes - 1) + ", or " + ignored + " to leave one out");
      }
    }
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    return losses(math, operands, operands.get("input"));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    return operands.is(operand, "input")
        ? gradOfLogs(math, operands, grad)
        : gradOfWeights(math, operands, operands.get("input"), result, grad);
  }

  /**
   * The losses, reduced.
   *
   * @param logs log-probabilities in the shape of the operand {@code input}
   */
  static Value losses(Arithmetic math, Operands operands, Value logs) {
    Value target = operands.get("target");
    // Labels may be drawn from the seed, so that those of another seed were never seen before.
    checkClasses(
        logs.shape(), operands.arguments().integer("ignore_index"), (LongTensor) target.tensor());
    Value picked = math.neg(math.gather(logs, positions(operands), target.shape()));
    Value losses = operands.has("weight") ? math.mul(picked, weights(math, operands)) : picked;
    Value counted = math.chosenBy(target, withoutIgnored(math, operands, losses));
    return switch (LossReduction.of(operands)) {
      case NONE -> counted;
      case SUM -> total(math, counted, "loss");
      case MEAN -> math.div(total(math, counted, "loss"), divisor(math, operands));
    };
  }

  /** The gradient with respect to the log-probabilities. */
  static Value gradOfLogs(Arithmetic math, Operands operands, Value grad) {
    Value target = operands.get("target");
    Value each = math.neg(perTarget(math, operands, grad));
    Value slope = operands.has("weight") ? math.mul(each, weights(math, operands)) : each;
    int[] positions = positions(operands);
    int[] counted = IntStream.range(0, positions.length).filter(i -> positions[i] >= 0).toArray();
    Value sparse =
        math.scatter(
            math.gather(slope, counted, Shape.of(counted.length)),
            Arrays.stream(counted).map(i -> positions[i]).toArray(),
            operands.get("input").shape());
    return math.chosenBy(target, sparse);
  }

  /** The gradient with respect to the weights: the losses, less the mean where they divide it. */
  static Value gradOfWeights(
      Arithmetic math, Operands operands, Value logs, Value result, Value grad) {
    Value target = operands.get("target");
    boolean mean = LossReduction.of(operands) == LossReduction.MEAN;
    Value picked = math.gather(logs, positions(operands), target.shape());
    Value slope = mean ? math.neg(math.add(picked, result)) : math.neg(picked);
    Value each = math.mul(perTarget(math, operands, grad), slope);
    Value sum =
        math.scatterAdd(
            withoutIgnored(math, operands, each),
            classes(operands),
            operands.get("weight").shape(),
            "weights");
    return math.chosenBy(target, sum);
  }

  /** What of the loss's gradient reaches each target, before its weight. */
  private static Value perTarget(Arithmetic math, Operands operands, Value grad) {
    boolean mean = LossReduction.of(operands) == LossReduction.MEAN;
    Value each = mean ? math.div(grad, divisor(math, operands)) : grad;
    return math.expand(each, operands.get("target").shape());
  }

  private static Value total(Arithmetic math, Value x, String label) {
    return math.sum(x, IntStream.range(0, x.shape().rank()).toArray(), false, label);
  }

  /**
   * What the mean divides by: the sum of the weights of the targets that count. Without weights
   * that is their number, which is counted and not summed: a sum of ones in bfloat16 ends at 256.
   */
  private static Value divisor(Arithmetic math, Operands operands) {
    Value target = operands.get("target");
    if (operands.has("weight")) {
      Value counted = withoutIgnored(math, operands, weights(math, operands));
      return math.chosenBy(target, total(math, counted, "weights"));
    }
    long count = Arrays.stream(classes(operands)).filter(label -> label >= 0).count();
    return math.chosenBy(target, math.scalar(operands.dtype(), (double) count));
  }

  /** The weight of each target's class. */
  private static Value weights(Arithmetic math, Operands operands) {
    Shape targets = operands.get("target").shape();
    return math.gather(operands.get("weight"), classes(operands), targets);
  }

  private static Value withoutIgnored(Arithmetic math, Operands operands, Value x) {
    long ignored = operands.arguments().integer("ignore_index");
    LongTensor target = (LongTensor) operands.get("target").tensor();
    int[] kept = new int[target.size()];
    boolean all = true;
    for (int i = 0; i < kept.length; i++) {
      kept[i] = target.values()[i] == ignored ? -1 : i;
      all &= kept[i] >= 0;
    }
    return all ? x : math.gather(x, kept, x.shape());
  }

  /** For each target its class, −1 where it is ignored. */
  private static int[] classes(Operands operands) {
    long ignored = operands.arguments().integer("ignore_index");
    LongTensor target = (LongTensor) operands.get("target").tensor();
    int[] classes = new int[target.size()];
    for (int i = 0; i < classes.length; i++) {
      long label = target.values()[i];
      classes[i] = label == ignored ? -1 : (int) label;
    }
    return classes;
  }

  /** For each target the position of its class in input, −1 where it is ignored. */
  private static int[] positions(Operands operands) {
    Shape input = operands.get("input").shape();
    int dim = classDim(input);
    int stride = input.strides()[dim];
    int classes = input.extent(dim);
    int[] positions = classes(operands);
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] >= 0) {
        positions[i] = i / stride * stride * classes + i % stride + positions[i] * stride;
      }
    }
    return positions;
  }
}
