package dev.gradaudit.reduction;

import dev.gradaudit.numeric.Bits16;
import dev.gradaudit.numeric.DType;

/** Rows of products that are multiplied in float32 and rounded to a narrow dtype. */
record RoundedProducts(FloatRows factors, DType dtype) implements FloatRows {
  @Override
  public int groups() {
    return factors.groups();
  }

  @Override
  public int width(int group) {
    return factors.width(group);
  }

  @Override
  public int firstSum(int group) {
    return factors.firstSum(group);
  }

  @Override
  public int stride() {
    return factors.stride();
  }

  @Override
  public boolean copies() {
    return true;
  }

  @Override
  public float[] row(int group, int term, int low, int high, float[] scratch) {
    float[] row = factors.row(group, term, low, high, scratch);
    float scale = factors.scale(group, term);
    for (int j = low; j < high; j++) {
      scratch[j] = Bits16.round(dtype, scale * row[j]);
    }
    return scratch;
  }

  @Override
  public float scale(int group, int term) {
    return 1;
  }
}
