package dev.gradaudit.reduction;

/** Which operand of a matrix product the library sees transposed. */
enum ProductRole {
  PLAIN,
  LEFT_TRANSPOSED,
  RIGHT_TRANSPOSED,
  /** Not known: a convolution or an operator made of products. */
  OTHER;

  /**
   * By the operator and its role. A view that the program transposes itself is not seen here and
   * counts as plain.
   */
  static ProductRole of(SiteKey key) {
    String op = key.op();
    boolean forward = key.role().equals("forward");
    return switch (op) {
      case "linear" ->
          forward
              ? RIGHT_TRANSPOSED
              : key.role().equals("grad of weight") ? LEFT_TRANSPOSED : PLAIN;
      case "matmul", "mm" ->
          forward ? PLAIN : key.role().equals("grad of input") ? RIGHT_TRANSPOSED : LEFT_TRANSPOSED;
      default -> OTHER;
    };
  }
}
