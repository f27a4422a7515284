package dev.gradaudit.scenario;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.scenario.DocumentNode.Member;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the {@code init} of a tensor and checks it against the tensor's dtype and shape. */
final class InitialiserReader {
  private static final String EXPECTED = "\"zeros\", \"ones\", or an object with one initialiser";

  private final FaultLog faults;
  private final ValueReader values;

  InitialiserReader(FaultLog faults) {
    this.faults = faults;
    this.values = new ValueReader(faults);
  }

  /** The initialiser, or null when faults say what is wrong with it. */
  @Nullable Initialiser read(DocumentNode node, TensorType type) {
    if (node instanceof StringNode word && word.text().equals("zeros")) {
      return new Initialiser.Fill(0);
    }
    if (node instanceof StringNode word && word.text().equals("ones")) {
      return new Initialiser.Fill(1);
    }
    if (!(node instanceof ObjectNode object) || object.members().size() != 1) {
      faults.addMismatch(node, EXPECTED);
      return null;
    }
    Map.Entry<String, Member> only = object.members().entrySet().iterator().next();
    DocumentNode value = only.getValue().value();
    DType dtype = type.dtype();
    return switch (only.getKey()) {
      case "fill" -> fill(value, dtype);
      case "arange" -> arange(value, type);
      case "randint" -> randint(value, dtype);
      case "uniform" -> isFloating(only, dtype) ? uniform(value, dtype) : null;
      case "normal" -> isFloating(only, dtype) ? normal(value) : null;
      case "wide" -> isFloating(only, dtype) ? wide(value, dtype) : null;
      case "kaiming_uniform" -> isFloating(only, dtype) ? kaimingUniform(value, dtype) : null;
      // The schema has named it.
      default -> null;
    };
  }

  private boolean isFloating(Map.Entry<String, Member> init, DType dtype) {
    if (!dtype.isFloating()) {
      Member member = init.getValue();
      faults.add(
          member.keyStart(),
          member.keyEnd(),
          "'" + init.getKey() + "' does not give whole numbers, but the dtype is int64",
          "use 'randint', 'arange' or 'fill', or another dtype");
    }
    return dtype.isFloating();
  }

  private @Nullable Initialiser fill(DocumentNode node, DType dtype) {
    if (dtype == DType.INT64) {
      OptionalLong value = values.int64(node);
      return value.isPresent() ? new Initialiser.IntegerArange(value.getAsLong(), 0) : null;
    }
    OptionalDouble value = values.real(node, dtype);
    return value.isPresent() ? new Initialiser.Fill(value.getAsDouble()) : null;
  }

  private @Nullable Initialiser arange(DocumentNode node, TensorType type) {
    Optional<List<DocumentNode>> pair = pair(node, "[start, step]");
    if (pair.isEmpty()) {
      return null;
    }
    DocumentNode first = pair.get().get(0);
    DocumentNode second = pair.get().get(1);
    if (type.dtype() != DType.INT64) {
      OptionalDouble start = values.finite(first, DType.FLOAT64);
      OptionalDouble step = values.finite(second, DType.FLOAT64);
      return start.isPresent() && step.isPresent()
          ? new Initialiser.Arange(start.getAsDouble(), step.getAsDouble())
          : null;
    }
    OptionalLong start = values.int64(first);
    OptionalLong step = values.int64(second);
    if (start.isEmpty() || step.isEmpty()) {
      return null;
    }
    try {
      long last = Math.max(0, type.shape().size() - 1);
      Math.addExact(start.getAsLong(), Math.multiplyExact(step.getAsLong(), last));
      return new Initialiser.IntegerArange(start.getAsLong(), step.getAsLong());
    } catch (ArithmeticException e) {
      faults.add(node, "the last elements do not fit in int64", null);
      return null;
    }
  }

