package dev.gradaudit.scenario;

import dev.gradaudit.program.Fault;
import dev.gradaudit.program.Location;
import dev.gradaudit.program.OpCatalog;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads scenario files: JSON with comments and trailing commas, or YAML where the name ends in
 * {@code .yaml} or {@code .yml}. Never throws for what a file may hold: all that is wrong with it
 * comes back as faults.
 */
public final class ScenarioReader {
  private final OpCatalog catalog;
  private final ReadLimits limits;

  /**
   * @param catalog the operators that programs may call
   */
  public ScenarioReader(OpCatalog catalog, ReadLimits limits) {
    this.catalog = catalog;
    this.limits = limits;
  }

  /** Reads a file; faults and the scenario carry its path as given. */
  public Reading read(Path file) {
    try {
      return read(file.toString(), SourceFile.bytes(file, limits.fileBytes()));
    } catch (UnreadableDocumentException e) {
      return refused(file.toString(), "", e);
    }
  }

  /** Reads text as if it were the file of this name. */
  public Reading read(String file, String text) {
    return read(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads the bytes of a file of this name. */
  public Reading read(String file, byte[] bytes) {
    String text = "";
    try {
      text = SourceFile.decode(bytes);
      SourceFile.requireText(text);
    } catch (UnreadableDocumentException e) {
      return refused(file, text, e);
    }
    SourceText source = new SourceText(file, text);
    FaultLog faults = new FaultLog(source);
    String lower = file.toLowerCase(Locale.ROOT);
    boolean yaml = lower.endsWith(".yaml") || lower.endsWith(".yml");
    Optional<DocumentNode> root =
        DocumentReader.read(faults, yaml ? new YamlNotation(source) : new JsonNotation());
    List<Scenario> scenarios =
        root.map(document -> scenarios(document, bytes, faults)).orElse(List.of());
    return faults.isEmpty() && !scenarios.isEmpty()
        ? new Reading.Accepted(scenarios)
        : new Reading.Refused(
            root.filter(ScenarioReader::hasMatrix).isPresent()
                ? faults.inFileOrder()
                : faults.inFileOrder().stream().map(ScenarioReader::withoutMatrix).toList());
  }

  private static boolean hasMatrix(DocumentNode document) {
    return document instanceof ObjectNode root && root.members().containsKey(Matrix.FIELD);
  }

  /** The scenarios of a file; whatever is wrong with one of them is on record. */
  private List<Scenario> scenarios(DocumentNode document, byte[] bytes, FaultLog faults) {
    if (!(document instanceof ObjectNode root)) {
      faults.addMismatch(document, "an object with the fields of a scenario");
      return List.of();
    }
    List<Matrix.Combination> combinations = Matrix.expand(root, faults);
    SharedParts shared = new SharedParts();
    List<Scenario> scenarios = new ArrayList<>();
    int dropped = 0;
    Map<Fault, List<String>> found = new LinkedHashMap<>();
    for (Matrix.Combination combination : combinations) {
      FaultLog own = combinations.size() == 1 ? faults : new FaultLog(faults.source());
      new ScenarioBuilder(catalog, limits, own, combination, shared)
          .build(combination.document().get(), bytes)
          .ifPresent(scenarios::add);
      if (combinations.size() > 1) {
        dropped = Math.max(dropped, own.dropped());
        for (Fault fault : own.kept()) {
          found.computeIfAbsent(fault, none -> new ArrayList<>()).add(combination.suffix());
        }
      }
    }
    found.forEach((fault, where) -> faults.add(in(where, combinations.size(), fault)));
    faults.addDropped(dropped);
    return scenarios;
  }

  /** Says in which combinations a fault is, unless it is in all of them. */
  private static Fault in(List<String> suffixes, int combinations, Fault fault) {
    int others = suffixes.size() - 1;
    if (suffixes.size() == combinations) {
      return fault;
    }
    String more =
        others == 0
            ? ""
            : " and in " + others + (others == 1 ? " other combination" : " other combinations");
    return new Fault(
        fault.location(), fault.message() + " " + suffixes.get(0) + more, fault.advice());
  }

  /** What looks like a variable is none in a file without a matrix. */
  private static Fault withoutMatrix(Fault fault) {
    Location at = fault.location();
    String rest = at.sourceLine().substring(Math.min(at.column() - 1, at.sourceLine().length()));
    String marked = rest.substring(0, Math.min(at.length(), rest.length()));
    boolean variable = marked.contains("${") || rest.startsWith("${");
    return fault.advice() == null && variable
        ? new Fault(
            at, fault.message(), "variables need a \"matrix\", for example {\"n\": [10, 100]}")
        : fault;
  }

  private static Reading refused(String file, String text, UnreadableDocumentException e) {
    FaultLog faults = new FaultLog(new SourceText(file, text));
    e.addTo(faults);
    return new Reading.Refused(faults.inFileOrder());
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
