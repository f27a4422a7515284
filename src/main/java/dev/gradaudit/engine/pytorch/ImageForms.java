package dev.gradaudit.engine.pytorch;

import dev.gradaudit.program.Argument;
import dev.gradaudit.tensor.Shape;
import java.util.List;
import java.util.Map;

/** How convolutions, pools and the like are called in TorchScript. */
final class ImageForms {
  private ImageForms() {}

  static void add(Map<String, ScriptForms.Form> forms) {
    forms.put(
        "conv1d",
        call ->
            call.positional(
                "conv1d", "input", "weight", "bias", "stride", "padding", "dilation", "groups"));
    forms.put(
        "conv2d",
        call ->
            call.positional(
                "conv2d", "input", "weight", "bias", "stride", "padding", "dilation", "groups"));
    forms.put("conv_transpose1d", call -> transposed(call, "conv_transpose1d"));
    forms.put("conv_transpose2d", call -> transposed(call, "conv_transpose2d"));
    forms.put(
        "avg_pool2d",
        call ->
            ScriptForms.list(
                "avg_pool2d",
                call.text("input"),
                call.text("kernel_size"),
                stride(call),
                call.text("padding"),
                call.text("ceil_mode"),
                call.text("count_include_pad"),
                call.text("divisor_override")));
    forms.put(
        "max_pool2d",
        call ->
            ScriptForms.list(
                "max_pool2d",
                call.text("input"),
                call.text("kernel_size"),
                stride(call),
                call.text("padding"),
                call.text("dilation"),
                call.text("ceil_mode")));
    forms.put(
        "adaptive_avg_pool2d",
        call -> ScriptForms.list("adaptive_avg_pool2d", call.text("input"), outputSize(call)));
    forms.put("pad", call -> call.positional("pad", "input", "pad", "mode", "value"));
    forms.put("interpolate", Upsampling::write);
  }

  private static String transposed(ScriptCall call, String name) {
    return call.positional(
        name,
        "input",
        "weight",
        "bias",
        "stride",
        "padding",
        "output_padding",
        "groups",
        "dilation");
  }

  /** One extent is both; None is that of the input. */
  private static String outputSize(ScriptCall call) {
    List<Argument> items = call.arguments().items("output_size");
    Shape shape = call.type("input").shape();
    StringBuilder text = new StringBuilder("[");
    for (int dim = 0; dim < 2; dim++) {
      Argument item = items.get(items.size() == 1 ? 0 : dim);
      String extent = Integer.toString(shape.extent(shape.rank() - 2 + dim));
      text.append(dim == 0 ? "" : ", ");
      text.append(item instanceof Argument.None ? extent : call.text(item));
    }
    return text.append("]").toString();
  }

  private static String stride(ScriptCall call) {
    return call.arguments().isNone("stride") ? "[]" : call.text("stride");
  }
}
