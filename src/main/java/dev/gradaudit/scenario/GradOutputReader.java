package dev.gradaudit.scenario;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Fault;
import dev.gradaudit.program.Location;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.scenario.DocumentNode.Member;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the cotangent that backward starts from, and holds it against the loss. */
final class GradOutputReader {
  private static final String NAME = "grad_output";

  private final FaultLog faults;
  private final TensorSpecReader tensors;

  GradOutputReader(FaultLog faults, TensorSpecReader tensors) {
    this.faults = faults;
    this.tensors = tensors;
  }

  /**
   * The cotangent, of the loss's type; empty when a fault is on record.
   *
   * @param node null when the file has none
   * @param fallback where a fault of the loss is placed when the loss has no place of its own
   */
  Optional<TensorSpec> read(@Nullable DocumentNode node, Program program, Location fallback) {
    TensorType loss = program.loss().type();
    if (node == null) {
      return one(program, fallback);
    }
    if (node instanceof StringNode word && word.text().equals("random")) {
      return Optional.of(spec(loss, new Initialiser.Normal(0, 1)));
    }
    return read(node, loss.dtype()).flatMap(spec -> fitted(node, spec, loss));
  }

  /** The cotangent on its own, for a program that has faults. */
  Optional<TensorSpec> read(DocumentNode node, DType dtype) {
    if (node instanceof StringNode word && word.text().equals("random")) {
      return Optional.empty();
    }
    Member requiresGrad =
        node instanceof ObjectNode object ? object.members().get("requires_grad") : null;
    if (requiresGrad != null) {
      faults.add(
          requiresGrad.keyStart(),
          requiresGrad.keyEnd(),
          "the gradient of the cotangent is not audited",
          "leave \"requires_grad\" out here");
    }
    return tensors.read(NAME, node, dtype);
  }

  private Optional<TensorSpec> one(Program program, Location fallback) {
    TensorType loss = program.loss().type();
    if (loss.shape().size() == 1) {
      return Optional.of(spec(loss, new Initialiser.Fill(1)));
    }
    faults.add(
        new Fault(
            program.loss() instanceof Node.Apply apply ? apply.location() : fallback,
            "the loss "
                + Wording.quoted(program.lossName())
                + " has shape "
                + loss.shape()
                + ", so backward needs to be told where to start",
            "reduce it with sum() or mean(), or add \"grad_output\": \"random\" or a tensor of this"
                + " shape"));
    return Optional.empty();
  }

  private Optional<TensorSpec> fitted(DocumentNode node, TensorSpec spec, TensorType loss) {
    if (spec.type().equals(loss)) {
      return Optional.of(spec);
    }
    // PyTorch takes a number for every loss of one element.
    boolean number = !(node instanceof ObjectNode) && spec.type().shape().rank() == 0;
    if (number && loss.shape().size() == 1 && spec.initialiser() instanceof Initialiser.Data data) {
      return Optional.of(spec(loss, new Initialiser.Data(data.tensor().withShape(loss.shape()))));
    }
    faults.add(
        node,
        "grad_output is " + spec.type() + ", but the loss is " + loss,
        "give it the shape and the dtype of the loss");
    return Optional.empty();
  }

  private static TensorSpec spec(TensorType type, Initialiser initialiser) {
    return new TensorSpec(NAME, type, false, OptionalLong.empty(), initialiser);
  }
}
