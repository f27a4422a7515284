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
 * The cross entropy of logits {@code [N, C, ...]} (or {@code [C]}) and class indices {@code [N,
 * ...]} (or a scalar): nll_loss of log_softmax. With smoothed labels, or with probabilities as
 * targets, it is composed of log_softmax and sums.
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
      if (call.arguments().integer("ignore_index") >= 0) {
        throw new InvalidCallException(
            "ignore_index",
            "no class can be ignored where the targets are probabilities",
            "leave ignore_index out, or give class indices of int64");
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
    // Smoothing gives every class a share; an ignored target has none.
    text.append("hard = ")
        .append("F.nll_loss(logp, target, weight, ignore_index, reduction)")
        .append('\n');
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
    TensorType target = call.type("target");
    if (target.dtype() != DType.INT64) {
      throw new InvalidCallException(
          "target",
          "needs class indices of int64, but target is " + target,
          "give the tensor \"dtype\": \"int64\"");
    }
    TensorType result = NllLossOp.inferLoss(call);
    Shape x = call.type("input").shape();
    if (x.extent(NllLossOp.classDim(x)) == 0) {
      throw new InvalidCallException("input", "input " + x + " has no classes");
    }
    return result;
  }

  @Override
  public void checkIndices(Call call, String parameter, LongTensor indices) {
    NllLossOp.checkTargets(call, indices);
  }

  @Override
  public Value forward(Arithmetic math, Operands operands) {
    Value x = operands.get("input");
    return NllLossOp.losses(
        math, operands, operands.save(SoftmaxOp.logSoftmax(math, x, classDims(x))));
  }

  @Override
  public Value backward(Arithmetic math, Operands operands, Value result, Value grad, int operand) {
    Value logs = operands.saved();
    return operands.is(operand, "input")
        ? SoftmaxOp.logSoftmaxGrad(
            math, logs, NllLossOp.gradOfLogs(math, operands, grad), classDims(logs))
        : NllLossOp.gradOfWeights(math, operands, logs, result, grad);
  }

  private static int[] classDims(Value x) {
    return new int[] {NllLossOp.classDim(x.shape())};
  }
}
