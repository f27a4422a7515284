package dev.gradaudit.scenario;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Fault;
import dev.gradaudit.program.ModuleOp;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.OpCatalog;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import dev.gradaudit.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the module that a program may call as {@code module(x)}. */
final class ModuleReader {
  private final FaultLog faults;
  private final TensorFiles files;
  private final ValueReader values;

  ModuleReader(FaultLog faults, TensorFiles files) {
    this.faults = faults;
    this.files = files;
    this.values = new ValueReader(faults);
  }

  /**
   * @param standard the dtype of what it returns, where nothing is said
   * @return empty where there is none, or a fault is on record
   */
  Optional<ModuleOp> read(ObjectNode root, DType standard) {
    DocumentNode node = root.get("module");
    if (node instanceof StringNode file) {
      return files
          .findOther(file)
          .map(path -> new ModuleOp(path, file.text(), new TensorType(standard, Shape.SCALAR)));
    }
    if (node instanceof ObjectNode object && object.get("file") instanceof StringNode file) {
      DType dtype =
          object.get("dtype") instanceof StringNode label
              ? DType.parse(label.text()).orElse(standard)
              : standard;
      DocumentNode returns = object.get("returns");
      Optional<Shape> shape = returns == null ? Optional.of(Shape.SCALAR) : values.shape(returns);
      Optional<Path> path = files.findOther(file);
      return shape.isEmpty() || path.isEmpty()
          ? Optional.empty()
          : Optional.of(new ModuleOp(path.get(), file.text(), new TensorType(dtype, shape.get())));
    }
    return Optional.empty();
  }

  /** What a compiled program must observe that calls the module, or should. */
  void check(DocumentNode place, Program program) {
    List<Node.Apply> calls = program.moduleCalls();
    if (calls.isEmpty()) {
      faults.add(
          place, "the loss does not depend on the module", "call it, as in: output = module(x)");
    }
    for (Node.Apply call : calls) {
      for (Node input : call.inputs()) {
        if (!(input instanceof Node.Input)) {
          faults.add(
              new Fault(
                  call.location(),
                  "module takes tensors of the scenario, not what the program computes",
                  "give it names of \"tensors\", and let the module compute the rest"));
        }
      }
    }
  }

  /** The operators, and the module among them. */
  record WithModule(OpCatalog others, ModuleOp module) implements OpCatalog {
    @Override
    public Optional<Op> find(String name) {
      return name.equals(ModuleOp.NAME) ? Optional.of(module) : others.find(name);
    }

    @Override
    public Op cast(DType dtype) {
      return others.cast(dtype);
    }

    @Override
    public List<Op> ops() {
      List<Op> all = new ArrayList<>(others.ops());
      all.add(module);
      return all;
    }
  }
}
