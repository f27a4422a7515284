package dev.gradaudit.scenario;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.scenario.DocumentNode.ArrayNode;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads nested lists of numbers. The first path down gives the shape; every other one must agree.
 * Each element is rounded from its text as {@link ValueReader#real} says.
 */
final class TensorData {
  private final FaultLog faults;
  private final ValueReader values;
  private final Shape shape;
  private final int[] index;
  private boolean wrong;
  private int position;

  private TensorData(DocumentNode data, FaultLog faults) {
    this.faults = faults;
    this.values = new ValueReader(faults);
    this.shape = shapeOf(data);
    this.index = new int[shape.rank()];
  }

  /** The shape that the first path down promises; a number is a scalar. */
  private static Shape shapeOf(DocumentNode data) {
    int[] extents = new int[DocumentReader.MAX_DEPTH];
    int rank = 0;
    DocumentNode node = data;
    while (node instanceof ArrayNode array) {
      extents[rank++] = array.items().size();
      if (array.items().isEmpty()) {
        break;
      }
      node = array.items().get(0);
    }
    return Shape.of(Arrays.copyOf(extents, rank));
  }

  /**
   * What was read.
   *
   * @param tensor null when faults say which elements are wrong
   */
  record Result(Shape shape, @Nullable Tensor tensor) {}

  /** The data, or empty when a fault says that it is ragged. */
  static Optional<Result> read(DocumentNode data, DType dtype, FaultLog faults) {
    TensorData reader = new TensorData(data, faults);
    if (!reader.isRectangular(data, 0)) {
      return Optional.empty();
    }
    Tensor tensor = reader.tensor(data, dtype);
    return Optional.of(new Result(reader.shape, reader.wrong ? null : tensor));
  }

  private boolean isRectangular(DocumentNode node, int depth) {
    boolean leaf = depth == shape.rank();
    if (!(node instanceof ArrayNode array)) {
      String found = Wording.of(node, faults.source());
      return leaf || ragged(node, depth, found + " where a list is expected");
    }
    List<DocumentNode> items = array.items();
    if (leaf) {
      return ragged(node, depth, "a list where a number is expected");
    }
    if (items.size() != shape.extent(depth)) {
      String found = Wording.items(items.size());
      return ragged(node, depth, found + " where " + shape.extent(depth) + " are expected");
    }
    for (int i = 0; i < items.size(); i++) {
      index[depth] = i;
      if (!isRectangular(items.get(i), depth + 1)) {
        return false;
      }
    }
    return true;
  }

  private boolean ragged(DocumentNode node, int depth, String what) {
    faults.add(
        node,
        "ragged data: " + what + " at index " + Arrays.toString(Arrays.copyOf(index, depth)),
        "all lists of a level need the length of the first one");
    return false;
  }

  private Tensor tensor(DocumentNode data, DType dtype) {
    int size = Math.toIntExact(shape.size());
    return switch (dtype) {
      case BFLOAT16, FLOAT16, FLOAT32 -> {
        float[] elements = new float[size];
        forEachElement(data, node -> elements[position++] = (float) real(node, dtype));
        yield new FloatTensor(dtype, shape, elements);
      }
      case FLOAT64 -> {
        double[] elements = new double[size];
        forEachElement(data, node -> elements[position++] = real(node, dtype));
        yield new DoubleTensor(shape, elements);
      }
      case INT64 -> {
        long[] elements = new long[size];
        forEachElement(data, node -> elements[position++] = int64(node));
        yield new LongTensor(shape, elements);
      }
      case BOOL -> throw new IllegalStateException("no tensor of a scenario is bool");
    };
  }

  private void forEachElement(DocumentNode node, Consumer<DocumentNode> action) {
    if (node instanceof ArrayNode array) {
      array.items().forEach(item -> forEachElement(item, action));
    } else if (!faults.isFull()) {
      action.accept(node);
    } else {
      wrong = true;
    }
  }

  private double real(DocumentNode node, DType dtype) {
    OptionalDouble value = values.real(node, dtype);
    wrong |= value.isEmpty();
    return value.orElse(0);
  }

  private long int64(DocumentNode node) {
    OptionalLong value = values.int64(node);
    wrong |= value.isEmpty();
    return value.orElse(0);
  }
}
