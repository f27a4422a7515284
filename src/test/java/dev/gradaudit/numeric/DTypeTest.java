package dev.gradaudit.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DTypeTest {
  @Test
  void everyLabelIsReadBack() {
    for (DType dtype : DType.values()) {
      assertThat(DType.parse(dtype.label())).contains(dtype);
    }
    assertThat(DType.parse("float8")).isEmpty();
  }

  @Test
  void theUnitRoundoffIsHalfTheGapAfterOne() {
    assertThat(DType.FLOAT32.unitRoundoff()).isEqualTo(Math.ulp(1f) / 2.0);
    assertThat(DType.FLOAT64.unitRoundoff()).isEqualTo(Math.ulp(1.0) / 2);
    assertThat(DType.FLOAT32.precision()).isEqualTo(24);
    assertThat(DType.FLOAT64.isFloating()).isTrue();
    assertThat(DType.INT64.isFloating()).isFalse();
  }
}
