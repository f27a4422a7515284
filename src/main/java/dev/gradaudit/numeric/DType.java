package dev.gradaudit.numeric;

import java.util.Optional;

/** The element types of tensors, named as PyTorch names them. */
public enum DType {
  FLOAT32("float32", 4, 24),
  FLOAT64("float64", 8, 53),
  /** Labels and indices: exact, and never differentiated. */
  INT64("int64", 8, 63);

  private final String label;
  private final int bytes;
  private final int precision;

  DType(String label, int bytes, int precision) {
    this.label = label;
    this.bytes = bytes;
    this.precision = precision;
  }

  /** The name in scenario files and reports. */
  public String label() {
    return label;
  }

  public int bytes() {
    return bytes;
  }

  /** Significant bits, the hidden one included. */
  public int precision() {
    return precision;
  }

  public boolean isFloating() {
    return this != INT64;
  }

  /** u, half the distance from 1 to its successor: 2^-24 for float32, 2^-53 for float64. */
  public double unitRoundoff() {
    return Math.scalb(1.0, -precision);
  }

  /** Finds a dtype by its label. */
  public static Optional<DType> parse(String label) {
    for (DType dtype : values()) {
      if (dtype.label.equals(label)) {
        return Optional.of(dtype);
      }
    }
    return Optional.empty();
  }
}
