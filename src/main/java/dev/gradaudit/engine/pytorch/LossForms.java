package dev.gradaudit.engine.pytorch;

import dev.gradaudit.tensor.Shape;
import java.util.Map;

/** How losses are called in TorchScript, where a reduction is a number. */
final class LossForms {
  private LossForms() {}

  static void add(Map<String, ScriptForms.Form> forms) {
    forms.put("mse_loss", call -> loss(call, "mse_loss"));
    forms.put("l1_loss", call -> loss(call, "l1_loss"));
    forms.put("smooth_l1_loss", call -> loss(call, "smooth_l1_loss", call.text("beta")));
    forms.put("huber_loss", call -> loss(call, "huber_loss", call.text("delta")));
    forms.put("kl_div", LossForms::klDiv);
    forms.put(
        "binary_cross_entropy",
        call ->
            ScriptForms.list(
                "binary_cross_entropy",
                call.text("input"),
                call.text("target"),
                call.text("weight"),
                reduction(call)));
    forms.put(
        "binary_cross_entropy_with_logits",
        call ->
            ScriptForms.list(
                "binary_cross_entropy_with_logits",
                call.text("input"),
                call.text("target"),
                call.text("weight"),
                call.text("pos_weight"),
                reduction(call)));
    forms.put(
        "nll_loss",
        call ->
            ScriptForms.list(
                "nll_loss_nd",
                call.text("input"),
                call.text("target"),
                call.text("weight"),
                reduction(call),
                call.text("ignore_index")));
    forms.put(
        "cross_entropy",
        call ->
            ScriptForms.list(
                "cross_entropy_loss",
                call.text("input"),
                call.text("target"),
                call.text("weight"),
                reduction(call),
                call.text("ignore_index"),
                call.text("label_smoothing")));
  }

  private static String reduction(ScriptCall call) {
    return reduction(call.arguments().text("reduction"));
  }

  private static String reduction(String name) {
    return switch (name) {
      case "none" -> "0";
      case "mean" -> "1";
      default -> "2";
    };
  }

  /** F.mse_loss and its like broadcast first. */
  private static String loss(ScriptCall call, String name, String... more) {
    String[] arguments = new String[3 + more.length];
    arguments[0] = ScriptForms.broadcast(call, "input", "target");
    arguments[1] = ScriptForms.broadcast(call, "target", "input");
    arguments[2] = reduction(call);
    System.arraycopy(more, 0, arguments, 3, more.length);
    return ScriptForms.list(name, arguments);
  }

  private static String klDiv(ScriptCall call) {
    String reduction = call.arguments().text("reduction");
    boolean batch = reduction.equals("batchmean");
    String sum =
        "torch.kl_div("
            + call.text("input")
            + ", "
            + call.text("target")
            + ", "
            + reduction(batch ? "sum" : reduction)
            + ", log_target="
            + call.text("log_target")
            + ")";
    Shape shape = call.type("input").shape();
    return batch && shape.rank() > 0 ? "torch.div(" + sum + ", " + shape.extent(0) + ")" : sum;
  }
}
