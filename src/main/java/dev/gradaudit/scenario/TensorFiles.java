package dev.gradaudit.scenario;

import dev.gradaudit.scenario.DocumentNode.StringNode;
import dev.gradaudit.tensorfile.StoredTensor;
import dev.gradaudit.tensorfile.TensorFile;
import dev.gradaudit.tensorfile.TensorFileException;
import dev.gradaudit.tensorfile.TensorFileFormat;
import dev.gradaudit.text.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tensor files that a scenario names, relative to its folder. A file outside of that folder,
 * also by way of a link, is read only where the user allows it: a scenario may be somebody else's.
 */
final class TensorFiles {
  private static final int BLOCK = 1 << 16;
  private static final int MOST_NAMES = 5;

  private final FaultLog faults;
  private final boolean anyFolder;
  private final Map<Path, TensorFile> opened = new LinkedHashMap<>();
  private final Map<Path, DocumentNode> places = new LinkedHashMap<>();

  /**
   * @param anyFolder whether files may be outside of the scenario's folder
   */
  TensorFiles(FaultLog faults, boolean anyFolder) {
    this.faults = faults;
    this.anyFolder = anyFolder;
  }

  /** A file and the name of a tensor in it, as written: {@code dump.npz#layer.weight}. */
  private record Reference(String file, String tensor) {
    /** Names may have a {@code #} too: the first one behind an ending that is known counts. */
    static Reference of(String text) {
      for (int at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
        if (TensorFileFormat.of(text.substring(0, at)).isPresent()) {
          return new Reference(text.substring(0, at), text.substring(at + 1));
        }
      }
      return new Reference(text, "");
    }
  }

  /** The tensor that a reference means; empty when a fault is on record. */
  Optional<StoredTensor> find(StringNode node) {
    Reference reference = Reference.of(node.text());
    try {
      Optional<Path> path = path(node, reference.file());
      if (path.isEmpty()) {
        return Optional.empty();
      }
      TensorFile file = opened.get(path.get());
      if (file == null) {
        file = TensorFile.open(path.get(), reference.file());
        opened.put(path.get(), file);
        places.put(path.get(), node);
      }
      Optional<StoredTensor> tensor = tensor(node, reference, file);
      if (tensor.isPresent()) {
        tensor.get().requireSupported();
      }
      return tensor;
    } catch (TensorFileException e) {
      add(node, e);
      return Optional.empty();
    }
  }

  /** The path of a file that holds no tensors, under the same rules. */
  Optional<Path> findOther(StringNode node) {
    Optional<Path> path = path(node, node.text());
    path.ifPresent(found -> places.put(found, node));
    return path;
  }

  void add(DocumentNode node, TensorFileException e) {
    faults.add(node, e.file() + ": " + e.problem(), e.advice());
  }

  private Optional<Path> path(StringNode node, String file) {
    try {
      Path scenario = Path.of(faults.source().file()).toAbsolutePath();
      Path parent = scenario.getParent();
      Path folder = (parent == null ? scenario : parent).toRealPath();
      Path real = folder.resolve(file).toRealPath();
      if (anyFolder || real.startsWith(folder)) {
        return Optional.of(real);
      }
      faults.add(
          node,
          Wording.quoted(file) + " is outside of the scenario's folder",
          "copy it there, or allow it with --allow-outside-files");
    } catch (InvalidPathException e) {
      faults.add(node, Wording.quoted(file) + " is no name of a file", null);
    } catch (NoSuchFileException e) {
      faults.add(
          node,
          "there is no file " + Wording.quoted(file),
          "paths are relative to the scenario's folder");
    } catch (IOException e) {
      faults.add(node, Wording.quoted(file) + " cannot be read", e.getMessage());
    }
    return Optional.empty();
  }

  private Optional<StoredTensor> tensor(StringNode node, Reference reference, TensorFile file) {
    List<StoredTensor> tensors = file.tensors();
    List<String> names = tensors.stream().map(StoredTensor::name).toList();
    boolean nameless = names.equals(List.of(""));
    if (nameless && !reference.tensor().isEmpty()) {
      faults.add(
          node,
          reference.file() + " holds one tensor, which has no name",
          "write " + Wording.quoted(reference.file()));
      return Optional.empty();
    }
    if (reference.tensor().isEmpty() && tensors.size() == 1) {
      return Optional.of(tensors.get(0));
    }
    for (StoredTensor tensor : tensors) {
      if (tensor.name().equals(reference.tensor()) && !reference.tensor().isEmpty()) {
        return Optional.of(tensor);
      }
    }
    String there =
        tensors.isEmpty()
            ? "it holds none"
            : "there is "
                + Wording.listed(names.subList(0, Math.min(MOST_NAMES, names.size())))
                + (names.size() > MOST_NAMES
                    ? " and " + (names.size() - MOST_NAMES) + " more"
                    : "");
    if (reference.tensor().isEmpty()) {
      faults.add(
          node,
          reference.file() + " holds " + tensors.size() + " tensors",
          there + (tensors.isEmpty() ? "" : "; write for example FILE#NAME"));
    } else {
      faults.add(
          node,
          "no tensor " + Wording.quoted(reference.tensor()) + " in " + reference.file(),
          Suggestion.didYouMean(reference.tensor(), names).orElse(there));
    }
    return Optional.empty();
  }

  /**
   * The SHA-256 of the scenario's bytes, followed by those of each tensor file in the order in
   * which they are first named; as {@code cat scenario.json w.npy | sha256sum}.
   */
  String sha256(byte[] scenario, SharedParts shared) {
    return shared.sha256(List.copyOf(places.keySet()), () -> digest(scenario));
  }

  private String digest(byte[] scenario) {
    MessageDigest digest = ScenarioReader.newSha256();
    digest.update(scenario);
    byte[] block = new byte[BLOCK];
    places.forEach(
        (path, node) -> {
          try (InputStream in = Files.newInputStream(path)) {
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
              digest.update(block, 0, count);
            }
          } catch (IOException e) {
            faults.add(node, Wording.quoted(path.toString()) + " cannot be read", e.getMessage());
          }
        });
    return HexFormat.of().formatHex(digest.digest());
  }
}
