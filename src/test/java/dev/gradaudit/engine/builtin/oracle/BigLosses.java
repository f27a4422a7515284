package dev.gradaudit.engine.builtin.oracle;

import static dev.gradaudit.engine.builtin.oracle.BigMath.DIGITS;
import static dev.gradaudit.engine.builtin.oracle.BigMath.ONE;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BinaryOperator;

/** Losses, from their documentation. */
final class BigLosses {
  private static final BigDecimal HALF = new BigDecimal("0.5");

  private BigLosses() {}

  static void define(Map<String, BigOps.Definition> table) {
    table.put("l1_loss", call -> losses(call, (x, t) -> x.subtract(t).abs()));
    table.put("smooth_l1_loss", BigLosses::smoothL1);
    table.put("huber_loss", BigLosses::huber);
    table.put("kl_div", BigLosses::klDiv);
    table.put("cosine_similarity", BigLosses::cosineSimilarity);
    table.put("nll_loss", call -> atClasses(call, call.tensor("input"), BigDecimal.ZERO));
    table.put("cross_entropy", BigLosses::crossEntropy);
  }

  private static BigDecimal times(BigDecimal a, BigDecimal b) {
    return a.multiply(b, DIGITS);
  }

  private static BigTensor losses(BigCall call, BinaryOperator<BigDecimal> f) {
    return reduced(call, call.tensor("input").zip(call.tensor("target"), f));
  }

  private static BigDecimal total(BigTensor x) {
    return Arrays.stream(x.elements()).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigTensor reduced(BigCall call, BigTensor losses) {
    return switch (call.arguments().text("reduction")) {
      case "none" -> losses;
      case "sum" -> BigTensor.scalar(total(losses));
      case "batchmean" ->
          BigTensor.scalar(total(losses).divide(BigDecimal.valueOf(losses.shape()[0]), DIGITS));
      default ->
          BigTensor.scalar(
              total(losses).divide(BigDecimal.valueOf(losses.elements().length), DIGITS));
    };
  }

  private static BigTensor smoothL1(BigCall call) {
    BigDecimal beta = call.number("beta");
    return losses(
        call,
        (x, t) -> {
          BigDecimal d = x.subtract(t).abs();
          return d.compareTo(beta) < 0
              ? times(HALF, times(d, d)).divide(beta, DIGITS)
              : d.subtract(times(HALF, beta));
        });
  }

  private static BigTensor huber(BigCall call) {
    BigDecimal delta = call.number("delta");
    return losses(
        call,
        (x, t) -> {
          BigDecimal d = x.subtract(t).abs();
          return d.compareTo(delta) <= 0
              ? times(HALF, times(d, d))
              : times(delta, d.subtract(times(HALF, delta)));
        });
  }

  private static BigTensor klDiv(BigCall call) {
    boolean logs = call.arguments().flag("log_target");
    return losses(
        call,
        (x, t) -> {
          if (logs) {
            return times(BigMath.exp(t), t.subtract(x));
          }
          BigDecimal entropy = t.signum() == 0 ? BigDecimal.ZERO : times(t, BigMath.log(t));
          return entropy.subtract(times(t, x));
        });
  }

  private static BigTensor cosineSimilarity(BigCall call) {
    BigTensor a = call.tensor("x1").zip(call.tensor("x2"), (x, y) -> x);
    BigTensor b = call.tensor("x1").zip(call.tensor("x2"), (x, y) -> y);
    BigTensor products = a.zip(b, BigLosses::times);
    boolean[] dims = call.dims("dim", products.rank());
    BigTensor dots = sums(products, dims);
    BigDecimal eps = call.number("eps");
    BigTensor lengths = norms(a, dims, eps).zip(norms(b, dims, eps), BigLosses::times);
    return dots.zip(lengths, (dot, length) -> dot.divide(length, DIGITS));
  }

  private static BigTensor sums(BigTensor x, boolean[] dims) {
    return x.reduce(dims, false, all -> all.stream().reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  private static BigTensor norms(BigTensor x, boolean[] dims, BigDecimal eps) {
    return sums(x.map(e -> times(e, e)), dims).map(s -> BigMath.sqrt(s).max(eps));
  }

  private static int[] withClass(int[] target, int classDim, int label) {
    int[] index = new int[target.length + 1];
    for (int i = 0; i < index.length; i++) {
      index[i] = i < classDim ? target[i] : i == classDim ? label : target[i - 1];
    }
    return index;
  }

  private static BigDecimal weight(BigCall call, int label) {
    return call.arguments().isNone("weight") ? ONE : call.tensor("weight").at(label);
  }

  /**
   * The weighted loss at class indices, of log-probabilities.
   *
   * @param smoothing the part that is spread over all classes
   */
  private static BigTensor atClasses(BigCall call, BigTensor logp, BigDecimal smoothing) {
    BigTensor target = call.tensor("target");
    int classDim = logp.rank() == 1 ? 0 : 1;
    int classes = logp.shape()[classDim];
    BigDecimal ignored = call.number("ignore_index");
    BigTensor weights =
        target.map(
            t -> t.compareTo(ignored) == 0 ? BigDecimal.ZERO : weight(call, t.intValueExact()));
    BigTensor losses =
        BigTensor.build(
            target.shape(),
            at -> {
              if (target.at(at).compareTo(ignored) == 0) {
                return BigDecimal.ZERO;
              }
              int label = target.at(at).intValueExact();
              BigDecimal hard =
                  times(weight(call, label), logp.at(withClass(at, classDim, label))).negate();
              BigDecimal spread = BigDecimal.ZERO;
              for (int c = 0; c < classes; c++) {
                spread =
                    spread.subtract(times(weight(call, c), logp.at(withClass(at, classDim, c))));
              }
              BigDecimal share = smoothing.divide(BigDecimal.valueOf(classes), DIGITS);
              return times(ONE.subtract(smoothing), hard).add(times(share, spread));
            });
    return call.arguments().text("reduction").equals("mean")
        ? BigTensor.scalar(total(losses).divide(total(weights), DIGITS))
        : reduced(call, losses);
  }

  private static BigTensor crossEntropy(BigCall call) {
    BigTensor x = call.tensor("input");
    int classDim = x.rank() == 1 ? 0 : 1;
    boolean[] dims = new boolean[x.rank()];
    dims[classDim] = true;
    BigTensor sums =
        x.reduce(
            dims,
            true,
            all ->
                BigMath.log(
                    all.stream().map(BigMath::exp).reduce(BigDecimal.ZERO, BigDecimal::add)));
    BigTensor logp = x.zip(sums, BigDecimal::subtract);
    BigDecimal smoothing = call.number("label_smoothing");
    BigTensor target = call.tensor("target");
    if (target.rank() < x.rank()) {
      return atClasses(call, logp, smoothing);
    }
    int classes = x.shape()[classDim];
    BigDecimal share = smoothing.divide(BigDecimal.valueOf(classes), DIGITS);
    BigTensor terms =
        BigTensor.build(
            x.shape(),
            at ->
                times(
                        weight(call, at[classDim]),
                        times(
                            times(target.at(at), ONE.subtract(smoothing)).add(share), logp.at(at)))
                    .negate());
    return reduced(call, sums(terms, dims));
  }
}
