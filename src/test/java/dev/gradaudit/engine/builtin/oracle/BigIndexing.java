package dev.gradaudit.engine.builtin.oracle;

import dev.gradaudit.program.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Basic indexing: for each dimension the list of indices that are chosen from it. */
final class BigIndexing {
  static void define(Map<String, BigOps.Definition> table) {
    table.put("getitem", BigIndexing::index);
    table.put("gather", BigIndexing::gather);
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
