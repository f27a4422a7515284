package dev.gradaudit.engine.pytorch;

import java.util.Map;

/** How normalisations and attention are called in TorchScript. */
final class NormForms {
  private NormForms() {}

  static void add(Map<String, ScriptForms.Form> forms) {
    forms.put(
        "layer_norm",
        call ->
            call.positional("layer_norm", "input", "normalized_shape", "weight", "bias", "eps"));
    forms.put(
        "group_norm",
        call -> call.positional("group_norm", "input", "num_groups", "weight", "bias", "eps"));
    forms.put("batch_norm", call -> withStatistics(call, "batch_norm", "training"));
    forms.put("instance_norm", call -> withStatistics(call, "instance_norm", "use_input_stats"));
    forms.put(
        "scaled_dot_product_attention",
        call ->
            "torch.scaled_dot_product_attention("
                + String.join(
                    ", ",
                    call.text("query"),
                    call.text("key"),
                    call.text("value"),
                    call.text("attn_mask"),
                    call.text("dropout_p"),
                    call.text("is_causal"))
                + ", scale="
                + call.text("scale")
                + ")");
  }

  /** The running statistics are updated in place, which the scenario's tensors are not to be. */
  private static String withStatistics(ScriptCall call, String name, String training) {
    return ScriptForms.list(
        name,
        call.text("input"),
        call.text("weight"),
        call.text("bias"),
        copied(call, "running_mean"),
        copied(call, "running_var"),
        call.text(training),
        call.text("momentum"),
        call.text("eps"),
        "True");
  }

  private static String copied(ScriptCall call, String parameter) {
    return call.arguments().isNone(parameter)
        ? "None"
        : "torch.clone(" + call.text(parameter) + ")";
  }
}
