package dev.gradaudit.scenario;

import dev.gradaudit.program.OpCatalog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

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
    return DocumentReader.read(faults, yaml ? new YamlNotation(source) : new JsonNotation())
        .flatMap(root -> new ScenarioBuilder(catalog, limits, faults).build(root, bytes))
        .<Reading>map(Reading.Accepted::new)
        .orElseGet(() -> new Reading.Refused(faults.inFileOrder()));
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
