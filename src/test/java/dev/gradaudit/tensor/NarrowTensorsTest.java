package dev.gradaudit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gradaudit.numeric.DType;
import org.junit.jupiter.api.Test;

class NarrowTensorsTest {
  /** Python: {@code hashlib.sha256(struct.pack('<8e', 1.0, -2.5, …)).hexdigest()}. */
  @Test
  void theFingerprintOfFloat16IsThatOfTwoLittleEndianBytesForEachElement() {
    float[] values = {1, -2.5f, 0, -0f, 0.0999755859375f, 65504, 0x1p-24f, Float.POSITIVE_INFINITY};
    assertThat(Tensors.sha256(new FloatTensor(DType.FLOAT16, Shape.of(2, 4), values)))
        .isEqualTo("e40ff872531023bb6ca454c135695e57c1f38da6b53a027dcea9797c881d843d");
  }

  /** Python: the hash of {@code struct.pack('<f', v)[2:]} of each element. */
  @Test
  void theFingerprintOfBfloat16IsThatOfTheUpperHalvesOfTheFloats() {
    float[] values = {
      1, -2.5f, 0, -0f, 0.10009765625f, 0x1.fep127f, 0x1p-133f, Float.NEGATIVE_INFINITY
    };
    assertThat(Tensors.sha256(new FloatTensor(DType.BFLOAT16, Shape.of(8), values)))
        .isEqualTo("ebd72540eedf72f3cb356e5b7f10e16f9b3109fc4827980d6a8c33204a94bd92");
  }

  /** Python: {@code b''.join(struct.pack('<e', i % 2048) for i in range(20000))}. */
  @Test
  void theFingerprintOfManyElementsIsTakenPieceByPiece() {
    float[] values = new float[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2048;
    }
    assertThat(Tensors.sha256(new FloatTensor(DType.FLOAT16, Shape.of(20_000), values)))
        .isEqualTo("90e818fe31c9cd02f0354509062256430b1f7aaf484209d7b8816bd621f8cb9c");
  }

  @Test
  void bitsAreThoseOfTheDtypeAndFillingRoundsToIt() {
    assertThat(Tensors.filled(DType.FLOAT16, Shape.SCALAR, 0.1).bitsAt(0)).isEqualTo(0x2e66);
    assertThat(Tensors.filled(DType.BFLOAT16, Shape.SCALAR, 0.1).bitsAt(0)).isEqualTo(0x3dcd);
    assertThat(Tensors.filled(DType.FLOAT16, Shape.SCALAR, Double.NaN).bitsAt(0)).isEqualTo(0x7e00);
    assertThat(Tensors.filled(DType.BFLOAT16, Shape.SCALAR, -0.0).bitsAt(0)).isEqualTo(0x8000);
    assertThat(Tensors.filled(DType.FLOAT16, Shape.SCALAR, 1e6).doubleAt(0))
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void equalNumbersOfDifferentDtypesAreDifferentTensors() {
    Tensor half = Tensors.filled(DType.FLOAT16, Shape.of(2), 1);
    Tensor brain = Tensors.filled(DType.BFLOAT16, Shape.of(2), 1);
    assertThat(Tensors.sameBits(half, brain)).isFalse();
    assertThat(Tensors.sameBits(half, half.withShape(Shape.of(2)))).isTrue();
    assertThat(half.withShape(Shape.of(1, 2)).dtype()).isEqualTo(DType.FLOAT16);
    assertThatThrownBy(() -> new FloatTensor(DType.FLOAT64, Shape.of(1), new float[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
