package dev.gradaudit.engine.builtin;

import dev.gradaudit.engine.pytorch.IntelKernels;
import dev.gradaudit.engine.pytorch.PyTorchEngine;
import dev.gradaudit.numeric.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole programs, with matrix products, have the bits of the real PyTorch. */
@Tag("libtorch")
final class TorchProgramTest {
  private static final int[] THREADS = {1, 2, 3, 4, 8};

  @TempDir static Path folder;

  private static PyTorchEngine chosen;
  private static PyTorchEngine strict;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Map<String, String> environment = IntelKernels.environment(folder);
    chosen = SameBits.engine(environment);
    environment.put("MKL_CBWR", "AVX512,STRICT");
    strict = SameBits.engine(environment);
  }

  @AfterAll
  static void close() {
    if (strict != null) {
      chosen.close();
      strict.close();
    }
  }

  /** One thread, and what the profile covers: 16 rows and two columns at least. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x[64,100] w[48,100] b[48] | F.linear(x, w, b)",
        "x[256,512] w[512,512] b[512] | F.linear(x, w, b)",
        "x[64,1000] w[32,1000] b[32] | F.linear(x, w, b)",
        "x[1000,64] w[32,64] b[32] | F.linear(x, w, b)",
        "x[30,900] w[900,20] | x @ w",
        // oneMKL cuts large products in another way.
        "x[191,1000] w[1000,200] | x @ w",
        "x[192,1000] w[1000,192] | x @ w",
        "x[20,800] w[191,800] b[191] | F.linear(x, w, b)",
        "x[20,800] w[192,800] b[192] | F.linear(x, w, b)",
        "x[20,500] w[499,500] b[499] | F.linear(x, w, b)",
        "x[20,500] w[500,500] b[500] | F.linear(x, w, b)",
        "x[1000,300] w[250,300] b[250] | F.linear(x, w, b)",
        "x[700] y[700] | x @ y",
        "x[64,48] v[32,48] b[32] w[16,32] c[16] t[64,16]! |"
            + " h = F.relu(F.linear(x, v, b)); loss = F.mse_loss(F.linear(h, w, c), t)",
        "x[500,300] v[400,300] b[400] w[50,400] c[50] t[500,50]! |"
            + " h = F.relu(F.linear(x, v, b)); loss = F.mse_loss(F.linear(h, w, c), t)"
      })
  void asItChooses(String line) {
    SameBits.check(chosen, "torch-cpu", line, DType.FLOAT32, 1);
    SameBits.check(chosen, "torch-cpu", line, DType.FLOAT64, 1);
  }

  /** All shapes, by any number of threads. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x[256,512] w[512,512] b[512] | F.linear(x, w, b)",
        "x[3,1000] w[1,1000] b[1] | F.linear(x, w, b)",
        "x[1,800] w[5,800] b[5] | F.linear(x, w, b)",
        "x[1000,3] w[2,3] b[2] | F.linear(x, w, b)",
        "x[7,769] w[769,9] | x @ w",
        "x[64,48] v[32,48] b[32] w[16,32] c[16] t[64,16]! |"
            + " h = F.relu(F.linear(x, v, b)); loss = F.mse_loss(F.linear(h, w, c), t)",
        "x[500,300] v[400,300] b[400] w[1,400] c[1] t[500,1]! |"
            + " h = F.relu(F.linear(x, v, b)); loss = F.mse_loss(F.linear(h, w, c), t)",
        "x[900,40] v[30,40] b[30] w[20,30] c[20] u[10,20] d[10] t[900]<10 |"
            + " h = F.relu(F.linear(x, v, b)); g = F.relu(F.linear(h, w, c) * 0.125);"
            + " loss = F.mse_loss(F.linear(g, u, d), F.linear(g, u, d) * 0.5)"
      })
  void reproducibly(String line) {
    for (int threads : THREADS) {
      SameBits.check(strict, "torch-cpu-strict", line, DType.FLOAT32, threads);
      SameBits.check(strict, "torch-cpu-strict", line, DType.FLOAT64, threads);
    }
  }
}
