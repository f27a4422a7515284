package dev.gradaudit.scenario;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.scenario.DocumentNode.ArrayNode;
import dev.gradaudit.scenario.DocumentNode.BooleanNode;
import dev.gradaudit.scenario.DocumentNode.Member;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads one tensor: numbers alone, or an object that says where they come from. */
final class TensorSpecReader {
  private final FaultLog faults;
  private final ValueReader values;
  private final InitialiserReader initialisers;
  private final MemoryBudget budget;

  TensorSpecReader(FaultLog faults, MemoryBudget budget) {
    this.faults = faults;
    this.values = new ValueReader(faults);
    this.initialisers = new InitialiserReader(faults);
    this.budget = budget;
  }

  /** The tensor, or empty when faults leave not even its type. */
  Optional<TensorSpec> read(String name, DocumentNode node, DType defaultDtype) {
    if (!(node instanceof ObjectNode object)) {
      return literal(name, node, defaultDtype, false);
    }
    Optional<DType> stated = dtype(object, defaultDtype);
    if (stated.isEmpty()) {
      return Optional.empty();
    }
    DType dtype = stated.get();
    boolean requiresGrad = requiresGrad(object, dtype);
    OptionalLong seed = seed(object);
    DocumentNode shapeNode = object.get("shape");
    Optional<Shape> shape = shapeNode == null ? Optional.empty() : shape(shapeNode);
    DocumentNode data = object.get("data");
    DocumentNode init = object.get("init");
    if (!hasOneSource(name, object)) {
      return shape.map(s -> typeOnly(name, dtype, s, requiresGrad));
    }
    if (data != null) {
      Optional<TensorSpec> literal = literal(name, data, dtype, requiresGrad);
      return shape.isEmpty() ? literal : literal.map(spec -> reshaped(spec, data, shape.get()));
    }
    if (init == null || shapeNode == null || shape.isEmpty()) {
      return Optional.empty();
    }
    TensorType type = new TensorType(dtype, shape.get());
    Initialiser initialiser = initialisers.read(init, type);
    return budget.reserve(shapeNode, name, type)
        ? Optional.of(new TensorSpec(name, type, requiresGrad, seed, initialiser))
        : Optional.of(typeOnly(name, dtype, shape.get(), requiresGrad));
  }

  /** Whether exactly one of data, file, and shape with init is there, and not the file. */
  private boolean hasOneSource(String name, ObjectNode object) {
    Member file = object.members().get("file");
    Member data = object.members().get("data");
    Member init = object.members().get("init");
    if (file != null) {
      faults.add(
          file.keyStart(),
          file.keyEnd(),
          "tensor files are not supported yet",
          "give the numbers as \"data\", or draw them with \"shape\" and \"init\"");
      return false;
    }
    if (data != null && init != null) {
      boolean initIsLater = init.keyStart() > data.keyStart();
      Member later = initIsLater ? init : data;
      faults.add(
          later.keyStart(),
          later.keyEnd(),
          "\"data\" and \"init\" exclude each other",
          "give the numbers, or the way to make them");
      return false;
    }
    if (data == null && init == null) {
      faults.add(
          object.start(),
          object.start() + 1,
          "tensor " + Wording.quoted(name) + " has no values",
          "give \"data\", or \"shape\" with \"init\"");
      return false;
    }
    if (init != null && object.get("shape") == null) {
      faults.add(
          init.keyStart(),
          init.keyEnd(),
          "\"init\" needs a \"shape\"",
          "for example \"shape\": [2, 3]; [] is a scalar");
      return false;
    }
    return true;
  }

  private Optional<TensorSpec> literal(
      String name, DocumentNode data, DType dtype, boolean requiresGrad) {
    Optional<TensorData.Result> result = TensorData.read(data, dtype, faults);
    if (result.isEmpty()) {
      return Optional.empty();
    }
    TensorType type = new TensorType(dtype, result.get().shape());
    Tensor tensor = result.get().tensor();
    return tensor == null || !budget.reserve(data, name, type)
        ? Optional.of(typeOnly(name, dtype, type.shape(), requiresGrad))
        : Optional.of(
            new TensorSpec(
                name, type, requiresGrad, OptionalLong.empty(), new Initialiser.Data(tensor)));
  }

  private static TensorSpec typeOnly(String name, DType dtype, Shape shape, boolean requiresGrad) {
    TensorType type = new TensorType(dtype, shape);
    return new TensorSpec(name, type, requiresGrad, OptionalLong.empty(), null);
  }

  /** A flat list takes any shape of its size; nested data must have the stated shape already. */
  private TensorSpec reshaped(TensorSpec spec, DocumentNode data, Shape shape) {
    Shape given = spec.type().shape();
    DType dtype = spec.type().dtype();
    boolean fits = given.equals(shape) || given.rank() == 1 && given.size() == shape.size();
    if (!fits) {
      faults.add(
          data,
          "the data has shape " + given + ", but \"shape\" is " + shape,
          "leave \"shape\" out, or give a flat list of " + shape.size() + " numbers");
    }
    if (!fits || !(spec.initialiser() instanceof Initialiser.Data literal)) {
      return typeOnly(spec.name(), dtype, shape, spec.requiresGrad());
    }
    return new TensorSpec(
        spec.name(),
        new TensorType(dtype, shape),
        spec.requiresGrad(),
        spec.fixedSeed(),
        new Initialiser.Data(literal.tensor().withShape(shape)));
  }

  private Optional<DType> dtype(ObjectNode object, DType defaultDtype) {
    DocumentNode node = object.get("dtype");
    return node == null
        ? Optional.of(defaultDtype)
        : values.text(node, "a dtype").flatMap(DType::parse);
  }

  private boolean requiresGrad(ObjectNode object, DType dtype) {
    DocumentNode node = object.get("requires_grad");
    if (node == null) {
      return false;
    }
    if (!(node instanceof BooleanNode value)) {
      faults.addMismatch(node, "true or false");
      return false;
    }
    if (value.value() && !dtype.isFloating()) {
      faults.add(node, "an int64 tensor cannot require a gradient", "use float32 or float64");
    }
    return value.value();
  }

  private OptionalLong seed(ObjectNode object) {
    DocumentNode node = object.get("seed");
    return node == null ? OptionalLong.empty() : values.whole(node);
  }

  private Optional<Shape> shape(DocumentNode node) {
    if (!(node instanceof ArrayNode array)) {
      faults.addMismatch(node, "a list of whole numbers from 0");
      return Optional.empty();
    }
    List<OptionalLong> extents =
        array.items().stream().map(item -> values.whole(item, 0, Integer.MAX_VALUE)).toList();
    if (extents.stream().anyMatch(OptionalLong::isEmpty)) {
      return Optional.empty();
    }
    return Optional.of(
        Shape.of(extents.stream().mapToInt(extent -> (int) extent.orElseThrow()).toArray()));
  }
}
