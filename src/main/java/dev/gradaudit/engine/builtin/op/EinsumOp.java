package dev.gradaudit.engine.builtin.op;

import dev.gradaudit.program.Call;
import dev.gradaudit.program.CompositeOp;
import dev.gradaudit.program.InvalidCallException;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Parameter.Kind;
import dev.gradaudit.program.Signature;
import dev.gradaudit.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Sums of products by the letters of their dimensions. Operands are combined from left to right:
 * letters that no later operand and no result has are summed, those of both operands by one matrix
 * product, those of a single operand before it.
 */
final class EinsumOp implements CompositeOp {
  @Override
  public Signature signature() {
    return Signatures.promoting(
        "einsum",
        "sums of products, by the letters of the dimensions: 'bij,bjk->bik'",
        Parameter.required("equation", Kind.STRING),
        Parameter.required("operands", Kind.TENSORS));
  }

  @Override
  public String definition(Call call) {
    return new Expression(call).text();
  }

  /** One equation on its way to a program. */
  private static final class Expression {
    private final List<String> terms;
    private final String result;
    private final List<Shape> shapes;
    private final Map<Character, Integer> extents = new HashMap<>();
    private final StringBuilder program = new StringBuilder();

    Expression(Call call) {
      String equation = call.arguments().text("equation").replace(" ", "");
      if (!equation.matches("[A-Za-z,.]*(->[A-Za-z.]*)?")) {
        throw wrong("'" + equation + "' is not of the form 'ij,jk->ik'");
      }
      int arrow = equation.indexOf("->");
      String left = arrow < 0 ? equation : equation.substring(0, arrow);
      List<String> given = List.of(left.split(",", -1));
      shapes = call.inputs().stream().map(type -> type.shape()).toList();
      if (given.size() != shapes.size()) {
        throw wrong(
            "the equation has " + given.size() + " operands, but there are " + shapes.size());
      }
      int most = 0;
      for (int i = 0; i < given.size(); i++) {
        if (given.get(i).contains("...")) {
          most = Math.max(most, shapes.get(i).rank() - letters(given.get(i)));
        }
      }
      List<String> spelled = new ArrayList<>();
      for (int i = 0; i < given.size(); i++) {
        spelled.add(spelledOut(given.get(i), shapes.get(i)));
      }
      terms = spelled;
      String out = arrow < 0 ? implicit(left, most) : equation.substring(arrow + 2);
      result = out.replace("...", batch(most));
      check();
    }

    private static int letters(String term) {
      return term.replace("...", "").length();
    }

    /** The dimensions of an ellipsis, counted from the right: digits stand for them. */
    private static String batch(int count) {
      StringBuilder digits = new StringBuilder();
      for (int i = count; i > 0; i--) {
        digits.append((char) ('0' + i));
      }
      return digits.toString();
    }

    private static String spelledOut(String term, Shape shape) {
      int batch = shape.rank() - letters(term);
      boolean ellipsis = term.contains("...");
      if (batch < 0 || batch > 9 || (!ellipsis && batch != 0)) {
        throw wrong("'" + term + "' does not fit the shape " + shape);
      }
      String spelled = term.replace("...", batch(batch));
      if (spelled.contains(".")) {
        throw wrong("an ellipsis is written '...'");
      }
      return spelled;
    }

    /** Without an arrow: the ellipsis, then the letters that occur once, in their order. */
    private static String implicit(String left, int batch) {
      String letters = left.replace("...", "").replace(",", "");
      String once =
          new TreeSet<>(letters.chars().mapToObj(c -> (char) c).toList())
              .stream()
                  .filter(c -> letters.indexOf(c) == letters.lastIndexOf(c))
                  .map(String::valueOf)
                  .collect(Collectors.joining());
      return (batch > 0 ? "..." : "") + once;
    }

    private static InvalidCallException wrong(String message) {
      return new InvalidCallException("equation", message);
    }

    private void check() {
      for (int i = 0; i < terms.size(); i++) {
        for (int dim = 0; dim < terms.get(i).length(); dim++) {
          char letter = terms.get(i).charAt(dim);
          int extent = shapes.get(i).extent(dim);
          int known = extents.merge(letter, extent, (a, b) -> a == 1 ? b : a);
          if (extent != known && extent != 1) {
            throw wrong(
                "the dimension '" + letter + "' has the extents " + known + " and " + extent);
          }
        }
      }
      for (int at = 0; at < result.length(); at++) {
        char letter = result.charAt(at);
        if (!extents.containsKey(letter) || result.indexOf(letter) != result.lastIndexOf(letter)) {
          throw wrong("'" + letter + "' of the result has to be in an operand, and once only");
        }
      }
    }

    String text() {
      String letters = prepared(0);
      for (int i = 1; i < terms.size(); i++) {
        Set<Character> later = set(result);
        for (int j = i + 1; j < terms.size(); j++) {
          later.addAll(set(terms.get(j)));
        }
        letters = combined(letters, prepared(i), i, later);
      }
      Set<Character> kept = set(result);
      letters = summed("x0", letters, kept);
      return program + "x0.permute(" + permutation(letters, result) + ")";
    }

