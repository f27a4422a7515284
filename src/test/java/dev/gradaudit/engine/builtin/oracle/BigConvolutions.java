package dev.gradaudit.engine.builtin.oracle;

import static dev.gradaudit.engine.builtin.oracle.BigMath.DIGITS;

import dev.gradaudit.program.Argument;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Convolutions and windows, as nested loops over every index. Lengths are images of height 1. */
final class BigConvolutions {
  private BigConvolutions() {}

  static void define(Map<String, BigOps.Definition> table) {
    table.put("conv1d", call -> convolution(call, 1));
    table.put("conv2d", call -> convolution(call, 2));
    table.put("conv_transpose1d", call -> transposed(call, 1));
    table.put("conv_transpose2d", call -> transposed(call, 2));
    table.put("max_pool2d", call -> pool(call, true));
    table.put("avg_pool2d", call -> pool(call, false));
    table.put("adaptive_avg_pool2d", BigConvolutions::adaptive);
    table.put("pad", BigConvolutions::pad);
    table.put("interpolate", BigConvolutions::interpolate);
  }

  private static int[] pair(BigCall call, String parameter, int spatial, int absent) {
    int[] given = call.arguments().integers(parameter);
    int last = given[given.length - 1];
    return spatial == 1 ? new int[] {absent, last} : new int[] {given[0], last};
  }

  /** As [N, C, H, W]. */
  private static BigTensor image(BigTensor x, int spatial) {
    int[] s = x.shape();
    int rank = s.length;
    return x.reshape(
        rank == spatial + 2 ? s[0] : 1,
        s[rank - spatial - 1],
        spatial == 2 ? s[rank - 2] : 1,
        s[rank - 1]);
  }

  private static BigTensor result(BigCall call, int spatial, BigTensor y) {
    BigTensor x = call.tensor("input");
    int[] s = y.shape();
    List<Integer> shape = new ArrayList<>();
    if (x.rank() == spatial + 2) {
      shape.add(s[0]);
    }
    shape.add(s[1]);
    if (spatial == 2) {
      shape.add(s[2]);
    }
    shape.add(s[3]);
    BigTensor biased =
        call.arguments().isNone("bias")
            ? y
            : BigTensor.build(s, at -> y.at(at).add(call.tensor("bias").at(at[1])));
    return biased.reshape(shape.stream().mapToInt(Integer::intValue).toArray());
  }

  private static BigTensor convolution(BigCall call, int spatial) {
    BigTensor x = image(call.tensor("input"), spatial);
    BigTensor weight = call.tensor("weight");
    BigTensor w =
        weight.reshape(
            weight.shape()[0],
            weight.shape()[1],
            spatial == 2 ? weight.shape()[2] : 1,
            weight.shape()[spatial + 1]);
    int[] stride = pair(call, "stride", spatial, 1);
    int[] dilation = pair(call, "dilation", spatial, 1);
    int[] kernel = {w.shape()[2], w.shape()[3]};
    int[] before = new int[2];
    int[] out = new int[2];
    for (int dim = 0; dim < 2; dim++) {
      int reach = dilation[dim] * (kernel[dim] - 1);
      int both;
      if (call.arguments().get("padding") instanceof Argument.Text text) {
        both = text.value().equals("same") ? reach : 0;
        before[dim] = both / 2;
      } else {
        before[dim] = pair(call, "padding", spatial, 0)[dim];
        both = 2 * before[dim];
      }
      out[dim] = (x.shape()[2 + dim] + both - reach - 1) / stride[dim] + 1;
    }
    int groups = call.arguments().integer("groups");
    int perGroup = w.shape()[0] / groups;
    int[] shape = {x.shape()[0], w.shape()[0], out[0], out[1]};
    BigTensor y =
        BigTensor.build(
            shape,
            at -> {
              BigDecimal sum = BigDecimal.ZERO;
              for (int c = 0; c < w.shape()[1]; c++) {
                for (int i = 0; i < kernel[0]; i++) {
                  for (int j = 0; j < kernel[1]; j++) {
                    int row = at[2] * stride[0] - before[0] + i * dilation[0];
                    int column = at[3] * stride[1] - before[1] + j * dilation[1];
                    int channel = at[1] / perGroup * w.shape()[1] + c;
                    BigDecimal seen = inside(x, at[0], channel, row, column);
                    sum = sum.add(seen.multiply(w.at(at[1], c, i, j), DIGITS));
                  }
                }
              }
              return sum;
            });
    return result(call, spatial, y);
  }

  private static BigDecimal inside(BigTensor x, int n, int c, int row, int column) {
    boolean in = row >= 0 && row < x.shape()[2] && column >= 0 && column < x.shape()[3];
    return in ? x.at(n, c, row, column) : BigDecimal.ZERO;
  }