  private @Nullable Initialiser randint(DocumentNode node, DType dtype) {
    Optional<List<DocumentNode>> pair = pair(node, "[lo, hi]");
    if (pair.isEmpty()) {
      return null;
    }
    // Beyond this the whole numbers of a floating dtype have gaps.
    long limit = dtype.isFloating() ? 1L << dtype.precision() : Long.MAX_VALUE;
    long lowest = dtype.isFloating() ? -limit : Long.MIN_VALUE;
    OptionalLong lo = values.whole(pair.get().get(0), lowest, limit);
    OptionalLong hi = values.whole(pair.get().get(1), lowest, limit);
    if (lo.isEmpty() || hi.isEmpty()) {
      return null;
    }
    if (lo.getAsLong() >= hi.getAsLong()) {
      faults.add(node, "no whole number lies in lo <= x < hi", "hi itself is never drawn");
      return null;
    }
    if (hi.getAsLong() - lo.getAsLong() < 0) {
      faults.add(node, "hi - lo is more than 2^63 - 1", null);
      return null;
    }
    return new Initialiser.RandInt(lo.getAsLong(), hi.getAsLong());
  }

  private @Nullable Initialiser uniform(DocumentNode node, DType dtype) {
    Optional<List<DocumentNode>> pair = pair(node, "[lo, hi]");
    if (pair.isEmpty()) {
      return null;
    }
    OptionalDouble lo = values.finite(pair.get().get(0), dtype);
    OptionalDouble hi = values.finite(pair.get().get(1), dtype);
    if (lo.isEmpty() || hi.isEmpty()) {
      return null;
    }
    if (lo.getAsDouble() > hi.getAsDouble()) {
      faults.add(node, "lo is greater than hi", "write [lo, hi]");
      return null;
    }
    if (Double.isInfinite(hi.getAsDouble() - lo.getAsDouble())) {
      faults.add(node, "hi - lo is too large for float64", null);
      return null;
    }
    return new Initialiser.Uniform(lo.getAsDouble(), hi.getAsDouble());
  }

  private @Nullable Initialiser normal(DocumentNode node) {
    Optional<List<DocumentNode>> pair = pair(node, "[mean, std]");
    if (pair.isEmpty()) {
      return null;
    }
    OptionalDouble mean = values.finite(pair.get().get(0), DType.FLOAT64);
    OptionalDouble std = values.finite(pair.get().get(1), DType.FLOAT64);
    if (mean.isEmpty() || std.isEmpty()) {
      return null;
    }
    if (std.getAsDouble() < 0) {
      faults.add(pair.get().get(1), "a standard deviation is at least 0", "write [mean, std]");
      return null;
    }
    return new Initialiser.Normal(mean.getAsDouble(), std.getAsDouble());
  }

  private @Nullable Initialiser wide(DocumentNode node, DType dtype) {
    Optional<List<DocumentNode>> pair = pair(node, "[minExponent, maxExponent]");
    if (pair.isEmpty()) {
      return null;
    }
    // Normal numbers only: a subnormal one has not room for the whole significand.
    int least = dtype.minExponent();
    int most = dtype.maxExponent();
    OptionalLong min = values.whole(pair.get().get(0), least, most);
    OptionalLong max = values.whole(pair.get().get(1), least, most);
    if (min.isEmpty() || max.isEmpty()) {
      return null;
    }
    if (min.getAsLong() > max.getAsLong()) {
      faults.add(
          node, "minExponent is greater than maxExponent", "write [minExponent, maxExponent]");
      return null;
    }
    return new Initialiser.Wide((int) min.getAsLong(), (int) max.getAsLong());
  }

  /**
   * PyTorch's {@code kaiming_uniform_} with a = sqrt(5), as {@code nn.Linear} calls it: the bound
   * sqrt(6 / ((1 + a²)·fan_in)) is 1 / sqrt(fan_in), computed in float64 and rounded to the dtype.
   */
  private @Nullable Initialiser kaimingUniform(DocumentNode node, DType dtype) {
    OptionalLong fanIn = values.whole(node, 1, Integer.MAX_VALUE);
    if (fanIn.isEmpty()) {
      return null;
    }
    double bound = 1 / Math.sqrt((double) fanIn.getAsLong());
    double rounded = dtype.round(bound);
    return new Initialiser.Uniform(-rounded, rounded);
  }

  private Optional<List<DocumentNode>> pair(DocumentNode node, String form) {
    String expected = "a list of two numbers " + form;
    Optional<List<DocumentNode>> items = values.items(node, expected);
    if (items.isPresent() && items.get().size() != 2) {
      faults.addMismatch(node, expected);
      return Optional.empty();
    }
    return items;
  }
}
