package dev.gradaudit.scenario;

/**
 * What a scenario may use at most.
 *
 * @param fileBytes the size of the file
 * @param tensorBytes the sum over its tensors, of what one training step holds
 * @param anyFolder whether its tensor files may be outside of its folder
 */
public record ReadLimits(long fileBytes, long tensorBytes, boolean anyFolder) {
  /** 16 MB of text make at most about 8 million numbers, whose places take some 300 MB. */
  private static final long DEFAULT_FILE_BYTES = 16L << 20;

  /** With tensor files in the scenario's folder only. */
  public ReadLimits(long fileBytes, long tensorBytes) {
    this(fileBytes, tensorBytes, false);
  }

  /** The same with tensor files anywhere. */
  public ReadLimits withAnyFolder() {
    return new ReadLimits(fileBytes, tensorBytes, true);
  }

  /** Half of the heap for the inputs; the rest is for what is computed from them. */
  public static ReadLimits ofThisJvm() {
    return new ReadLimits(DEFAULT_FILE_BYTES, Runtime.getRuntime().maxMemory() / 2);
  }
}
