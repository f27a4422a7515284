package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Normalisations: (x − mean) / sqrt(var + eps), then a weight and a bias. Mean and variance are two
 * sums, the second of squared distances from the first; the variance does not see the mean in its
 * gradient, to which it contributes nothing but rounding. PyTorch fuses these steps, so that its
 * roundings are others.
 */
final class NormalisationOps {
  private static final Parameter WEIGHT =
      Parameter.optional("weight", Kind.OPTIONAL_TENSOR, Argument.none());
  private static final Parameter BIAS =
      Parameter.optional("bias", Kind.OPTIONAL_TENSOR, Argument.none());
  private static final Parameter EPS = Signatures.number("eps", 1e-5);

  private NormalisationOps() {}

  /** The members of the family. */
  static List<Op> all() {
    Parameter runningMean = Parameter.required("running_mean", Kind.OPTIONAL_TENSOR);
    Parameter runningVar = Parameter.required("running_var", Kind.OPTIONAL_TENSOR);
    Parameter momentum = Signatures.number("momentum", 0.1);
    return List.of(
        Composite.of(
            Signatures.of(
                "layer_norm",
                "normalised over the last dimensions",
                Signatures.INPUT,
                Parameter.required("normalized_shape", Kind.DIMS),
                WEIGHT,
                BIAS,
                EPS),
            call -> {
              int[] dims = lastDims(call);
              return statistics("input", ShapeOps.tuple(dims)) + affine(call, null);
            }),
        Composite.of(
            Signatures.of(
                "rms_norm",
                "divided by the root of the mean square over the last dimensions",
                Signatures.INPUT,
                Parameter.required("normalized_shape", Kind.DIMS),
                WEIGHT,
                Parameter.optional("eps", Kind.NUMBER, Argument.none())),
            NormalisationOps::rootMeanSquare),
        Composite.of(
            Signatures.of(
                "batch_norm",
                "normalised over all but dimension 1, by its own statistics in training; the given"
                    + " ones are not updated",
                Signatures.INPUT,
                runningMean,
                runningVar,
                WEIGHT,
                BIAS,
                Signatures.flag("training", false),
                momentum,
                EPS),
            call -> {
              Shape x = channels(call, 2);
              int[] dims = IntStream.range(0, x.rank()).filter(dim -> dim != 1).toArray();
              return byChannel(call, dims, call.arguments().flag("training"));
            }),
        Composite.of(
            Signatures.of(
                "instance_norm",
                "normalised over the dimensions from 2 on, of each sample",
                Signatures.INPUT,
                Parameter.optional("running_mean", Kind.OPTIONAL_TENSOR, Argument.none()),
                Parameter.optional("running_var", Kind.OPTIONAL_TENSOR, Argument.none()),
                WEIGHT,
                BIAS,
                Signatures.flag("use_input_stats", true),
                momentum,
                EPS),
            call -> {
              Shape x = channels(call, 3);
              int[] dims = IntStream.range(2, x.rank()).toArray();
              return byChannel(call, dims, call.arguments().flag("use_input_stats"));
            }),
        Composite.of(
            Signatures.of(
                "group_norm",
                "normalised over groups of channels, of each sample",
                Signatures.INPUT,
                Parameter.required("num_groups", Kind.INT),
                WEIGHT,
                BIAS,
                EPS),
            NormalisationOps::grouped),
        Composite.of(
            Signatures.of(
                "normalize",
                "divided by the norm along dimensions, or by eps if that is larger",
                Signatures.INPUT,
                Signatures.number("p", 2),
                Parameter.optional("dim", Kind.DIMS, Argument.of(1)),
                Signatures.number("eps", 1e-12)),
            "input / torch.clamp_min(input.norm(p, dim, True), eps)"));
  }

  /** {@code y} is normalised by its own statistics. */
  private static String statistics(String x, String dims) {
    return "mean = "
        + x
        + ".mean("
        + dims
        + ", True)\ne = "
        + x
        + " - mean.detach()\nvar = (e * e).mean("
        + dims
        + ", True)\ny = ("
        + x
        + " - mean) / torch.sqrt(var + eps)\n";
  }