  /** Each element of the input puts its window, scaled, into the result. */
  private static BigTensor transposed(BigCall call, int spatial) {
    BigTensor x = image(call.tensor("input"), spatial);
    BigTensor weight = call.tensor("weight");
    BigTensor w =
        weight.reshape(
            weight.shape()[0],
            weight.shape()[1],
            spatial == 2 ? weight.shape()[2] : 1,
            weight.shape()[spatial + 1]);
    int[] stride = pair(call, "stride", spatial, 1);
    int[] dilation = pair(call, "dilation", spatial, 1);
    int[] padding = pair(call, "padding", spatial, 0);
    int[] extra = pair(call, "output_padding", spatial, 0);
    int groups = call.arguments().integer("groups");
    int inPerGroup = x.shape()[1] / groups;
    int outPerGroup = w.shape()[1];
    int[] out = new int[2];
    for (int dim = 0; dim < 2; dim++) {
      out[dim] =
          (x.shape()[2 + dim] - 1) * stride[dim]
              - 2 * padding[dim]
              + dilation[dim] * (w.shape()[2 + dim] - 1)
              + extra[dim]
              + 1;
    }
    int[] shape = {x.shape()[0], outPerGroup * groups, out[0], out[1]};
    BigDecimal[] sums = new BigDecimal[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.fill(sums, BigDecimal.ZERO);
    for (int n = 0; n < shape[0]; n++) {
      for (int c = 0; c < x.shape()[1]; c++) {
        for (int h = 0; h < x.shape()[2]; h++) {
          for (int v = 0; v < x.shape()[3]; v++) {
            for (int d = 0; d < outPerGroup; d++) {
              for (int i = 0; i < w.shape()[2]; i++) {
                for (int j = 0; j < w.shape()[3]; j++) {
                  int row = h * stride[0] - padding[0] + i * dilation[0];
                  int column = v * stride[1] - padding[1] + j * dilation[1];
                  if (row >= 0 && row < out[0] && column >= 0 && column < out[1]) {
                    int channel = c / inPerGroup * outPerGroup + d;
                    int at = ((n * shape[1] + channel) * out[0] + row) * out[1] + column;
                    sums[at] = sums[at].add(x.at(n, c, h, v).multiply(w.at(c, d, i, j), DIGITS));
                  }
                }
              }
            }
          }
        }
      }
    }
    return result(call, spatial, new BigTensor(shape, sums));
  }

  private static BigTensor planes(BigTensor x, int height, int width, BigTensor.At at) {
    int[] shape = x.shape().clone();
    shape[shape.length - 2] = height;
    shape[shape.length - 1] = width;
    return BigTensor.build(shape, at);
  }

  private static BigTensor pool(BigCall call, boolean largest) {
    BigTensor x = call.tensor("input");
    int rank = x.rank();
    int[] in = {x.shape()[rank - 2], x.shape()[rank - 1]};
    int[] kernel = pair(call, "kernel_size", 2, 1);
    int[] stride = call.arguments().isNone("stride") ? kernel : pair(call, "stride", 2, 1);
    int[] padding = pair(call, "padding", 2, 0);
    int[] dilation = largest ? pair(call, "dilation", 2, 1) : new int[] {1, 1};
    int[] out = new int[2];
    for (int dim = 0; dim < 2; dim++) {
      double room = in[dim] + 2 * padding[dim] - dilation[dim] * (kernel[dim] - 1) - 1;
      double steps = room / stride[dim];
      boolean ceil = call.arguments().flag("ceil_mode");
      out[dim] = (int) (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
      if (ceil && (out[dim] - 1) * stride[dim] >= in[dim] + padding[dim]) {
        out[dim]--;
      }
    }
    return planes(
        x,
        out[0],
        out[1],
        at -> {
          List<BigDecimal> seen = new ArrayList<>();
          int padded = 0;
          for (int i = 0; i < kernel[0]; i++) {
            for (int j = 0; j < kernel[1]; j++) {
              int row = at[rank - 2] * stride[0] - padding[0] + i * dilation[0];
              int column = at[rank - 1] * stride[1] - padding[1] + j * dilation[1];
              if (row < in[0] + padding[0] && column < in[1] + padding[1]) {
                padded++;
              }
              if (row >= 0 && row < in[0] && column >= 0 && column < in[1]) {
                int[] from = at.clone();
                from[rank - 2] = row;
                from[rank - 1] = column;
                seen.add(x.at(from));
              }
            }
          }
          if (largest) {
            return seen.stream().reduce(BigDecimal::max).orElseThrow();
          }
          int divisor =
              !call.arguments().isNone("divisor_override")
                  ? call.arguments().integer("divisor_override")
                  : call.arguments().flag("count_include_pad") ? padded : seen.size();
          return seen.stream()
              .reduce(BigDecimal.ZERO, BigDecimal::add)
              .divide(BigDecimal.valueOf(divisor), DIGITS);
        });
  }

  private static BigTensor adaptive(BigCall call) {
    BigTensor x = call.tensor("input");
    int rank = x.rank();
    int height = x.shape()[rank - 2];
    int width = x.shape()[rank - 1];
    List<Argument> given = call.arguments().items("output_size");
    int[] out = {
      given.get(0) instanceof Argument.Num rows ? (int) rows.value() : height,
      given.get(given.size() - 1) instanceof Argument.Num columns ? (int) columns.value() : width
    };
    return planes(
        x,
        out[0],
        out[1],
        at -> {
          BigDecimal sum = BigDecimal.ZERO;
          int count = 0;
          for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
              if (within(row, height, at[rank - 2], out[0])
                  && within(column, width, at[rank - 1], out[1])) {
                int[] from = at.clone();
                from[rank - 2] = row;
                from[rank - 1] = column;
                sum = sum.add(x.at(from));
                count++;
              }
            }
          }
          return sum.divide(BigDecimal.valueOf(count), DIGITS);
        });
  }

