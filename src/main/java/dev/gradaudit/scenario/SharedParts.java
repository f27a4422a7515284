package dev.gradaudit.scenario;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Fault;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensorfile.StoredTensor;
import dev.gradaudit.tensorfile.TensorFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the scenarios of one file have in common and is read once: tensors that are written out and
 * have no variable in them, tensor files, and digests.
 */
final class SharedParts {
  private final IdentityHashMap<DocumentNode, Map<DType, Literal>> literals =
      new IdentityHashMap<>();
  private final Map<String, Tensor> stored = new HashMap<>();
  private final Map<List<Path>, String> digests = new HashMap<>();

  private record Literal(Optional<TensorData.Result> data, List<Fault> faults, int dropped) {}

  /** Numbers that are written out, with all that is wrong with them. */
  Optional<TensorData.Result> literal(DocumentNode node, DType dtype, FaultLog faults) {
    Literal literal =
        literals
            .computeIfAbsent(node, none -> new EnumMap<>(DType.class))
            .computeIfAbsent(dtype, wanted -> read(node, wanted, faults.source()));
    literal.faults.forEach(faults::addUnlessReported);
    faults.addDropped(literal.dropped);
    return literal.data;
  }

  private static Literal read(DocumentNode node, DType dtype, SourceText source) {
    FaultLog own = new FaultLog(source);
    Optional<TensorData.Result> data = TensorData.read(node, dtype, own);
    return new Literal(data, own.kept(), own.dropped());
  }

  /**
   * A tensor of a file.
   *
   * @param reference the file and the tensor, as the scenario names them
   */
  Tensor stored(String reference, StoredTensor tensor) throws TensorFileException {
    Tensor known = stored.get(reference);
    if (known == null) {
      known = tensor.load();
      stored.put(reference, known);
    }
    return known;
  }

  /** The digest of the scenario's bytes and these files. */
  String sha256(List<Path> files, Supplier<String> digest) {
    return digests.computeIfAbsent(files, none -> digest.get());
  }
}
