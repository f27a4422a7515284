package dev.gradaudit.engine.builtin;

import dev.gradaudit.engine.pytorch.PyTorchEngine;
import dev.gradaudit.numeric.DType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built-in engine under the order torch-cpu has the bits of the real PyTorch. */
@Tag("libtorch")
final class TorchOrderTest {
  private static final PyTorchEngine PYTORCH = SameBits.engine(System.getenv());

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

  /** Sums of 16-bit numbers are not covered; what adds no more than two terms is the same. */
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64"})
  void everyDtypeGoesThereAndBack(DType dtype) {
    check("x[50] y[50] | x * y", dtype, 1);
    check("x[3,4] | -x", dtype, 2);
    check("x[0] | x * x", dtype, 1);
  }

  private static void check(String line, DType dtype, int threads) {
    SameBits.check(PYTORCH, "torch-cpu", line, dtype, threads);
  }
}