  private static boolean within(int at, int extent, int place, int places) {
    return at >= Math.floor((double) place * extent / places)
        && at < Math.ceil((double) (place + 1) * extent / places);
  }

  private static BigTensor pad(BigCall call) {
    BigTensor x = call.tensor("input");
    int[] pad = call.arguments().integers("pad");
    String mode = call.arguments().text("mode");
    BigDecimal value = call.arguments().isNone("value") ? BigDecimal.ZERO : call.number("value");
    int[] shape = x.shape().clone();
    int[] before = new int[shape.length];
    for (int i = 0; i < pad.length; i += 2) {
      int dim = shape.length - 1 - i / 2;
      before[dim] = pad[i];
      shape[dim] += pad[i] + pad[i + 1];
    }
    return BigTensor.build(
        shape,
        at -> {
          int[] from = at.clone();
          for (int dim = 0; dim < from.length; dim++) {
            int extent = x.shape()[dim];
            int i = at[dim] - before[dim];
            if (i < 0 || i >= extent) {
              switch (mode) {
                case "reflect" -> i = i < 0 ? -i : 2 * extent - 2 - i;
                case "replicate" -> i = i < 0 ? 0 : extent - 1;
                case "circular" -> i = (i + extent) % extent;
                default -> {
                  return value;
                }
              }
            }
            from[dim] = i;
          }
          return x.at(from);
        });
  }

  private static BigTensor interpolate(BigCall call) {
    BigTensor x = image(call.tensor("input"), call.tensor("input").rank() - 2);
    int spatial = call.tensor("input").rank() - 2;
    int[] out = new int[2];
    BigDecimal[] scale = new BigDecimal[2];
    boolean align =
        !call.arguments().isNone("align_corners") && call.arguments().flag("align_corners");
    String mode = call.arguments().text("mode");
    for (int dim = 0; dim < 2; dim++) {
      int in = x.shape()[2 + dim];
      boolean sized = !call.arguments().isNone("size");
      out[dim] =
          spatial == 1 && dim == 0
              ? 1
              : sized
                  ? pair(call, "size", spatial, 1)[dim]
                  : (int) Math.floor(in * call.arguments().real("scale_factor"));
      scale[dim] =
          align
              ? (out[dim] > 1
                  ? new BigDecimal(in - 1).divide(new BigDecimal(out[dim] - 1), DIGITS)
                  : BigDecimal.ZERO)
              : sized || (spatial == 1 && dim == 0)
                  ? new BigDecimal(in).divide(new BigDecimal(out[dim]), DIGITS)
                  : BigDecimal.ONE.divide(call.number("scale_factor"), DIGITS);
    }
    int[] shape = {x.shape()[0], x.shape()[1], out[0], out[1]};
    BigTensor y =
        BigTensor.build(
            shape,
            at -> {
              if (mode.equals("nearest")) {
                int row = nearest(at[2], scale[0], x.shape()[2]);
                int column = nearest(at[3], scale[1], x.shape()[3]);
                return x.at(at[0], at[1], row, column);
              }
              BigDecimal sum = BigDecimal.ZERO;
              for (int row = 0; row < x.shape()[2]; row++) {
                for (int column = 0; column < x.shape()[3]; column++) {
                  BigDecimal weight =
                      tent(at[2], row, scale[0], x.shape()[2], align)
                          .multiply(tent(at[3], column, scale[1], x.shape()[3], align), DIGITS);
                  sum = sum.add(weight.multiply(x.at(at[0], at[1], row, column), DIGITS));
                }
              }
              return sum;
            });
    int[] result = call.tensor("input").shape().clone();
    for (int dim = 0; dim < spatial; dim++) {
      result[2 + dim] = out[2 - spatial + dim];
    }
    return y.reshape(result);
  }

  private static int nearest(int place, BigDecimal scale, int extent) {
    return Math.min(extent - 1, scale.multiply(BigDecimal.valueOf(place)).intValue());
  }

  /** How much of a pixel a place sees: 1 at its centre, falling to 0 at the next one. */
  private static BigDecimal tent(
      int place, int pixel, BigDecimal scale, int extent, boolean align) {
    BigDecimal half = new BigDecimal("0.5");
    BigDecimal centre =
        align
            ? scale.multiply(BigDecimal.valueOf(place))
            : BigDecimal.valueOf(place).add(half).multiply(scale).subtract(half);
    BigDecimal clamped = centre.max(BigDecimal.ZERO).min(BigDecimal.valueOf(extent - 1));
    BigDecimal distance = clamped.subtract(BigDecimal.valueOf(pixel)).abs();
    return BigDecimal.ONE.subtract(distance).max(BigDecimal.ZERO);
  }
}
