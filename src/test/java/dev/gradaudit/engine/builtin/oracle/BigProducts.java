package dev.gradaudit.engine.builtin.oracle;

import static dev.gradaudit.engine.builtin.oracle.BigMath.DIGITS;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Products of tensors. */
final class BigProducts {
  private BigProducts() {}

  static void define(Map<String, BigOps.Definition> table) {
    table.put("outer", BigProducts::outer);
    table.put("bmm", call -> einsum("bij,bjk->bik", call.tensor("input"), call.tensor("mat2")));
    table.put("mm", call -> einsum("ij,jk->ik", call.tensor("input"), call.tensor("mat2")));
    table.put("mv", call -> einsum("ij,j->i", call.tensor("input"), call.tensor("vec")));
    table.put("dot", call -> einsum("i,i->", call.tensor("input"), call.tensor("tensor")));
    table.put(
        "addmm",
        call -> scaledSum(call, einsum("ij,jk->ik", call.tensor("mat1"), call.tensor("mat2"))));
    table.put(
        "baddbmm",
        call ->
            scaledSum(call, einsum("bij,bjk->bik", call.tensor("batch1"), call.tensor("batch2"))));
    table.put("bilinear", BigProducts::bilinear);
    table.put("scaled_dot_product_attention", BigProducts::attention);
    table.put("einsum", BigProducts::einsum);
  }

  private static BigTensor outer(BigCall call) {
    BigTensor a = call.tensor("input");
    BigTensor b = call.tensor("vec2");
    return BigTensor.build(
        new int[] {a.shape()[0], b.shape()[0]}, at -> a.at(at[0]).multiply(b.at(at[1])));
  }

  private static BigTensor scaledSum(BigCall call, BigTensor product) {
    return call.tensor("input")
        .zip(
            product,
            (x, p) ->
                x.multiply(call.number("beta"), DIGITS)
                    .add(p.multiply(call.number("alpha"), DIGITS)));
  }

  private static BigTensor bilinear(BigCall call) {
    BigTensor result =
        einsum(
            call.tensor("input1").rank() == 2 ? "ni,kij,nj->nk" : "bni,kij,bnj->bnk",
            call.tensor("input1"),
            call.tensor("weight"),
            call.tensor("input2"));
    return call.has("bias") ? result.zip(call.tensor("bias"), BigDecimal::add) : result;
  }

  private static BigTensor attention(BigCall call) {
    BigTensor q = call.tensor("query");
    BigTensor k = call.tensor("key");
    String batch = "bcd".substring(0, q.rank() - 2);
    BigTensor scores = einsum(batch + "le," + batch + "se->" + batch + "ls", q, k);
    BigDecimal features = BigDecimal.valueOf(q.shape()[q.rank() - 1]);
    BigDecimal scale =
        call.arguments().isNone("scale")
            ? BigDecimal.ONE.divide(BigMath.sqrt(features), DIGITS)
            : call.number("scale");
    boolean causal = call.arguments().flag("is_causal");
    boolean masked = call.has("attn_mask");
    int rank = scores.rank();
    BigTensor weights =
        BigTensor.build(
            scores.shape(),
            at -> {
              BigDecimal score = scores.at(at).multiply(scale, DIGITS);
              if (causal && at[rank - 1] > at[rank - 2]) {
                return BigDecimal.ZERO;
              }
              if (masked && call.maskIsBool("attn_mask")) {
                boolean seen = call.tensor("attn_mask").at(at).signum() != 0;
                return seen ? BigMath.exp(score) : BigDecimal.ZERO;
              }
              return BigMath.exp(masked ? score.add(call.tensor("attn_mask").at(at)) : score);
            });
    boolean[] last = new boolean[rank];
    last[rank - 1] = true;
    BigTensor sums =
        weights.reduce(last, true, all -> all.stream().reduce(BigDecimal.ZERO, BigDecimal::add));
    // Chance has no part in it where everything is dropped.
    boolean nothing = call.number("dropout_p").signum() != 0;
    BigTensor shares = weights.zip(sums, (w, s) -> nothing ? BigDecimal.ZERO : w.divide(s, DIGITS));
    return einsum(batch + "ls," + batch + "se->" + batch + "le", shares, call.tensor("value"));
  }

  private static BigTensor einsum(BigCall call) {
    List<BigTensor> operands =
        call.arguments().inputs("operands").stream().map(call.inputs()::get).toList();
    return einsum(
        call.arguments().text("equation").replace(" ", ""), operands.toArray(new BigTensor[0]));
  }

  /** The sum over every value of every letter that the result does not have. */
  private static BigTensor einsum(String equation, BigTensor... operands) {
    int arrow = equation.indexOf("->");
    String[] terms = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    int batch = 0;
    for (int i = 0; i < terms.length; i++) {
      if (terms[i].contains("...")) {
        batch = Math.max(batch, operands[i].rank() - terms[i].length() + 3);
      }
    }
    String digits = "987654321".substring(9 - batch);
    for (int i = 0; i < terms.length; i++) {
      int own = terms[i].contains("...") ? operands[i].rank() - terms[i].length() + 3 : 0;
      terms[i] = terms[i].replace("...", digits.substring(batch - own));
    }
    String result;
    if (arrow < 0) {
      String all = String.join("", terms);
      String once =
          all.chars()
              .filter(c -> Character.isLetter(c) && all.indexOf(c) == all.lastIndexOf(c))
              .sorted()
              .mapToObj(Character::toString)
              .collect(Collectors.joining());
      result = (equation.contains("...") ? digits : "") + once;
    } else {
      result = equation.substring(arrow + 2).replace("...", digits);
    }
    Map<Character, Integer> extents = new LinkedHashMap<>();
    for (int i = 0; i < terms.length; i++) {
      for (int dim = 0; dim < terms[i].length(); dim++) {
        extents.merge(terms[i].charAt(dim), operands[i].shape()[dim], Math::max);
      }
    }
    String summed =
        extents.keySet().stream()
            .filter(c -> result.indexOf(c) < 0)
            .map(String::valueOf)
            .collect(Collectors.joining());
    int[] outer = result.chars().map(c -> extents.get((char) c)).toArray();
    int[] inner = summed.chars().map(c -> extents.get((char) c)).toArray();
    return BigTensor.build(
        outer,
        at -> {
          BigDecimal[] sum = {BigDecimal.ZERO};
          BigTensor.build(
              inner,
              in -> {
                BigDecimal product = BigDecimal.ONE;
                for (int i = 0; i < terms.length; i++) {
                  int[] index = new int[terms[i].length()];
                  for (int dim = 0; dim < index.length; dim++) {
                    char letter = terms[i].charAt(dim);
                    int place = result.indexOf(letter);
                    index[dim] = place >= 0 ? at[place] : in[summed.indexOf(letter)];
                  }
                  product = product.multiply(operands[i].at(index), DIGITS);
                }
                sum[0] = sum[0].add(product);
                return BigDecimal.ZERO;
              });
          return sum[0];
        });
  }
}
