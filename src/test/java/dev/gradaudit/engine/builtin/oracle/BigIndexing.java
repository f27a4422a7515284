package dev.gradaudit.engine.builtin.oracle;

import dev.gradaudit.program.Argument;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Basic indexing: for each dimension the list of indices that are chosen from it. */
final class BigIndexing {
  static void define(Map<String, BigOps.Definition> table) {
    table.put("getitem", call -> isPicked(call) ? picked(call) : index(call));
    table.put("gather", BigIndexing::gather);
    table.put("index_select", BigIndexing::indexSelect);
    table.put("take_along_dim", BigIndexing::takeAlongDim);
    table.put("scatter", BigIndexing::scatter);
    table.put("scatter_add", BigIndexing::scatterAdd);
    table.put("index_add", BigIndexing::indexAdd);
    table.put("embedding", BigIndexing::embedding);
    table.put("one_hot", BigIndexing::oneHot);
  }

  private static boolean isPicked(BigCall call) {
    return call.arguments().items("index").stream().anyMatch(Argument.Operand.class::isInstance);
  }

  /** Every item looks up or passes on one coordinate of the input. */
  private static BigTensor picked(BigCall call) {
    BigTensor x = call.tensor("input");
    List<Argument> items = new ArrayList<>(call.arguments().items("index"));
    long named = items.stream().filter(item -> !(item instanceof Argument.None)).count();
    for (long i = named; i < x.rank(); i++) {
      items.add(ALL);
    }
    int[] broadcast = new int[0];
    List<Integer> pickers = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Argument.Operand tensor) {
        broadcast = BigTensor.broadcast(broadcast, call.inputs().get(tensor.input()).shape());
      }
      if (items.get(i) instanceof Argument.Operand || items.get(i) instanceof Argument.Num) {
        pickers.add(i);
      }
    }
    int first = pickers.get(0);
    boolean together = pickers.get(pickers.size() - 1) - first + 1 == pickers.size();
    // The dimensions of the result: those of the pickers as one run, the others in their order.
    List<Integer> shape = new ArrayList<>();
    List<Integer> item = new ArrayList<>();
    int dim = 0;
    for (int i = 0; i < items.size(); i++) {
      if (i == (together ? first : 0)) {
        for (int extent : broadcast) {
          shape.add(extent);
          item.add(-1);
        }
      }
      if (items.get(i) instanceof Argument.None) {
        shape.add(1);
        item.add(i);
      } else {
        if (items.get(i) instanceof Argument.Slice slice) {
          int from = slice.start() == null ? 0 : slice.start().intValue();
          shape.add(x.shape()[dim] - from);
          item.add(i);
        }
        dim++;
      }
    }
    int run = item.indexOf(-1);
    int length = broadcast.length;
    return BigTensor.build(
        shape.stream().mapToInt(Integer::intValue).toArray(),
        at -> {
          int[] picks = length == 0 ? new int[0] : Arrays.copyOfRange(at, run, run + length);
          int[] from = new int[x.rank()];
          int next = 0;
          for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Argument.Operand tensor) {
              from[next++] = call.inputs().get(tensor.input()).at(picks).intValueExact();
            } else if (items.get(i) instanceof Argument.Num number) {
              from[next++] = (int) number.value();
            } else if (items.get(i) instanceof Argument.Slice slice) {
              int start = slice.start() == null ? 0 : slice.start().intValue();
              from[next++] = start + at[item.indexOf(i)];
            }
          }
          return x.at(from);
        });
  }

  private static BigTensor indexSelect(BigCall call) {
    BigTensor input = call.tensor("input");
    BigTensor index = call.tensor("index");
    int dim = call.dim("dim", input.rank());
    int[] shape = input.shape().clone();
    shape[dim] = index.shape()[0];
    return input.view(shape, at -> replaced(at, dim, index.at(at[dim]).intValueExact()));
  }

  private static int[] replaced(int[] at, int dim, int value) {
    int[] other = at.clone();
    other[dim] = value;
    return other;
  }

  private static BigTensor takeAlongDim(BigCall call) {
    BigTensor input = call.tensor("input");
    BigTensor index = call.tensor("indices");
    int dim = call.dim("dim", input.rank());
    int[] shape = new int[input.rank()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = i == dim ? index.shape()[i] : Math.max(index.shape()[i], input.shape()[i]);
    }
    return BigTensor.build(shape, at -> input.at(replaced(at, dim, index.at(at).intValueExact())));
  }

  private static BigTensor scatter(BigCall call) {
    BigTensor x = call.tensor("input");
    BigTensor index = call.tensor("index");
    int dim = call.dim("dim", x.rank());
    Set<List<Integer>> hits = new HashSet<>();
    BigTensor.build(
        index.shape(),
        at -> {
          int[] hit = replaced(at, dim, index.at(at).intValueExact());
          hits.add(Arrays.stream(hit).boxed().toList());
          return BigDecimal.ZERO;
        });
    return BigTensor.build(
        x.shape(),
        at -> hits.contains(Arrays.stream(at).boxed().toList()) ? call.number("value") : x.at(at));
  }

  private static BigTensor scatterAdd(BigCall call) {
    BigTensor index = call.tensor("index");
    BigTensor src = call.tensor("src");
    int dim = call.dim("dim", src.rank());
    return added(
        call.tensor("input"),
        index.shape(),
        at -> replaced(at, dim, index.at(at).intValueExact()),
        src::at);
  }

  private static BigTensor indexAdd(BigCall call) {
    BigTensor index = call.tensor("index");
    BigTensor source = call.tensor("source");
    int dim = call.dim("dim", source.rank());
    return added(
        call.tensor("input"),
        source.shape(),
        at -> replaced(at, dim, index.at(at[dim]).intValueExact()),
        at -> source.at(at).multiply(call.number("alpha"), BigMath.DIGITS));
  }

  /** x with something added at the place of every index of a shape. */
  private static BigTensor added(
      BigTensor x, int[] shape, Function<int[], int[]> place, BigTensor.At value) {
    Map<List<Integer>, BigDecimal> sums = new HashMap<>();
    BigTensor.build(
        shape,
        at -> {
          List<Integer> key = Arrays.stream(place.apply(at)).boxed().toList();
          sums.merge(key, value.apply(at), BigDecimal::add);
          return BigDecimal.ZERO;
        });
    return BigTensor.build(
        x.shape(),
        at -> x.at(at).add(sums.getOrDefault(Arrays.stream(at).boxed().toList(), BigDecimal.ZERO)));
  }

  private static BigTensor embedding(BigCall call) {
    BigTensor index = call.tensor("input");
    BigTensor weight = call.tensor("weight");
    int[] shape = Arrays.copyOf(index.shape(), index.rank() + 1);
    shape[index.rank()] = weight.shape()[1];
    return BigTensor.build(
        shape,
        at -> {
          int row = index.at(Arrays.copyOf(at, at.length - 1)).intValueExact();
          return weight.at(row, at[at.length - 1]);
        });
  }

  private static BigTensor oneHot(BigCall call) {
    BigTensor index = call.tensor("tensor");
    int[] shape = Arrays.copyOf(index.shape(), index.rank() + 1);
    shape[index.rank()] = call.arguments().integer("num_classes");
    return BigTensor.build(
        shape,
        at -> {
          int label = index.at(Arrays.copyOf(at, at.length - 1)).intValueExact();
          return label == at[at.length - 1] ? BigDecimal.ONE : BigDecimal.ZERO;
        });
  }

  private static BigTensor gather(BigCall call) {
    BigTensor input = call.tensor("input");
    BigTensor index = call.tensor("index");
    int dim = call.dim("dim", input.rank());
    return BigTensor.build(
        index.shape(),
        at -> {
          int[] from = at.clone();
          from[dim] = index.at(at).intValueExact();
          return input.at(from);
        });
  }

  private static final Argument ALL = new Argument.Slice(null, null, null);

  private final BigTensor x;

  /** The extents of the result. */
  private final List<Integer> shape = new ArrayList<>();

  /** For each dimension of x what is chosen, and in which dimension of the result it varies. */
  private final List<List<Integer>> chosen = new ArrayList<>();

  private final List<Integer> varies = new ArrayList<>();

  private BigIndexing(BigTensor x) {
    this.x = x;
  }

  static BigTensor index(BigCall call) {
    BigIndexing indexing = new BigIndexing(call.tensor("input"));
    List<Argument> items = call.arguments().items("index");
    long named =
        items.stream()
            .filter(item -> item instanceof Argument.Num || item instanceof Argument.Slice)
            .count();
    for (Argument item : items) {
      if (item instanceof Argument.Ellipsis) {
        indexing.takeAll(indexing.x.rank() - named);
      } else {
        indexing.take(item);
      }
    }
    indexing.takeAll((long) indexing.x.rank() - indexing.chosen.size());
    return indexing.result();
  }

  private void takeAll(long dims) {
    for (long i = 0; i < dims; i++) {
      take(ALL);
    }
  }

  private void take(Argument item) {
    if (item instanceof Argument.None) {
      shape.add(1);
      return;
    }
    int extent = x.shape()[chosen.size()];
    if (item instanceof Argument.Num number) {
      chosen.add(List.of(Math.floorMod((int) number.value(), extent)));
      varies.add(-1);
    } else {
      chosen.add(range((Argument.Slice) item, extent));
      varies.add(shape.size());
      shape.add(chosen.get(chosen.size() - 1).size());
    }
  }

  /** {@code list(range(extent))[slice]}. */
  private static List<Integer> range(Argument.Slice slice, int extent) {
    long step = slice.step() == null ? 1 : slice.step();
    long start = slice.start() == null ? 0 : slice.start();
    long stop = slice.stop() == null ? extent : slice.stop();
    long from = Math.max(0, start < 0 ? start + extent : start);
    long to = stop < 0 ? stop + extent : stop;
    return IntStream.range(0, extent)
        .filter(i -> i >= from && i < to && (i - from) % step == 0)
        .boxed()
        .toList();
  }

  private BigTensor result() {
    return x.view(
        shape.stream().mapToInt(Integer::intValue).toArray(),
        index ->
            IntStream.range(0, x.rank())
                .map(dim -> chosen.get(dim).get(varies.get(dim) < 0 ? 0 : index[varies.get(dim)]))
                .toArray());
  }
}
