package dev.gradaudit.engine.pytorch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An environment in which oneMKL takes its kernels for AVX-512. On Intel's processors it does so by
 * itself. On others it asks who made the processor, and two functions that are loaded before it
 * answer for it: the way around that users of AMD's processors know. The kernels are the same.
 */
public final class IntelKernels {
  private static final String ANSWERS =
      """
      int mkl_serv_intel_cpu(void) { return 1; }
      int mkl_serv_intel_cpu_true(void) { return 1; }
      """;

  private IntelKernels() {}

  /**
   * This process's environment, and what makes oneMKL take these kernels; the test is skipped where
   * that cannot be.
   *
   * @param folder for the library of the two functions
   */
  public static Map<String, String> environment(Path folder)
      throws IOException, InterruptedException {
    Path file = Path.of("/proc/cpuinfo");
    String processor = Files.isReadable(file) ? Files.readString(file) : "";
    assumeTrue(processor.contains("avx512f"), "the processor has no AVX-512");
    Map<String, String> environment = new LinkedHashMap<>(System.getenv());
    environment.remove("MKL_CBWR");
    if (!processor.contains("GenuineIntel")) {
      environment.put("LD_PRELOAD", library(folder).toString());
    }
    return environment;
  }

  private static Path library(Path folder) throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve("answers.c"), ANSWERS);
    Path library = folder.resolve("answers.so");
    Process compiler;
    try {
      compiler =
          new ProcessBuilder("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString())
              .inheritIO()
              .start();
    } catch (IOException e) {
      assumeTrue(false, "not a processor of Intel's, and no C compiler");
      throw e;
    }
    assumeTrue(compiler.waitFor(1, TimeUnit.MINUTES) && compiler.exitValue() == 0, "cc failed");
    return library;
  }
}
