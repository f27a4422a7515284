package dev.gradaudit.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ErrorFreeTest {
  @Test
  void sumAndErrorMakeTheExactSum() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2000; i++) {
      double a = wide(random);
      double b = wide(random);
      BigDecimal exact = new BigDecimal(a).add(new BigDecimal(b));
      assertThat(new BigDecimal(a + b).add(new BigDecimal(ErrorFree.sumError(a, b))))
          .as("%s + %s", a, b)
          .isEqualByComparingTo(exact);
      double large = Math.abs(a) >= Math.abs(b) ? a : b;
      double small = Math.abs(a) >= Math.abs(b) ? b : a;
      assertThat(ErrorFree.fastSumError(large, small)).isEqualTo(ErrorFree.sumError(a, b));
    }
  }

  @Test
  void sumAndErrorMakeTheExactSumOfFloats() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 2000; i++) {
      float a = (float) wide(random);
      float b = (float) wide(random);
      BigDecimal exact = new BigDecimal(a).add(new BigDecimal(b));
      assertThat(new BigDecimal(a + b).add(new BigDecimal(ErrorFree.sumError(a, b))))
          .as("%s + %s", a, b)
          .isEqualByComparingTo(exact);
      float large = Math.abs(a) >= Math.abs(b) ? a : b;
      float small = Math.abs(a) >= Math.abs(b) ? b : a;
      assertThat(ErrorFree.fastSumError(large, small)).isEqualTo(ErrorFree.sumError(a, b));
    }
  }

  @Test
  void productAndErrorMakeTheExactProduct() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 2000; i++) {
      double a = wide(random);
      double b = wide(random);
      assertThat(new BigDecimal(a * b).add(new BigDecimal(ErrorFree.productError(a, b))))
          .isEqualByComparingTo(new BigDecimal(a).multiply(new BigDecimal(b)));
      float c = (float) a;
      float d = (float) b;
      assertThat(new BigDecimal(c * d).add(new BigDecimal(ErrorFree.productError(c, d))))
          .isEqualByComparingTo(new BigDecimal(c).multiply(new BigDecimal(d)));
    }
  }

  @Test
  void aThousandTenthsAreInexactInAllAdditionsButOne() {
    double sum = 0.1;
    int inexact = 0;
    for (int i = 1; i < 1000; i++) {
      inexact += ErrorFree.sumError(sum, 0.1) != 0 ? 1 : 0;
      sum += 0.1;
    }
    assertThat(sum).isEqualTo(0x1.8ffffffffff9dp+6);
    assertThat(Ulps.distance(sum, 100.0)).isEqualTo(99);
    assertThat(inexact).isEqualTo(998);
  }

  @Test
  void theHarmonicSeriesStagnatesInFloat32() {
    float sum = 0;
    int k = 0;
    float before;
    do {
      before = sum;
      sum += 1f / ++k;
    } while (sum != before);
    assertThat(k).isEqualTo(2097152);
    assertThat((double) sum).isEqualTo(15.403682708740234);
  }

  private static double wide(SplittableRandom random) {
    return Math.scalb(random.nextDouble() * 2 - 1, random.nextInt(-30, 31));
  }
}
