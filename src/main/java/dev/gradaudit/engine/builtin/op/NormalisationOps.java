package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.engine.builtin.op.NormalisationOp.View;
import dev.gradaudit.program.Argument;
import dev.gradaudit.program.Arguments;
import dev.gradaudit.program.Call;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The normalisations: which elements share statistics, and what the arguments have to be. */
final class NormalisationOps {
  private static final Parameter WEIGHT =
      Parameter.optional("weight", Kind.OPTIONAL_TENSOR, Argument.none());
  private static final Parameter BIAS =
      Parameter.optional("bias", Kind.OPTIONAL_TENSOR, Argument.none());
  private static final Parameter EPS = Signatures.number("eps", 1e-5);

  private NormalisationOps() {}

  /** The members of the family. */
  static List<Op> all() {
    Parameter momentum = Signatures.number("momentum", 0.1);
    return List.of(
        new NormalisationOp(
            Signatures.of(
                "layer_norm",
                "normalised over the last dimensions",
                Signatures.INPUT,
                Parameter.required("normalized_shape", Kind.DIMS),
                WEIGHT,
                BIAS,
                EPS),
            true,
            "",
            call -> checkLastDims(call, "weight", "bias"),
            NormalisationOps::lastDims),
        new NormalisationOp(
            Signatures.of(
                "rms_norm",
                "divided by the root of the mean square over the last dimensions",
                Signatures.INPUT,
                Parameter.required("normalized_shape", Kind.DIMS),
                WEIGHT,
                Parameter.optional("eps", Kind.NUMBER, Argument.none())),
            false,
            "",
            call -> checkLastDims(call, "weight"),
            NormalisationOps::lastDims),
        new NormalisationOp(
            Signatures.of(
                "batch_norm",
                "normalised over all but dimension 1, by its own statistics in training; the given"
                    + " ones are not updated",
                Signatures.INPUT,
                Parameter.required("running_mean", Kind.OPTIONAL_TENSOR),
                Parameter.required("running_var", Kind.OPTIONAL_TENSOR),
                WEIGHT,
                BIAS,
                Signatures.flag("training", false),
                momentum,
                EPS),
            true,
            "training",
            NormalisationOps::checkBatch,
            (x, arguments) ->
                new View(
                    x,
                    IntStream.range(0, x.rank()).filter(dim -> dim != 1).toArray(),
                    Shape.of(column(x)))),
        new NormalisationOp(
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
            true,
            "use_input_stats",
            NormalisationOps::checkInstance,
            (x, arguments) ->
                new View(x, IntStream.range(2, x.rank()).toArray(), Shape.of(column(x)))),
        new NormalisationOp(
            Signatures.of(
                "group_norm",
                "normalised over groups of channels, of each sample",
                Signatures.INPUT,
                Parameter.required("num_groups", Kind.INT),
                WEIGHT,
                BIAS,
                EPS),
            true,
            "",
            NormalisationOps::checkGroups,
            NormalisationOps::groups),
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

  /** The definition for statistics that are given, by channel. */
  static String byGivenStatistics(Call call) {
    String shape = ".reshape(" + ShapeOps.tuple(column(call.type("input").shape())) + ")";
    String y = "(input - running_mean" + shape + ") / torch.sqrt(running_var" + shape + " + eps)";
    String scaled = call.arguments().isNone("weight") ? y : y + " * weight" + shape;
    return call.arguments().isNone("bias") ? scaled : scaled + " + bias" + shape;
  }

  private static View lastDims(Shape x, Arguments arguments) {
    int first = x.rank() - arguments.integers("normalized_shape").length;
    int[] affine = x.extents();
    Arrays.fill(affine, 0, first, 1);
    return new View(x, IntStream.range(first, x.rank()).toArray(), Shape.of(affine));
  }

  /** The channels in groups: [N, groups, channels of a group, ...]. */
  private static View groups(Shape x, Arguments arguments) {
    int count = arguments.integer("num_groups");
    int[] extents = new int[x.rank() + 1];
    extents[0] = x.extent(0);
    extents[1] = count;
    extents[2] = x.extent(1) / count;
    System.arraycopy(x.extents(), 2, extents, 3, x.rank() - 2);
    int[] affine = new int[extents.length];
    Arrays.fill(affine, 1);
    affine[1] = extents[1];
    affine[2] = extents[2];
    int[] dims = IntStream.range(2, extents.length).toArray();
    return new View(Shape.of(extents), dims, Shape.of(affine));
  }

  /** The shape in which one number for each channel broadcasts. */
  private static int[] column(Shape x) {
    int[] column = new int[x.rank()];
    Arrays.fill(column, 1);
    column[1] = x.extent(1);
    return column;
  }

  private static void checkLastDims(Call call, String... parameters) {
    Shape x = Checks.floating(call, "input").shape();
    int[] normalized = call.arguments().integers("normalized_shape");
    int first = x.rank() - normalized.length;
    if (first < 0
        || normalized.length == 0
        || !Arrays.equals(normalized, Arrays.copyOfRange(x.extents(), first, x.rank()))) {
      throw new InvalidCallException(
          "normalized_shape", Arrays.toString(normalized) + " is not the end of the shape " + x);
    }
    checkShapes(call, Shape.of(normalized), parameters);
  }

  private static void checkBatch(Call call) {
    Shape x = checkChannels(call, 2);
    if (call.arguments().flag("training")) {
      checkValues(x.extent(0) * spatial(x), "channel");
    } else {
      checkGiven(call);
    }
  }

  private static void checkInstance(Call call) {
    Shape x = checkChannels(call, 3);
    if (call.arguments().flag("use_input_stats")) {
      checkValues(spatial(x), "channel of a sample");
    } else {
      checkGiven(call);
    }
  }

  /** PyTorch refuses one value for each group only where the batch, too, is a single sample. */
  private static void checkGroups(Call call) {
    Shape x = checkRank(call, 2);
    int groups = call.arguments().integer("num_groups");
    if (groups <= 0 || x.extent(1) % groups != 0) {
      throw new InvalidCallException(
          "num_groups", "the channels of " + x + " cannot be put into " + groups + " groups");
    }
    checkShapes(call, Shape.of(x.extent(1)), "weight", "bias");
    checkValues(x.extent(0) * (x.extent(1) / groups) * spatial(x), "group");
  }

  /** How many elements a channel of a sample has; in floating point, for it may be any number. */
  private static double spatial(Shape x) {
    return IntStream.range(2, x.rank()).mapToDouble(x::extent).reduce(1, (a, b) -> a * b);
  }

  private static Shape checkRank(Call call, int leastRank) {
    Shape x = Checks.floating(call, "input").shape();
    if (x.rank() < leastRank) {
      throw new InvalidCallException(
          "input",
          "needs at least " + leastRank + " dimensions [N, C, ...], but the shape is " + x);
    }
    return x;
  }

  private static Shape checkChannels(Call call, int leastRank) {
    Shape x = checkRank(call, leastRank);
    Shape channels = Shape.of(x.extent(1));
    checkShapes(call, channels, "weight", "bias", "running_mean", "running_var");
    return x;
  }

  private static void checkShapes(Call call, Shape expected, String... parameters) {
    for (String parameter : parameters) {
      if (call.arguments().input(parameter).isEmpty()) {
        continue;
      }
      TensorType type = Checks.floating(call, parameter);
      Checks.sameDType(parameter, call.type("input"), type);
      if (!type.shape().equals(expected)) {
        throw new InvalidCallException(
            parameter, parameter + " has to be " + expected + ", but its shape is " + type.shape());
      }
    }
  }

  private static void checkValues(double count, String what) {
    if (count == 1) {
      throw new InvalidCallException(
          "input",
          "each " + what + " has a single value, which is its own mean",
          "statistics need more than one value");
    }
  }

  private static void checkGiven(Call call) {
    if (call.arguments().isNone("running_mean") || call.arguments().isNone("running_var")) {
      throw new InvalidCallException(
          "running_mean", "needs running_mean and running_var where it takes no statistics");
    }
  }
}