    /** An operand as {@code x<i>}, each letter once and of its full extent; diagonals taken. */
    private String prepared(int i) {
      String name = "x" + i;
      program.append(name).append(" = operands[").append(i).append("]\n");
      String letters = terms.get(i);
      List<Integer> sizes =
          new ArrayList<>(Arrays.stream(shapes.get(i).extents()).boxed().toList());
      for (int dim = 0; dim < letters.length(); dim++) {
        int twin = letters.indexOf(letters.charAt(dim), dim + 1);
        if (twin >= 0) {
          // The diagonal: both as the last dimensions, flattened, and every (n + 1)-th element.
          int extent = sizes.get(dim);
          if (!sizes.get(twin).equals(extent)) {
            throw wrong("'" + letters.charAt(dim) + "' is repeated with other extents");
          }
          StringBuilder rest = new StringBuilder();
          List<Integer> left = new ArrayList<>();
          List<Integer> order = new ArrayList<>();
          for (int other = 0; other < letters.length(); other++) {
            if (other != dim && other != twin) {
              rest.append(letters.charAt(other));
              left.add(sizes.get(other));
              order.add(other);
            }
          }
          order.add(dim);
          order.add(twin);
          List<Integer> flat = new ArrayList<>(left);
          flat.add(extent * extent);
          assign(
              name,
              name
                  + ".permute("
                  + tuple(order)
                  + ").reshape("
                  + tuple(flat)
                  + ")[..., ::"
                  + (extent + 1)
                  + "]");
          letters = rest.append(letters.charAt(dim)).toString();
          left.add(extent);
          sizes = left;
          dim = -1;
        }
      }
      List<Integer> full = new ArrayList<>();
      for (int at = 0; at < letters.length(); at++) {
        char letter = letters.charAt(at);
        full.add(extent(letter));
      }
      if (!full.equals(sizes)) {
        assign(name, name + ".expand(" + tuple(full) + ")");
      }
      return letters;
    }

    /** x0 times an operand: letters of both that nobody needs later are summed by the product. */
    private String combined(String left, String right, int i, Set<Character> later) {
      Set<Character> leftNeeded = set(right);
      leftNeeded.addAll(later);
      String a = summed("x0", left, leftNeeded);
      Set<Character> rightNeeded = set(left);
      rightNeeded.addAll(later);
      String b = summed("x" + i, right, rightNeeded);
      StringBuilder batch = new StringBuilder();
      StringBuilder inner = new StringBuilder();
      StringBuilder rows = new StringBuilder();
      for (int at = 0; at < a.length(); at++) {
        char letter = a.charAt(at);
        boolean shared = b.indexOf(letter) >= 0;
        (!shared ? rows : later.contains(letter) ? batch : inner).append(letter);
      }
      StringBuilder columns = new StringBuilder();
      for (int at = 0; at < b.length(); at++) {
        char letter = b.charAt(at);
        if (a.indexOf(letter) < 0) {
          columns.append(letter);
        }
      }
      String first = batch.toString() + rows + inner;
      String second = batch.toString() + inner + columns;
      assign("x0", matrix("x0", a, first, size(batch), size(rows), size(inner)));
      assign("x" + i, matrix("x" + i, b, second, size(batch), size(inner), size(columns)));
      String product = batch.toString() + rows + columns;
      List<Integer> shape = new ArrayList<>();
      for (int at = 0; at < product.length(); at++) {
        char letter = product.charAt(at);
        shape.add(extent(letter));
      }
      assign("x0", "(x0 @ x" + i + ").reshape(" + tuple(shape) + ")");
      return product;
    }

    private static String matrix(
        String name, String from, String to, int batch, int rows, int columns) {
      return name
          + ".permute("
          + permutation(from, to)
          + ").reshape("
          + ShapeOps.tuple(batch, rows, columns)
          + ")";
    }

    /** Sums over the letters that are not needed; gives those that are left. */
    private String summed(String name, String letters, Set<Character> needed) {
      List<Integer> dims = new ArrayList<>();
      StringBuilder left = new StringBuilder();
      for (int dim = 0; dim < letters.length(); dim++) {
        if (needed.contains(letters.charAt(dim))) {
          left.append(letters.charAt(dim));
        } else {
          dims.add(dim);
        }
      }
      if (!dims.isEmpty()) {
        assign(name, name + ".sum(" + tuple(dims) + ")");
      }
      return left.toString();
    }

    private void assign(String name, String expression) {
      program.append(name).append(" = ").append(expression).append('\n');
    }

    private int size(CharSequence letters) {
      int size = 1;
      for (int i = 0; i < letters.length(); i++) {
        size = Math.multiplyExact(size, extent(letters.charAt(i)));
      }
      return size;
    }

    private int extent(char letter) {
      return extents.getOrDefault(letter, 1);
    }

    private static String permutation(String from, String to) {
      return tuple(to.chars().map(from::indexOf).boxed().toList());
    }

    private static String tuple(List<Integer> values) {
      return ShapeOps.tuple(values.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Set<Character> set(String letters) {
      return letters
          .chars()
          .mapToObj(c -> (char) c)
          .collect(Collectors.toCollection(LinkedHashSet::new));
    }
  }
}
