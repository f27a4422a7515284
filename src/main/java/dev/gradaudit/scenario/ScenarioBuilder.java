package dev.gradaudit.scenario;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.program.ExternalCommand;
import dev.gradaudit.program.IndexCheck;
import dev.gradaudit.program.Location;
import dev.gradaudit.program.ModuleOp;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.OpCatalog;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.ProgramCompiler;
import dev.gradaudit.program.SourceLine;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.scenario.DocumentNode.Member;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the scenario together from its document: schema first, then what a schema cannot say. */
final class ScenarioBuilder {
  private final OpCatalog catalog;
  private final Matrix.Combination combination;
  private final SharedParts shared;
  private final FaultLog faults;
  private final ValueReader values;
  private final TensorFiles files;
  private final TensorSpecReader tensorReader;
  private final ModuleReader modules;

  ScenarioBuilder(
      OpCatalog catalog,
      ReadLimits limits,
      FaultLog faults,
      Matrix.Combination combination,
      SharedParts shared) {
    this.catalog = catalog;
    this.combination = combination;
    this.shared = shared;
    this.faults = faults;
    this.values = new ValueReader(faults);
    this.files = new TensorFiles(faults, limits.anyFolder());
    this.modules = new ModuleReader(faults, files);
    this.tensorReader =
        new TensorSpecReader(faults, new MemoryBudget(faults, limits.tensorBytes()), files, shared);
  }

  /**
   * The scenario, or empty when there are faults.
   *
   * @param bytes of the file
   */
  Optional<Scenario> build(ObjectNode root, byte[] bytes) {
    SchemaCheck.check(root, faults);
    AuditReader auditReader = new AuditReader(faults);
    AxisValues audit = auditReader.audit(root.get("audit"));
    Map<Axis, Expectation> expectations = auditReader.expectations(root.get("expect"));
    if (root.members().containsKey("engine")) {
      return new CommandReader(faults)
          .read(root)
          .map(
              command ->
                  ofCommand(root, command, files.sha256(bytes, shared), audit, expectations));
    }
    Optional<TensorsReader.Tensors> tensors = tensors(root);
    Optional<Program> program = program(root, tensors);
    Optional<TensorSpec> gradOutput = gradOutput(root, program);
    if (!faults.isEmpty() || tensors.isEmpty() || program.isEmpty() || gradOutput.isEmpty()) {
      return Optional.empty();
    }
    List<TensorSpec> specs = tensors.get().specs();
    TensorSteps steps = new TensorSteps(program.get(), specs, gradOutput.get());
    IndexCheck.check(program.get(), steps.labels(audit.seeds().get(0)), faults::add);
    String sha256 = files.sha256(bytes, shared);
    if (!faults.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Scenario(
            name(root),
            text(root, "description").orElse(""),
            faults.source().file(),
            sha256,
            program.get(),
            audit,
            expectations,
            dependsOnSeed(program.get(), specs, gradOutput.get()),
            steps,
            combination.values()));
  }

  /**
   * Whether its data depends on the seed only the command knows: it does if it is told the seed.
   */
  private Scenario ofCommand(
      ObjectNode root,
      ExternalCommand command,
      String sha256,
      AxisValues audit,
      Map<Axis, Expectation> expectations) {
    Program program = Program.of(command);
    Tensor one = Tensors.filled(DType.FLOAT32, Shape.SCALAR, 1);
    return new Scenario(
        name(root),
        text(root, "description").orElse(""),
        faults.source().file(),
        sha256,
        program,
        audit,
        expectations,
        command.mentions("{seed}"),
        seed -> new TrainingStep(program, Map.of(), one, seed),
        combination.values());
  }

  private String name(ObjectNode root) {
    return text(root, "name").orElseGet(this::fileStem) + combination.suffix();
  }

  private Optional<TensorsReader.Tensors> tensors(ObjectNode root) {
    Member member = root.members().get("tensors");
    return member == null
        ? Optional.empty()
        : new TensorsReader(faults, tensorReader)
            .read(member, standard(root), !root.members().containsKey("module"));
  }

  private DType standard(ObjectNode root) {
    return text(root, "dtype")
        .flatMap(DType::parse)
        .filter(DType::isFloating)
        .orElse(DType.FLOAT32);
  }

  private Optional<Program> program(ObjectNode root, Optional<TensorsReader.Tensors> tensors) {
    DocumentNode node = root.get("program");
    List<SourceLine> lines = new ArrayList<>();
    if (node instanceof StringNode string) {
      lines.add(new ProgramText(faults.source(), string));
    } else if (node != null) {
      for (DocumentNode item :
          values.items(node, "a string or a list of strings").orElse(List.of())) {
        if (item instanceof StringNode string) {
          lines.add(new ProgramText(faults.source(), string));
        } else {
          faults.addMismatch(item, "a string");
        }
      }
    }
    DocumentNode place = root.get("module");
    Optional<ModuleOp> module = modules.read(root, standard(root));
    if (lines.isEmpty() || tensors.isEmpty() || (place != null && module.isEmpty())) {
      return Optional.empty();
    }
    OpCatalog known =
        module.isPresent() ? new ModuleReader.WithModule(catalog, module.get()) : catalog;
    Optional<Program> program =
        ProgramCompiler.compile(lines, tensors.get().types(), lossField(root), known, faults::add);
    if (place != null) {
      program.ifPresent(compiled -> modules.check(place, compiled));
    }
    return program;
  }

  private @Nullable SourceLine lossField(ObjectNode root) {
    return root.get("loss") instanceof StringNode name
        ? new ProgramText(faults.source(), name)
        : null;
  }

  private Optional<TensorSpec> gradOutput(ObjectNode root, Optional<Program> program) {
    GradOutputReader reader = new GradOutputReader(faults, tensorReader);
    DocumentNode node = root.get("grad_output");
    if (program.isPresent()) {
      DocumentNode programNode = Objects.requireNonNull(root.get("program"));
      DocumentNode place = Objects.requireNonNullElse(root.get("loss"), programNode);
      Location fallback = faults.source().locate(place.start(), place.end());
      return reader.read(node, program.get(), fallback);
    }
    return node == null ? Optional.empty() : reader.read(node, DType.FLOAT32);
  }

  private Optional<String> text(ObjectNode root, String field) {
    DocumentNode node = root.get(field);
    return node instanceof StringNode string ? Optional.of(string.text()) : Optional.empty();
  }

  /** The file's name without its folder and its ending. */
  private String fileStem() {
    String file = faults.source().file().replaceAll("\\p{Cntrl}", "?");
    String last = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    int dot = last.lastIndexOf('.');
    return dot > 0 ? last.substring(0, dot) : last;
  }

  /** Whether the seed changes the cotangent or a tensor that the loss depends on. */
  private static boolean dependsOnSeed(
      Program program, List<TensorSpec> specs, TensorSpec gradOutput) {
    // A program holds no node that the loss does not depend on, but for unused inputs.
    Set<Node> used = Collections.newSetFromMap(new IdentityHashMap<>());
    used.add(program.loss());
    for (Node node : program.nodes()) {
      if (node instanceof Node.Apply apply) {
        if (apply.op().isRandom(apply.arguments())) {
          return true;
        }
        used.addAll(apply.inputs());
      }
    }
    Set<String> names = new HashSet<>();
    for (Node.Input input : program.inputs()) {
      if (used.contains(input)) {
        names.add(input.name());
      }
    }
    return gradOutput.dependsOnSeed()
        || specs.stream().anyMatch(spec -> spec.dependsOnSeed() && names.contains(spec.name()));
  }
}
