package dev.gradaudit.scenario;

/**
 * What a scenario may use at most.
 *
 * @param fileBytes the size of the file
 * @param tensorBytes the sum over its tensors, of what one training step holds
 */
public record ReadLimits(long fileBytes, long tensorBytes) {
  /** 16 MB of text make at most about 8 million numbers, whose places take some 300 MB. */
  private static final long DEFAULT_FILE_BYTES = 16L << 20;

  /** Half of the heap for the inputs; the rest is for what is computed from them. */
  public static ReadLimits ofThisJvm() {
    return new ReadLimits(DEFAULT_FILE_BYTES, Runtime.getRuntime().maxMemory() / 2);
  }
}
