package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gradaudit.engine.ProcessEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.engine.pytorch.Libtorch;
import dev.gradaudit.engine.pytorch.PyTorchEngine;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.LibraryOrder;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built-in engine under the order torch-cpu has the bits of the real PyTorch. */
@Tag("libtorch")
final class TorchOrderTest {
  private static final PyTorchEngine PYTORCH =
      new PyTorchEngine(
          PyTorchEngine.Mode.EAGER,
          new Libtorch(System.getenv(), notice -> {}),
          ProcessEngine.Settings.DEFAULT);

  private static final int[] THREADS = {1, 2, 3, 4, 8};

  @AfterAll
  static void close() {
    PYTORCH.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void sumsOfEveryLength(DType dtype) {
    for (int n = 1; n <= 3000; n++) {
      check("x[" + n + "] | x.sum()", dtype, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4096, 32767, 32768, 32769, 65536, 100_003, 262_145, 1_000_000})
  void longSumsByAnyNumberOfThreads(int n) {
    for (int threads : THREADS) {
      check("x[" + n + "] | x.sum()", DType.FLOAT32, threads);
      check("x[" + n + "] | x.mean()", DType.FLOAT64, threads);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x[1,7] | x.sum(0)",
        "x[300,1] | x.sum(0)",
        "x[17,5] | x.sum(1)",
        "x[300,37] | x.sum(0)",
        "x[300,37] | x.sum(1)",
        "x[400,200] | x.sum(0)",
        "x[400,200] | x.sum(1)",
        "x[37,2000] | x.sum(0)",
        "x[2000,37] | x.mean(0)",
        "x[9,70,80] | x.sum(1)",
        "x[9,70,80] | x.sum((0, 2))",
        "x[9,70,80] | x.sum((0, 1))",
        "x[9,70,80] | x.sum((1, 2))",
        "x[5,6,70,30] | x.sum((0, 2))",
        "x[5,6,70,30] | x.sum((1, 3))",
        "x[5,6,70,30] | x.mean((0, 2, 3))",
        "x[3,1,2,5] | x.sum((1, 3))",
        // Gradients of what is broadcast, and of biases.
        "x[300,37] b[37] | x + b",
        "x[300,200] b[300,1] | x * b",
        "x[64,32,40] b[32,1] | x - b",
        "x[40,30,37] s[] | x * s",
        // Several uses, in nodes of their own and in one.
        "x[5] a[5] b[5] c[5] | x * a + x * b + x * c",
        "x[5] a[5] b[5] c[5] | (x * a + x * b) + (x * c + x * x)",
        "x[50] | x * x * x + x",
        // Contributions to one place.
        "n[500]<7 w[7,5] | F.embedding(n, w)",
        "x[4,300] n[50,300]<4 | x.gather(0, n)",
        "x[6,9] n[200]<6 | x.index_select(0, n)"
      })
  void everyKindOfSum(String line) {
    for (int threads : THREADS) {
      check(line, DType.FLOAT32, threads);
      check(line, DType.FLOAT64, threads);
    }
  }

  /** Matrix products are Intel's, which takes other ways on other processors. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x[64,100] w[48,100] b[48] | F.linear(x, w, b)",
        "x[256,512] w[512,512] b[512] | F.linear(x, w, b)",
        "x[64,1000] w[32,1000] b[32] | F.linear(x, w, b)",
        "x[64,48] v[32,48] b[32] w[16,32] c[16] t[64,16]! |"
            + " h = F.relu(F.linear(x, v, b)); loss = F.mse_loss(F.linear(h, w, c), t)"
      })
  void wholePrograms(String line) throws IOException {
    assumeTrue(isIntelWithAvx512(), "oneMKL takes other ways on this processor");
    check(line, DType.FLOAT32, 1);
  }

  private static boolean isIntelWithAvx512() throws IOException {
    Path file = Path.of("/proc/cpuinfo");
    String text = Files.isReadable(file) ? Files.readString(file) : "";
    return text.contains("GenuineIntel") && text.contains("avx512f");
  }

  private static void check(String line, DType dtype, int threads) {
    TrainingStep step = Steps.of(line, dtype, Data.WIDE, new SplittableRandom(line.hashCode()));
    Configuration theirs = new Configuration(0, threads, LibraryOrder.INSTANCE);
    RunOutcome outcome = PYTORCH.run(step, theirs, 0, RunOptions.DEFAULT);
    assertThat(outcome).as(line).isInstanceOf(RunOutcome.Completed.class);
    RunOutcome.Completed torch = (RunOutcome.Completed) outcome;
    RunOutcome.Completed ours = Runs.run(step, Runs.configuration("torch-cpu", threads, 0));
    String what = line + ", " + dtype + ", " + threads + " threads: ";
    assertThat(Tensors.sameBits(ours.loss(), torch.loss())).as(what + "loss").isTrue();
    for (Map.Entry<String, Tensor> gradient : ours.gradients().entrySet()) {
      Tensor other = Objects.requireNonNull(torch.gradients().get(gradient.getKey()));
      assertThat(Tensors.sameBits(gradient.getValue(), other))
          .as(what + gradient.getKey())
          .isTrue();
    }
  }
}