  /**
   * y times weight plus bias.
   *
   * @param shape what both are reshaped to first; null to leave them
   */
  private static String affine(Call call, int @Nullable [] shape) {
    String reshaped = shape == null ? "" : ".reshape(" + ShapeOps.tuple(shape) + ")";
    String scaled = call.arguments().isNone("weight") ? "y" : "y * weight" + reshaped;
    return call.arguments().isNone("bias") ? scaled : scaled + " + bias" + reshaped;
  }

  /** The dimensions of {@code normalized_shape}, which has to be the end of the shape. */
  private static int[] lastDims(Call call) {
    Shape x = Checks.floating(call, "input").shape();
    int[] normalized = call.arguments().integers("normalized_shape");
    int first = x.rank() - normalized.length;
    boolean fits = first >= 0 && normalized.length > 0;
    for (int i = 0; fits && i < normalized.length; i++) {
      fits = x.extent(first + i) == normalized[i];
    }
    if (!fits) {
      throw new InvalidCallException(
          "normalized_shape", Arrays.toString(normalized) + " is not the end of the shape " + x);
    }
    if (call.arguments().input("weight").isPresent()
        && !call.type("weight").shape().equals(Shape.of(normalized))) {
      throw new InvalidCallException("weight", "weight has to be " + Shape.of(normalized));
    }
    return IntStream.range(first, x.rank()).toArray();
  }

  private static String rootMeanSquare(Call call) {
    int[] dims = lastDims(call);
    DType dtype = call.type("input").dtype();
    double eps =
        call.arguments().number("eps").map(Argument.Num::value).orElse(2 * dtype.unitRoundoff());
    String y =
        "y = input / torch.sqrt((input * input).mean("
            + ShapeOps.tuple(dims)
            + ", True) + "
            + eps
            + ")\n";
    return y + (call.arguments().isNone("weight") ? "y" : "y * weight");
  }

  private static Shape channels(Call call, int leastRank) {
    Shape x = Checks.floating(call, "input").shape();
    if (x.rank() < leastRank) {
      throw new InvalidCallException(
          "input",
          "needs at least " + leastRank + " dimensions [N, C, ...], but the shape is " + x);
    }
    for (String parameter : List.of("weight", "bias", "running_mean", "running_var")) {
      if (call.arguments().input(parameter).isPresent()
          && !call.type(parameter).shape().equals(Shape.of(x.extent(1)))) {
        throw new InvalidCallException(
            parameter,
            parameter
                + " has to be ["
                + x.extent(1)
                + "], but its shape is "
                + call.type(parameter).shape());
      }
    }
    return x;
  }

  private static int[] column(Shape x) {
    int[] column = new int[x.rank()];
    Arrays.fill(column, 1);
    column[1] = x.extent(1);
    return column;
  }

  private static String byChannel(Call call, int[] dims, boolean ownStatistics) {
    Shape x = call.type("input").shape();
    int[] column = column(x);
    if (ownStatistics) {
      for (int dim : dims) {
        if (x.extent(dim) == 0) {
          throw new InvalidCallException("input", "there is nothing to take statistics of");
        }
      }
      return statistics("input", ShapeOps.tuple(dims)) + affine(call, column);
    }
    if (call.arguments().isNone("running_mean") || call.arguments().isNone("running_var")) {
      throw new InvalidCallException(
          "running_mean", "needs running_mean and running_var where it takes no statistics");
    }
    String shape = ".reshape(" + ShapeOps.tuple(column) + ")";
    return "y = (input - running_mean"
        + shape
        + ") / torch.sqrt(running_var"
        + shape
        + " + eps)\n"
        + affine(call, column);
  }

  private static String grouped(Call call) {
    Shape x = Checks.floating(call, "input").shape();
    int groups = call.arguments().integer("num_groups");
    if (x.rank() < 2 || groups <= 0 || x.extent(1) % groups != 0) {
      throw new InvalidCallException(
          "num_groups", "the channels of " + x + " cannot be put into " + groups + " groups");
    }
    String rows = "rows = input.reshape(" + ShapeOps.tuple(x.extent(0), groups, -1) + ")\n";
    String back = "y = y.reshape(" + ShapeOps.tuple(x.extents()) + ")\n";
    return rows + statistics("rows", "-1") + back + affine(call, column(x));
  }
}
