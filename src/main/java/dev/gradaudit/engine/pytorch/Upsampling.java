package dev.gradaudit.engine.pytorch;

/** The call behind {@code F.interpolate}. */
final class Upsampling {
  private Upsampling() {}

  static String write(ScriptCall call) {
    String mode = call.arguments().text("mode");
    int spatial = call.type("input").shape().rank() - 2;
    String function =
        switch (mode) {
          case "nearest" -> "upsample_nearest" + spatial + "d";
          case "linear" -> "upsample_linear1d";
          default -> "upsample_bilinear2d";
        };
    boolean nearest = mode.equals("nearest");
    String corners =
        call.arguments().isNone("align_corners") ? "False" : call.text("align_corners");
    return "torch."
        + function
        + "("
        + call.text("input")
        + ", "
        + spread(call, "size", spatial)
        + (nearest ? "" : ", " + corners)
        + ", "
        + spread(call, "scale_factor", spatial)
        + ")";
  }

  /** One number for all spatial dimensions is a list of equal ones. */
  private static String spread(ScriptCall call, String parameter, int spatial) {
    if (call.arguments().isNone(parameter)) {
      return "None";
    }
    var items = call.arguments().items(parameter);
    StringBuilder text = new StringBuilder("[");
    for (int dim = 0; dim < spatial; dim++) {
      String item = call.text(items.get(items.size() == 1 ? 0 : dim));
      boolean integral = parameter.equals("scale_factor") && !item.contains(".");
      text.append(dim == 0 ? "" : ", ").append(item).append(integral ? ".0" : "");
    }
    return text.append("]").toString();
  }
}
