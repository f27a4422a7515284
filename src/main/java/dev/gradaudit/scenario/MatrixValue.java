package dev.gradaudit.scenario;

import dev.gradaudit.scenario.DocumentNode.BooleanNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The value of a matrix variable.
 *
 * @param text as it is written in the file, without the quotes of a string
 */
public record MatrixValue(Kind kind, String text) {
  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  /** What a value may be. */
  public enum Kind {
    /** Also one that only YAML can write, such as {@code 0x10}. */
    NUMBER,
    STRING,
    BOOLEAN
  }

  /** A value of a document, which is a number, a string, true or false. */
  static MatrixValue of(DocumentNode node, SourceText source) {
    if (node instanceof StringNode string) {
      return new MatrixValue(Kind.STRING, string.text());
    }
    return node instanceof BooleanNode truth
        ? new MatrixValue(Kind.BOOLEAN, Boolean.toString(truth.value()))
        : new MatrixValue(Kind.NUMBER, source.slice(node.start(), node.end()));
  }

  /** The number that this stands for; NaN when it is none, or has no value that is finite. */
  public double number() {
    if (kind != Kind.NUMBER) {
      return Double.NaN;
    }
    double value = Numerals.float64(text);
    return Double.isFinite(value) ? value : Double.NaN;
  }

  /** A finite {@link #number} in the notation of JSON; as it is written where that is JSON. */
  public String decimal() {
    if (JSON_NUMBER.matcher(text).matches()) {
      return text;
    }
    OptionalLong whole = Numerals.int64(text);
    return whole.isPresent() ? Long.toString(whole.getAsLong()) : Double.toString(number());
  }

  /**
   * Whether a text means this value: the text that is written, or that of an equal number. {@code
   * 1000} means {@code 1e3}.
   */
  public boolean matches(String given) {
    return text.equals(given)
        || !Double.isNaN(number())
            && JSON_NUMBER.matcher(given).matches()
            && areEqual(given, decimal());
  }

  private static boolean areEqual(String first, String second) {
    try {
      return new BigDecimal(first).compareTo(new BigDecimal(second)) == 0;
    } catch (NumberFormatException e) {
      // An exponent beyond 32 bits: such a number is meant by its own text only.
      return false;
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
