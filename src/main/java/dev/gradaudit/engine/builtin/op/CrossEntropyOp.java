package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.Arithmetic;
import dev.gradaudit.engine.builtin.DifferentiableOp;
import dev.gradaudit.engine.builtin.Operands;
import dev.gradaudit.engine.builtin.Value;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.CompositeOp;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import java.util.Arrays;

/**
 * The cross entropy of logits {@code [N, C]} (or {@code [C]}) and class indices {@code [N]} (or a
 * scalar): −log_softmax at the class, reduced over N. Everything beyond that is composed of
 * log_softmax and nll_loss: weights, ignored targets, smoothed labels, further dimensions, and
 * probabilities as targets.
 */
final class CrossEntropyOp implements DifferentiableOp, CompositeOp {
  @Override
  public Signature signature() {
    return Signatures.of(
        "cross_entropy",
        "cross entropy of logits [N, C, ...] and class indices [N, ...] or probabilities",
        Signatures.INPUT,
        Signatures.TARGET,
        Parameter.optional("weight", Kind.OPTIONAL_TENSOR, Argument.none()),
        Parameter.optional("ignore_index", Kind.INT, Argument.of(NllLossOp.IGNORED)),
        Signatures.REDUCTION,
        Signatures.number("label_smoothing", 0));
  }

  @Override
  public boolean expands(Call call) {
    return call.type("target").dtype().isFloating()
        || call.type("input").shape().rank() > 2
        || !call.arguments().isNone("weight")
        || call.arguments().integer("ignore_index") != NllLossOp.IGNORED
        || call.arguments().real("label_smoothing") != 0;
  }

  @Override
  public String definition(Call call) {
    Shape input = Checks.floating(call, "input").shape();
    double smoothing = call.arguments().real("label_smoothing");
    LossReduction reduction = LossReduction.check(call);
    if (input.rank() == 0 || !(smoothing >= 0 && smoothing <= 1)) {
      throw new InvalidCallException(
          input.rank() == 0 ? "input" : "label_smoothing",
          input.rank() == 0 ? "needs [C] or [N, C, ...]" : "has to be between 0 and 1");
    }
    int classDim = input.rank() == 1 ? 0 : 1;
    int classes = input.extent(classDim);
    int[] column = new int[input.rank()];
    Arrays.fill(column, 1);
    column[classDim] = classes;
    boolean weighted = !call.arguments().isNone("weight");
    String scaled = weighted ? "logp * weight.reshape(" + ShapeOps.tuple(column) + ")" : "logp";
    StringBuilder text = new StringBuilder("logp = F.log_softmax(input, " + classDim + ")\n");
    if (call.type("target").dtype().isFloating()) {
      if (!call.type("target").shape().equals(input)) {
        throw new InvalidCallException("target", "probabilities need the shape of input, " + input);
      }
      text.append("t = ")
          .append(
              smoothing == 0 ? "target" : "target * (1 - label_smoothing) + " + smoothing / classes)
          .append("\nlosses = -(")
          .append(scaled)
          .append(" * t).sum(")
          .append(classDim)
          .append(")\n");
      long rows = input.size() / Math.max(1, classes);
      return text
          + switch (reduction) {
            case NONE -> "losses";
            case SUM -> "losses.sum()";
            case MEAN -> "losses.sum() / " + rows;
          };
    }
    String plain = "F.nll_loss(logp, target, weight, ignore_index, reduction)";
    if (smoothing == 0) {
      return text + plain;
    }
    // Smoothing gives every class a share; an ignored target has none.
    text.append("hard = ").append(plain).append('\n');
    text.append("counts = target != ignore_index\n");
    text.append("all = torch.where(counts, -(")
        .append(scaled)
        .append(").sum(")
        .append(classDim)
        .append("), 0)\n");
    text.append(
        switch (reduction) {
          case NONE -> "smooth = all\n";
          case SUM -> "smooth = all.sum()\n";
          case MEAN ->
              """
              ones = torch.ones_like(logp)
              total = F.nll_loss(-ones, target, weight, ignore_index, 'sum')
              smooth = all.sum() / total
              """;
        });
    return text + "(1 - label_smoothing) * hard + " + smoothing / classes + " * smooth";
  }

  @Override
  public TensorType infer(Call call) {
    TensorType input = Checks.floating(call, "input");
    TensorType target = call.type("target");
    if (target.dtype() != DType.INT64) {
      throw new InvalidCallException(
          "target",
          "needs class indices of int64, but target is " + target,
          "give the tensor \"dtype\": \"int64\"");
    }
    Shape x = input.shape();
    if (x.rank() != 1 && x.rank() != 2) {
      throw new InvalidCallException(
          "input", "input has to be [N, C] or [C], but its shape is " + x);
    }
    Shape expected = x.rank() == 1 ? Shape.SCALAR : Shape.of(x.extent(0));
    if (!target.shape().equals(expected)) {
      throw new InvalidCallException(
          "target",
          "input " + x + " needs a target of shape " + expected + ", but it is " + target.shape());
    }
    if (x.extent(x.rank() - 1) == 0) {
      throw new InvalidCallException("input", "input " + x + " has no classes");
    }
    return new TensorType(input.dtype(), LossReduction.check(call).shape(target.shape()));
  }

  @Override
  public void checkIndices(Call call, String parameter, LongTensor indices) {
    checkClasses(call.type("input").shape(), parameter, indices);
  }

  private static void checkClasses(Shape input, String parameter, LongTensor indices) {
    int classes = input.extent(input.rank() - 1);
    for (int i = 0; i < indices.size(); i++) {
      long label = indices.values()[i];
      if (label < 0 || label >= classes) {
        throw new InvalidCallException(
            parameter,
            "class "
                + label
                + " at index "
                + i
                + " of target is out of range: input "
                + input
                + " has "
                + classes
                + " classes",
            "use 0 to " + (classes - 1));
      }
    }
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    // Labels may be drawn from the seed, so that those of another seed were never seen before.
    checkClasses(x.shape(), "target", (LongTensor) operands.get("target").tensor());
    Value logits = math.reshape(x, rows(x.shape()));
    Value logProbabilities = SoftmaxOp.logSoftmax(math, logits, new int[] {1});
    operands.save(logProbabilities);
    Value atClass =
        math.gather(logProbabilities, positions(operands), operands.get("target").shape());
    return LossReduction.of(operands).reduce(math, math.neg(atClass));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value x = operands.get("input");
    Shape target = operands.get("target").shape();
    long count = target.size();
    Value each = LossReduction.of(operands).divided(math, math.neg(grad), count);
    Value sparse = math.scatter(math.expand(each, target), positions(operands), rows(x.shape()));
    Value full = SoftmaxOp.logSoftmaxGrad(math, operands.saved(), sparse, new int[] {1});
    return math.reshape(full, x.shape());
  }

  private static Shape rows(Shape input) {
    return input.rank() == 1 ? Shape.of(1, input.extent(0)) : input;
  }

  /** The position of each row's class among the logits. */
  private static int[] positions(Operands operands) {
    Shape input = rows(operands.get("input").shape());
    LongTensor target = (LongTensor) operands.get("target").tensor();
    int[] positions = new int[target.size()];
    for (int row = 0; row < positions.length; row++) {
      positions[row] = row * input.extent(1) + (int) target.values()[row];
    }
    return positions;
  }
}
