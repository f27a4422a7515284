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

  private static int classDim(Shape input) {
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
    checkClasses(call.type("input").shape(), call.arguments().integer("ignore_index"), indices);
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
    Value x = operands.get("input");
    Value target = operands.get("target");
    checkClasses(
        x.shape(), operands.arguments().integer("ignore_index"), (LongTensor) target.tensor());
    Value picked = math.gather(x, positions(operands), target.shape());
    Value losses = math.mul(math.neg(picked), weights(math, operands));
    Value counted = math.chosenBy(target, withoutIgnored(math, operands, losses));
    return switch (LossReduction.of(operands)) {
      case NONE -> counted;
      case SUM -> total(math, counted, "loss");
      case MEAN -> math.div(total(math, counted, "loss"), weightSum(math, operands));
    };
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value x = operands.get("input");
    Value target = operands.get("target");
    boolean mean = LossReduction.of(operands) == LossReduction.MEAN;
    Value each = mean ? math.div(grad, weightSum(math, operands)) : grad;
    Value spread = math.expand(each, target.shape());
    if (operands.is(operand, "input")) {
      Value slope = math.neg(math.mul(spread, weights(math, operands)));
      Value sparse =
          math.scatterAdd(
              withoutIgnored(math, operands, slope), positions(operands), x.shape(), "");
      return math.chosenBy(target, sparse);
    }
    // With respect to a weight: its losses, less the mean where the weights divide it.
    Value picked = math.gather(x, positions(operands), target.shape());
    Value slope = mean ? math.neg(math.add(picked, result)) : math.neg(picked);
    Value full = withoutIgnored(math, operands, math.mul(spread, slope));
    Value sum = math.scatterAdd(full, classes(operands), operands.get("weight").shape(), "weights");
    return math.chosenBy(target, sum);
  }

  private static Value total(Arithmetic math, Value x, String label) {
    return math.sum(x, IntStream.range(0, x.shape().rank()).toArray(), false, label);
  }

  private static Value weightSum(Arithmetic math, Operands operands) {
    Value weights = withoutIgnored(math, operands, weights(math, operands));
    return total(math, weights, "weights");
  }

  /** The weight of each target's class, 1 without weights. */
  private static Value weights(Arithmetic math, Operands operands) {
    Value target = operands.get("target");
    Value one = math.scalar(operands.dtype(), 1);
    return operands.has("weight")
        ? math.gather(operands.get("weight"), classes(operands), target.shape())
        : math.expand(one, target.shape());
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
