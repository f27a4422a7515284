package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import java.util.List;

/** Losses that are composed of simpler functions. */
final class LossOps {
  private LossOps() {}

  /** The members of the family. */
  static List<Op> all() {
    return List.of(
        Composite.of(
            Signatures.promoting(
                "l1_loss",
                "mean of |x - target|",
                Signatures.INPUT,
                Signatures.TARGET,
                Signatures.REDUCTION),
            call -> LossReduction.check(call).text("(input - target).abs()")),
        Composite.of(
            Signatures.promoting(
                "smooth_l1_loss",
                "(x - target)^2 / (2 beta) below beta, |x - target| - beta / 2 above",
                Signatures.INPUT,
                Signatures.TARGET,
                Signatures.REDUCTION,
                Signatures.number("beta", 1)),
            LossOps::smoothL1),
        Composite.of(
            Signatures.promoting(
                "huber_loss",
                "(x - target)^2 / 2 up to delta, delta (|x - target| - delta / 2) above",
                Signatures.INPUT,
                Signatures.TARGET,
                Signatures.REDUCTION,
                Signatures.number("delta", 1)),
            LossOps::huber),
        Composite.of(
            Signatures.promoting(
                "kl_div",
                "target (log target - input), for log-probabilities; 0 where the target is 0",
                Signatures.INPUT,
                Signatures.TARGET,
                Signatures.REDUCTION,
                Signatures.flag("log_target", false)),
            LossOps::klDiv),
        Composite.of(
            Signatures.promoting(
                "cosine_similarity",
                "cosine of the angle between vectors along a dimension",
                Parameter.required("x1", Kind.TENSOR),
                Parameter.required("x2", Kind.TENSOR),
                Parameter.optional("dim", Kind.INT, Argument.of(1)),
                Signatures.number("eps", 1e-8)),
            LossOps::cosineSimilarity));
  }

  private static String cosineSimilarity(Call call) {
    String shape = ShapeOps.tuple(Checks.broadcastShape(call, "x1", "x2").extents());
    return "a = x1.expand("
        + shape
        + ")\nb = x2.expand("
        + shape
        + ")\n((a / torch.clamp_min(a.norm(2, dim, True), eps))"
        + " * (b / torch.clamp_min(b.norm(2, dim, True), eps))).sum(dim)";
  }

  /**
   * An infinite distance is not squared: that would reach its gradient as 0 times infinity. NaN is
   * squared, so that it does reach it.
   */
  private static String smoothL1(Call call) {
    double beta = call.arguments().real("beta");
    if (!(beta >= 0)) {
      throw new InvalidCallException("beta", "beta must not be negative");
    }
    LossReduction reduction = LossReduction.check(call);
    if (beta == 0) {
      return reduction.text("(input - target).abs()");
    }
    return "d = (input - target).abs()\ns = torch.where(d >= beta, 0, d)\n"
        + reduction.text("torch.where(d >= beta, d - 0.5 * beta, 0.5 * s * s / beta)");
  }

  private static String huber(Call call) {
    if (!(call.arguments().real("delta") > 0)) {
      throw new InvalidCallException("delta", "delta has to be positive");
    }
    return "d = (input - target).abs()\ns = torch.where(d > delta, 0, d)\n"
        + LossReduction.check(call)
            .text("torch.where(d > delta, delta * (d - 0.5 * delta), 0.5 * s * s)");
  }

  /**
   * A logarithm of 0 is not taken, so that it cannot reach the gradient: there PyTorch gives NaN
   * with respect to a target of 0, and this the gradient of the other term alone.
   */
  private static String klDiv(Call call) {
    String losses =
        call.arguments().flag("log_target")
            ? "losses = torch.exp(target) * (target - input)\n"
            : """
                some = target != 0
                log = torch.log(torch.where(some, target, 1))
                losses = torch.where(some, target * log, 0) - target * input
                """;
    if (call.arguments().text("reduction").equals("batchmean")) {
      if (call.type("input").shape().rank() == 0) {
        throw new InvalidCallException("reduction", "a scalar has no batch");
      }
      return losses + "losses.sum() / " + Math.max(1, call.type("input").shape().extent(0));
    }
    return losses + LossReduction.check(call).text("losses");
  }
}
