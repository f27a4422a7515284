package dev.gradaudit.engine.builtin.oracle;

import static dev.gradaudit.engine.builtin.oracle.BigMath.ONE;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Moves of elements, by what stands at each index. */
final class BigShapes {
  private BigShapes() {}

  static void define(Map<String, BigOps.Definition> table) {
    table.put("permute", BigShapes::permute);
    table.put("flip", BigShapes::flip);
    table.put("roll", BigShapes::roll);
    table.put("tril", call -> triangle(call, true));
    table.put("triu", call -> triangle(call, false));
    table.put("diag", BigShapes::diagonal);
    table.put("expand", BigShapes::expand);
    table.put("expand_as", call -> broadcast(call.tensor("input"), call.tensor("other").shape()));
    table.put("view_as", call -> call.tensor("input").reshape(call.tensor("other").shape()));
    table.put("clone", call -> call.tensor("input"));
    table.put("squeeze", BigShapes::squeeze);
    table.put("unsqueeze", BigShapes::unsqueeze);
    table.put("repeat", BigShapes::repeat);
    table.put("cat", call -> join(inputs(call), call.dim("dim", rank(call))));
    table.put("stack", BigShapes::stack);
    table.put("zeros", call -> filled(call.arguments().integers("size"), BigDecimal.ZERO));
    table.put("ones", call -> filled(call.arguments().integers("size"), ONE));
    table.put("full", call -> filled(call.arguments().integers("size"), call.number("fill_value")));
    table.put("zeros_like", call -> filled(call.tensor("input").shape(), BigDecimal.ZERO));
    table.put("ones_like", call -> filled(call.tensor("input").shape(), ONE));
    table.put("full_like", call -> filled(call.tensor("input").shape(), call.number("fill_value")));
    table.put("eye", BigShapes::identity);
    table.put("arange", BigShapes::counting);
  }

  private static BigTensor filled(int[] shape, BigDecimal value) {
    return BigTensor.build(shape, at -> value);
  }

  private static BigTensor identity(BigCall call) {
    int n = call.arguments().integer("n");
    return BigTensor.build(new int[] {n, n}, at -> at[0] == at[1] ? ONE : BigDecimal.ZERO);
  }

  private static BigTensor counting(BigCall call) {
    boolean single = call.arguments().isNone("end");
    BigDecimal start =
        single || call.arguments().isNone("start") ? BigDecimal.ZERO : call.number("start");
    BigDecimal end = call.number(single ? "start" : "end");
    BigDecimal step = call.number("step");
    int count = end.subtract(start).divide(step, 0, RoundingMode.CEILING).intValueExact();
    return BigTensor.build(
        new int[] {count}, at -> start.add(step.multiply(BigDecimal.valueOf(at[0]))));
  }

  private static int[] dims(BigCall call, String parameter, int rank) {
    return Arrays.stream(call.arguments().integers(parameter))
        .map(dim -> Math.floorMod(dim, rank))
        .toArray();
  }

  private static BigTensor permute(BigCall call) {
    BigTensor x = call.tensor("input");
    int[] dims = dims(call, "dims", x.rank());
    int[] shape = Arrays.stream(dims).map(dim -> x.shape()[dim]).toArray();
    return x.view(
        shape,
        at -> {
          int[] from = new int[at.length];
          for (int i = 0; i < at.length; i++) {
            from[dims[i]] = at[i];
          }
          return from;
        });
  }

  private static BigTensor flip(BigCall call) {
    BigTensor x = call.tensor("input");
    return x.view(
        x.shape(),
        at -> {
          int[] from = at.clone();
          for (int dim : dims(call, "dims", x.rank())) {
            from[dim] = x.shape()[dim] - 1 - at[dim];
          }
          return from;
        });
  }

  private static BigTensor roll(BigCall call) {
    BigTensor x = call.tensor("input");
    int[] shifts = call.arguments().integers("shifts");
    if (call.arguments().isNone("dims")) {
      int size = x.elements().length;
      BigDecimal[] moved = new BigDecimal[size];
      for (int i = 0; i < size; i++) {
        moved[Math.floorMod(i + shifts[0], size)] = x.elements()[i];
      }
      return new BigTensor(x.shape(), moved);
    }
    int[] dims = dims(call, "dims", x.rank());
    return x.view(
        x.shape(),
        at -> {
          int[] from = at.clone();
          for (int i = 0; i < dims.length; i++) {
            from[dims[i]] = Math.floorMod(at[dims[i]] - shifts[i], x.shape()[dims[i]]);
          }
          return from;
        });
  }

