package dev.gradaudit.scenario;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.scenario.DocumentNode.BooleanNode;
import dev.gradaudit.scenario.DocumentNode.Member;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensorfile.StoredTensor;
import dev.gradaudit.tensorfile.TensorFileException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one tensor: numbers alone, or an object that says where they come from. */
final class TensorSpecReader {
  private final FaultLog faults;
  private final ValueReader values;
  private final InitialiserReader initialisers;
  private final MemoryBudget budget;
  private final TensorFiles files;
  private final SharedParts shared;

  TensorSpecReader(FaultLog faults, MemoryBudget budget, TensorFiles files, SharedParts shared) {
    this.faults = faults;
    this.values = new ValueReader(faults);
    this.initialisers = new InitialiserReader(faults);
    this.budget = budget;
    this.files = files;
    this.shared = shared;
  }

  /** The tensor, or empty when faults leave not even its type. */
  Optional<TensorSpec> read(String name, DocumentNode node, DType defaultDtype) {
    if (!(node instanceof ObjectNode object)) {
      return literal(name, node, defaultDtype, false);
    }
    if (object.get("file") instanceof StringNode file && hasOneSource(name, object)) {
      return fromFile(name, object, file);
    }
    Optional<DType> stated = dtype(object, defaultDtype);
    if (stated.isEmpty()) {
      return Optional.empty();
    }
    DType dtype = stated.get();
    boolean requiresGrad = requiresGrad(object, dtype);
    OptionalLong seed = seed(object);
    DocumentNode shapeNode = object.get("shape");
    Optional<Shape> shape = shapeNode == null ? Optional.empty() : values.shape(shapeNode);
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

  /** The tensor of a file, in the dtype and shape that it has there. */
  private Optional<TensorSpec> fromFile(String name, ObjectNode object, StringNode file) {
    DocumentNode dtypeNode = object.get("dtype");
    DocumentNode shapeNode = object.get("shape");
    Optional<DType> stated = dtypeNode == null ? Optional.empty() : dtype(object, DType.FLOAT32);
    Optional<Shape> shape = shapeNode == null ? Optional.empty() : values.shape(shapeNode);
    Optional<StoredTensor> stored = files.find(file);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    TensorType type = new TensorType(stored.get().dtype(), stored.get().shape());
    boolean requiresGrad = requiresGrad(object, type.dtype());
    OptionalLong seed = seed(object);
    if (dtypeNode != null && stated.isPresent() && stated.get() != type.dtype()) {
      faults.add(
          dtypeNode,
          "the file holds " + stored.get().typeLabel() + ", not " + stated.get().label(),
          "leave \"dtype\" out, or convert the file");
    }
    if (shapeNode != null && shape.isPresent() && !shape.get().equals(type.shape())) {
      faults.add(
          shapeNode,
          "the file has shape " + type.shape() + ", not " + shape.get(),
          "leave \"shape\" out, or reshape it in the program");
    }
    if (budget.reserve(file, name, type)) {
      try {
        Initialiser elements = new Initialiser.Data(shared.stored(file.text(), stored.get()));
        return Optional.of(new TensorSpec(name, type, requiresGrad, seed, elements));
      } catch (TensorFileException e) {
        files.add(file, e);
      }
    }
    return Optional.of(typeOnly(name, type.dtype(), type.shape(), requiresGrad));
  }

  /** Whether exactly one of data, file and init is there, with a shape where it needs one. */
  private boolean hasOneSource(String name, ObjectNode object) {
    Member data = object.members().get("data");
    Member init = object.members().get("init");
    List<Member> sources =
        Stream.of(object.members().get("file"), data, init)
            .filter(Objects::nonNull)
            .sorted(Comparator.comparingInt(Member::keyStart))
            .toList();
    if (sources.size() > 1) {
      Member later = sources.get(sources.size() - 1);
      String names =
          Stream.of("data", "file", "init")
              .filter(source -> object.members().containsKey(source))
              .map(source -> "\"" + source + "\"")
              .collect(Collectors.joining(" and "));
      faults.add(
          later.keyStart(),
          later.keyEnd(),
          names + " exclude each other",
          sources.size() == 2 && data != null && init != null
              ? "give the numbers, or the way to make them"
              : "a tensor has one source");
      return false;
    }
    if (object.members().containsKey("file")) {
      return true;
    }
    if (data == null && init == null) {
      faults.add(
          object.start(),
          object.start() + 1,
          "tensor " + Wording.quoted(name) + " has no values",
          "give \"data\", \"file\", or \"shape\" with \"init\"");
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
    Optional<TensorData.Result> result = shared.literal(data, dtype, faults);
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
}
