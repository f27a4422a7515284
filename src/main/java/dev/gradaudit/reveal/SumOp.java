package dev.gradaudit.reveal;

import dev.gradaudit.reduction.SiteKind;
import java.util.Arrays;
import java.util.List;

/** Something that sums, of which the tree can be revealed. */
public enum SumOp {
  /** {@code x.sum()}. */
  SUM("sum", "x.sum()", SiteKind.SUM),
  /** {@code x.mean()}: the sum, divided. */
  MEAN("mean", "x.mean()", SiteKind.SUM),
  /** The inner index of {@code a @ b}, a row by a column. */
  MATMUL("matmul", "a @ b", SiteKind.MATMUL),
  /** The gradient of the bias of {@code F.linear}, over the rows of its input. */
  BIAS_GRAD("bias-grad", "bias of F.linear(x, weight, bias)", SiteKind.BROADCAST);

  private final String label;
  private final String expression;
  private final SiteKind kind;

  SumOp(String label, String expression, SiteKind kind) {
    this.label = label;
    this.expression = expression;
    this.kind = kind;
  }

  /** How the command line spells it. */
  public String label() {
    return label;
  }

  /** What is run, in the language of programs. */
  public String expression() {
    return expression;
  }

  SiteKind kind() {
    return kind;
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(SumOp::label).toList();
  }
}