  private static BigTensor triangle(BigCall call, boolean lower) {
    BigTensor x = call.tensor("input");
    int diagonal = call.arguments().integer("diagonal");
    return BigTensor.build(
        x.shape(),
        at -> {
          int above = at[at.length - 1] - at[at.length - 2] - diagonal;
          return (lower ? above <= 0 : above >= 0) ? x.at(at) : BigDecimal.ZERO;
        });
  }

  private static BigTensor diagonal(BigCall call) {
    BigTensor x = call.tensor("input");
    int offset = call.arguments().integer("diagonal");
    if (x.rank() == 1) {
      int side = x.shape()[0] + Math.abs(offset);
      return BigTensor.build(
          new int[] {side, side},
          at -> at[1] - at[0] == offset ? x.at(Math.min(at[0], at[1])) : BigDecimal.ZERO);
    }
    List<BigDecimal> found = new ArrayList<>();
    for (int row = 0; row < x.shape()[0]; row++) {
      if (row + offset >= 0 && row + offset < x.shape()[1]) {
        found.add(x.at(row, row + offset));
      }
    }
    return new BigTensor(new int[] {found.size()}, found.toArray(new BigDecimal[0]));
  }

  private static BigTensor broadcast(BigTensor x, int[] shape) {
    return BigTensor.build(shape, x::at);
  }

  private static BigTensor expand(BigCall call) {
    BigTensor x = call.tensor("input");
    int[] size = call.arguments().integers("size").clone();
    int added = size.length - x.rank();
    for (int dim = added; dim < size.length; dim++) {
      size[dim] = size[dim] == -1 ? x.shape()[dim - added] : size[dim];
    }
    return broadcast(x, size);
  }

  private static BigTensor squeeze(BigCall call) {
    BigTensor x = call.tensor("input");
    boolean[] named = call.dims("dim", x.rank());
    return x.reshape(
        IntStream.range(0, x.rank())
            .filter(dim -> !(named[dim] && x.shape()[dim] == 1))
            .map(dim -> x.shape()[dim])
            .toArray());
  }

  private static BigTensor unsqueeze(BigCall call) {
    BigTensor x = call.tensor("input");
    return withDim(x, call.dim("dim", x.rank() + 1));
  }

  private static BigTensor withDim(BigTensor x, int dim) {
    int[] shape = new int[x.rank() + 1];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = i < dim ? x.shape()[i] : i == dim ? 1 : x.shape()[i - 1];
    }
    return x.reshape(shape);
  }

  private static BigTensor repeat(BigCall call) {
    BigTensor x = call.tensor("input");
    int[] repeats = call.arguments().integers("repeats");
    int added = repeats.length - x.rank();
    int[] shape = repeats.clone();
    for (int dim = added; dim < shape.length; dim++) {
      shape[dim] *= x.shape()[dim - added];
    }
    return BigTensor.build(
        shape,
        at -> {
          int[] from = new int[x.rank()];
          for (int dim = 0; dim < from.length; dim++) {
            from[dim] = at[added + dim] % x.shape()[dim];
          }
          return x.at(from);
        });
  }

  private static List<BigTensor> inputs(BigCall call) {
    return call.arguments().inputs("tensors").stream().map(call.inputs()::get).toList();
  }

  private static int rank(BigCall call) {
    return inputs(call).get(0).rank();
  }

  private static BigTensor join(List<BigTensor> tensors, int dim) {
    int[] shape = tensors.get(0).shape().clone();
    shape[dim] = tensors.stream().mapToInt(tensor -> tensor.shape()[dim]).sum();
    return BigTensor.build(
        shape,
        at -> {
          int[] from = at.clone();
          for (BigTensor tensor : tensors) {
            if (from[dim] < tensor.shape()[dim]) {
              return tensor.at(from);
            }
            from[dim] -= tensor.shape()[dim];
          }
          throw new IllegalStateException();
        });
  }

  private static BigTensor stack(BigCall call) {
    int dim = call.dim("dim", rank(call) + 1);
    return join(inputs(call).stream().map(x -> withDim(x, dim)).toList(), dim);
  }
}
