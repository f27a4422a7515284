package dev.gradaudit.scenario;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.scenario.DocumentNode.ArrayNode;
import dev.gradaudit.scenario.DocumentNode.NumberNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import dev.gradaudit.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads single values; an empty answer means that a fault is on record. */
final class ValueReader {
  private static final String SPELLING =
      "write a number without quotes, or \"nan\", \"inf\", \"-inf\" or a hex float such as"
          + " \"0x1.8p3\"";

  private final FaultLog faults;

  ValueReader(FaultLog faults) {
    this.faults = faults;
  }

  Optional<String> text(DocumentNode node, String expected) {
    if (node instanceof StringNode string) {
      return Optional.of(string.text());
    }
    faults.addMismatch(node, expected);
    return Optional.empty();
  }

  Optional<List<DocumentNode>> items(DocumentNode node, String expected) {
    if (node instanceof ArrayNode array) {
      return Optional.of(array.items());
    }
    faults.addMismatch(node, expected);
    return Optional.empty();
  }

  /** The extents of a tensor. */
  Optional<Shape> shape(DocumentNode node) {
    if (!(node instanceof ArrayNode array)) {
      faults.addMismatch(node, "a list of whole numbers from 0");
      return Optional.empty();
    }
    List<OptionalLong> extents =
        array.items().stream().map(item -> whole(item, 0, Integer.MAX_VALUE)).toList();
    if (extents.stream().anyMatch(OptionalLong::isEmpty)) {
      return Optional.empty();
    }
    return Optional.of(
        Shape.of(extents.stream().mapToInt(extent -> (int) extent.orElseThrow()).toArray()));
  }

  /** A whole number of 64 bits. */
  OptionalLong whole(DocumentNode node) {
    if (!(node instanceof NumberNode)) {
      faults.addMismatch(node, "a whole number");
      return OptionalLong.empty();
    }
    OptionalLong value = Numerals.int64(numberText(node));
    if (value.isEmpty()) {
      faults.addMismatch(node, "a whole number of 64 bits");
    }
    return value;
  }

  /** A whole number from {@code min} to {@code max}. */
  OptionalLong whole(DocumentNode node, long min, long max) {
    OptionalLong value = whole(node);
    if (value.isPresent() && (value.getAsLong() < min || value.getAsLong() > max)) {
      faults.addMismatch(node, "a whole number from " + min + " to " + max);
      return OptionalLong.empty();
    }
    return value;
  }

  /**
   * A number rounded once, from its text, to a floating dtype; to a narrow one by way of float64
   * and float32, as PyTorch does.
   *
   * @return the value of that dtype, widened
   */
  OptionalDouble real(DocumentNode node, DType dtype) {
    Optional<String> text = numeral(node);
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value =
        switch (dtype) {
          case FLOAT32 -> Numerals.float32(text.get());
          case FLOAT16, BFLOAT16 -> dtype.round(Numerals.float64(text.get()));
          default -> Numerals.float64(text.get());
        };
    if (Double.isInfinite(value) && !Numerals.isNonFinite(text.get())) {
      faults.add(
          node,
          Wording.quoted(text.get()) + " is too large for " + dtype.label(),
          "write \"" + (value > 0 ? "inf" : "-inf") + "\" if an infinity is meant");
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(value);
  }

  /** As {@link #real}, without infinities and NaN. */
  OptionalDouble finite(DocumentNode node, DType dtype) {
    OptionalDouble value = real(node, dtype);
    if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
      faults.add(node, "expected a finite number", null);
      return OptionalDouble.empty();
    }
    return value;
  }

  /** An element of an int64 tensor. */
  OptionalLong int64(DocumentNode node) {
    Optional<String> text = numeral(node);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong value = Numerals.int64(text.get());
    if (value.isEmpty()) {
      faults.add(
          node,
          Wording.quoted(text.get()) + " is not a whole number of 64 bits",
          "this tensor has dtype int64");
    }
    return value;
  }

  private Optional<String> numeral(DocumentNode node) {
    if (node instanceof NumberNode) {
      return Optional.of(numberText(node));
    }
    if (node instanceof StringNode string) {
      if (Numerals.isSpecial(string.text())) {
        return Optional.of(string.text());
      }
      if (!faults.isReported(node)) {
        faults.add(node, Wording.quoted(string.text()) + " is not a number", SPELLING);
      }
      return Optional.empty();
    }
    faults.addMismatch(node, "a number");
    return Optional.empty();
  }

  private String numberText(DocumentNode node) {
    return faults.source().slice(node.start(), node.end());
  }
}
