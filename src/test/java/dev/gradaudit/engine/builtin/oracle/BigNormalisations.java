package dev.gradaudit.engine.builtin.oracle;

import static dev.gradaudit.engine.builtin.oracle.BigMath.DIGITS;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Normalisations: what each element is, from the elements that share its statistics. */
final class BigNormalisations {
  private BigNormalisations() {}

  static void define(Map<String, BigOps.Definition> table) {
    table.put("layer_norm", call -> last(call, true));
    table.put("rms_norm", call -> last(call, false));
    table.put("batch_norm", call -> perChannel(call, "training", false));
    table.put("instance_norm", call -> perChannel(call, "use_input_stats", true));
    table.put("group_norm", BigNormalisations::group);
    table.put("normalize", BigNormalisations::normalize);
  }

  private static BigDecimal mean(List<BigDecimal> all) {
    return all.stream()
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .divide(BigDecimal.valueOf(all.size()), DIGITS);
  }

  private static List<BigDecimal> squares(List<BigDecimal> all, BigDecimal centre) {
    return all.stream().map(x -> x.subtract(centre).multiply(x.subtract(centre), DIGITS)).toList();
  }

  /** The elements at the indices that hold. */
  private static List<BigDecimal> where(BigTensor x, Predicate<int[]> holds) {
    List<BigDecimal> found = new ArrayList<>();
    BigTensor.build(
        x.shape(),
        at -> {
          if (holds.test(at)) {
            found.add(x.at(at));
          }
          return BigDecimal.ZERO;
        });
    return found;
  }

  private static BigDecimal normalised(
      BigDecimal x, BigDecimal mean, BigDecimal variance, BigDecimal eps) {
    return x.subtract(mean).divide(BigMath.sqrt(variance.add(eps)), DIGITS);
  }

  private static BigDecimal affine(BigCall call, BigDecimal y, int... at) {
    BigDecimal scaled =
        call.arguments().isNone("weight") ? y : y.multiply(call.tensor("weight").at(at), DIGITS);
    return hasBias(call) ? scaled.add(call.tensor("bias").at(at)) : scaled;
  }

  private static boolean hasBias(BigCall call) {
    try {
      return call.has("bias");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static BigTensor last(BigCall call, boolean centred) {
    BigTensor x = call.tensor("input");
    int first = x.rank() - call.arguments().integers("normalized_shape").length;
    boolean given = call.arguments().number("eps").isPresent();
    BigDecimal eps = given ? call.number("eps") : null;
    return BigTensor.build(
        x.shape(),
        at -> {
          List<BigDecimal> group =
              where(x, other -> IntStream.range(0, first).allMatch(i -> other[i] == at[i]));
          BigDecimal mean = centred ? mean(group) : BigDecimal.ZERO;
          BigDecimal y = normalised(x.at(at), mean, mean(squares(group, mean)), eps);
          return affine(call, y, Arrays.copyOfRange(at, first, at.length));
        });
  }

  private static BigTensor perChannel(BigCall call, String flag, boolean perSample) {
    BigTensor x = call.tensor("input");
    boolean own = call.arguments().flag(flag);
    return BigTensor.build(
        x.shape(),
        at -> {
          List<BigDecimal> group = where(x, o -> o[1] == at[1] && (!perSample || o[0] == at[0]));
          BigDecimal mean = own ? mean(group) : call.tensor("running_mean").at(at[1]);
          BigDecimal variance =
              own ? mean(squares(group, mean)) : call.tensor("running_var").at(at[1]);
          return affine(call, normalised(x.at(at), mean, variance, call.number("eps")), at[1]);
        });
  }

  private static BigTensor group(BigCall call) {
    BigTensor x = call.tensor("input");
    int perGroup = x.shape()[1] / call.arguments().integer("num_groups");
    return BigTensor.build(
        x.shape(),
        at -> {
          List<BigDecimal> group =
              where(x, o -> o[0] == at[0] && o[1] / perGroup == at[1] / perGroup);
          BigDecimal mean = mean(group);
          BigDecimal y = normalised(x.at(at), mean, mean(squares(group, mean)), call.number("eps"));
          return affine(call, y, at[1]);
        });
  }

  private static BigTensor normalize(BigCall call) {
    BigTensor x = call.tensor("input");
    boolean[] dims = call.dims("dim", x.rank());
    BigDecimal p = call.number("p");
    BigTensor norms =
        x.reduce(
            dims,
            true,
            all ->
                BigMath.pow(
                        all.stream()
                            .map(e -> BigMath.pow(e.abs(), p))
                            .reduce(BigDecimal.ZERO, BigDecimal::add),
                        BigDecimal.ONE.divide(p, DIGITS))
                    .max(call.number("eps")));
    return x.zip(norms, (e, norm) -> e.divide(norm, DIGITS));
  }
}
