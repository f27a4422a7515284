package dev.gradaudit.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.numeric.Bits16;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.ElementBits;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.TensorBits;
import dev.gradaudit.tensor.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks of pairs against the definition, pair by pair in integers of any size. */
final class BlockComparisonTest {
  /** What two tensors may have between them. */
  private enum Kind {
    NEIGHBOURS,
    FAR_APART,
    ANY_BITS,
    ANY_FINITE_BITS,
    EQUAL_BUT_FOR_A_FEW,
    SUBNORMAL,
    SIGNS_OF_ZERO,
    CONSTANT,
    /** Now and then pairs are relatively a little further apart than the ones before. */
    SLOWLY_WORSE
  }

  static Stream<DType> floating() {
    return Stream.of(DType.values()).filter(DType::isFloating);
  }

  @ParameterizedTest
  @MethodSource("floating")
  void blocksAgreeWithTheDefinition(DType dtype) {
    for (long seed = 0; seed < 36; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Kind kind = Kind.values()[(int) seed % Kind.values().length];
      int size = 33 + random.nextInt(2 * BlockComparison.LENGTH);
      Tensor[] pair = pair(dtype, kind, size, random);
      BitSet varying = new BitSet();
      assertThat(TensorComparison.compare(pair[0], pair[1], varying))
          .as("seed %d, %s", seed, kind)
          .isEqualTo(DifferenceByDefinition.of(pair[0], pair[1]));
      BitSet differing = new BitSet();
      for (int i = 0; i < size; i++) {
        differing.set(i, pair[0].bitsAt(i) != pair[1].bitsAt(i));
      }
      assertThat(varying).as("seed %d, %s", seed, kind).isEqualTo(differing);
    }
  }

  /**
   * Among many pairs of which the first ones are the worst, one that is worse in one way only: a
   * little larger, just above a power of two, across one, or no number.
   */
  @ParameterizedTest
  @MethodSource("floating")
  void theOnePairThatIsWorseIsFound(DType dtype) {
    long normal = 1L << dtype.precision() - 1;
    long infinity = normal * (dtype.maxExponent() - dtype.minExponent() + 2);
    long sign = 1L << 8 * dtype.bytes() - 1;
    int size = 3 * BlockComparison.LENGTH + 17;
    for (int seed = 0; seed < 150; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int most = 1 + random.nextInt(6);
      long exponent = infinity / normal / 2 + random.nextInt(3);
      long[] from = new long[size];
      long[] to = new long[size];
      for (int i = 0; i < size; i++) {
        from[i] = exponent * normal + normal / 2 + random.nextInt((int) Math.min(normal / 4, 999));
        to[i] = from[i] + (i < 10 ? most : random.nextInt(most + 1));
      }
      long near = random.nextInt(most + 2);
      long[][] specials = {
        {exponent * normal + near, exponent * normal + near + most},
        {(exponent + 1) * normal - near, (exponent + 1) * normal - near + most},
        {(exponent + 1) * normal - 1 - most, (exponent + 1) * normal - 1},
        {(exponent + 1) * normal + near, (exponent + 1) * normal + near + most},
        {(exponent + 1) * normal + normal / 2, (exponent + 1) * normal + normal / 2 + most},
        {(exponent + 2) * normal + near, (exponent + 2) * normal + near + 1},
        {(exponent - 1) * normal + near, (exponent - 1) * normal + near + most},
        {0, sign},
        {near, near + most},
        {normal - 1, normal - 1 + most},
        {infinity - 1, infinity},
        {infinity, infinity},
        {infinity + 1, infinity + 1},
        {near, sign | near},
        {exponent * normal + near, exponent * normal + near + most + 1},
      };
      long[] special = specials[seed % specials.length];
      long flip = random.nextBoolean() && special[1] != sign ? sign : 0;
      int place = BlockComparison.LENGTH + random.nextInt(2 * BlockComparison.LENGTH);
      from[place] = special[0] ^ flip;
      to[place] = special[1] ^ flip;
      Tensor a = ofBits(dtype, from);
      Tensor b = ofBits(dtype, to);
      assertThat(TensorComparison.compare(a, b))
          .as("seed %d", seed)
          .isEqualTo(DifferenceByDefinition.of(a, b));
    }
  }

  private static Tensor ofBits(DType dtype, long[] bits) {
    ByteBuffer bytes =
        ByteBuffer.allocate(bits.length * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (long each : bits) {
      switch (dtype.bytes()) {
        case 2 -> bytes.putShort((short) each);
        case 4 -> bytes.putInt((int) each);
        default -> bytes.putLong(each);
      }
    }
    return Tensors.withCanonicalNaN(Tensors.ofBytes(dtype, Shape.of(bits.length), bytes.flip()));
  }

  /** Fine tables, several workers, and a percentile that takes further passes. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void manyPairsAgreeWithTheDefinitionWhateverTheWorkers(Kind kind) throws IOException {
    for (DType dtype : floating().toList()) {
      SplittableRandom random = new SplittableRandom(kind.name().length());
      Tensor[] pair = pair(dtype, kind, 66_001, random);
      ElementBits from = new TensorBits(pair[0]);
      ElementBits to = new TensorBits(pair[1]);
      Difference expected = DifferenceByDefinition.of(pair[0], pair[1]);
      for (int workers : new int[] {1, 3}) {
        Difference actual =
            TensorComparison.compare(from, to, new PairScan(from, to, workers, 5000), null);
        assertThat(actual).as("%s with %d workers", dtype, workers).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("floating")
  void partsAddUpToTheWhole(DType dtype) {
    for (long seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Kind kind = Kind.values()[(int) seed % Kind.values().length];
      int size = 2 + random.nextInt(500);
      Tensor[] pair = pair(dtype, kind, size, random);
      PairFigures[] parts = new PairFigures[3];
      for (int part = 0; part < parts.length; part++) {
        parts[part] = new PairFigures(dtype, size, null);
      }
      for (int i = 0; i < size; i++) {
        parts[random.nextInt(3)].add(i, pair[0].bitsAt(i), pair[1].bitsAt(i));
      }
      PairFigures whole = new PairFigures(dtype, size, null);
      whole.addAll(parts[2]);
      whole.addAll(parts[0]);
      whole.addAll(parts[1]);
      Difference expected = DifferenceByDefinition.of(pair[0], pair[1]);
      assertThat(whole.difference(pair[0].shape(), expected.p99Ulp()))
          .as("seed %d, %s", seed, kind)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void integersAreAsFarApartAsTheirDifference(Kind kind) throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    long[] from = new long[5000];
    long[] to = new long[5000];
    long most = 0;
    for (int i = 0; i < from.length; i++) {
      from[i] = kind == Kind.ANY_BITS ? random.nextLong() : random.nextInt(100);
      to[i] = kind == Kind.CONSTANT ? from[i] : kind == Kind.ANY_BITS ? random.nextLong() : 50;
      long apart = Math.max(from[i], to[i]) - Math.min(from[i], to[i]);
      most = Long.compareUnsigned(apart, most) > 0 ? apart : most;
    }
    Shape shape = Shape.of(5000);
    Difference difference =
        TensorComparison.compare(
            new TensorBits(new LongTensor(shape, from)),
            new TensorBits(new LongTensor(shape, to)),
            1);
    assertThat(difference.maxUlp()).isEqualTo(most);
    assertThat(difference.identical()).isEqualTo(kind == Kind.CONSTANT);
    assertThat(difference.nonFinite()).isEmpty();
  }

  private static Tensor[] pair(DType dtype, Kind kind, int size, SplittableRandom random) {
    int width = 8 * dtype.bytes();
    long mask = width == 64 ? -1 : (1L << width) - 1;
    long sign = 1L << width - 1;
    long infinity = (-1L << dtype.precision() - 1) & (sign - 1);
    long[] from = new long[size];
    long[] to = new long[size];
    long one = bits(dtype, 1.0);
    for (int i = 0; i < size; i++) {
      long any = random.nextLong() & mask;
      long finite = Long.remainderUnsigned(random.nextLong() & sign - 1, infinity) | any & sign;
      from[i] = finite;
      to[i] =
          switch (kind) {
            case NEIGHBOURS ->
                (finite & sign) | Math.min(infinity - 1, (finite & sign - 1) + random.nextInt(4));
            case FAR_APART -> Long.remainderUnsigned(any & sign - 1, infinity) | finite & sign;
            case ANY_BITS -> random.nextLong() & mask;
            case ANY_FINITE_BITS ->
                Long.remainderUnsigned(random.nextLong() & sign - 1, infinity)
                    | random.nextLong() & sign;
            case EQUAL_BUT_FOR_A_FEW -> random.nextInt(999) == 0 ? finite ^ 1 : finite;
            default -> finite;
          };
      switch (kind) {
        case ANY_BITS -> from[i] = any;
        case SUBNORMAL -> {
          long subnormal = (1L << dtype.precision() - 1) - 1;
          from[i] = any & (subnormal | sign);
          to[i] = random.nextLong() & (subnormal | sign) & mask;
        }
        case SIGNS_OF_ZERO -> {
          from[i] = any & sign;
          to[i] = random.nextLong() & sign;
        }
        case CONSTANT -> {
          from[i] = one;
          to[i] = one + 3;
        }
        case SLOWLY_WORSE -> {
          // Within the significands of every dtype; a step about every block.
          from[i] = one + 100 - i / 1500;
          to[i] = from[i] + 3;
        }
        default -> {}
      }
    }
    return new Tensor[] {tensor(dtype, from), tensor(dtype, to)};
  }

  private static long bits(DType dtype, double value) {
    return dtype == DType.FLOAT64
        ? Double.doubleToRawLongBits(value)
        : new FloatTensor(dtype, Shape.of(1), new float[] {(float) value}).bitsAt(0);
  }

  /** Narrow NaNs lose their payload here, as a tensor's always have. */
  private static Tensor tensor(DType dtype, long[] bits) {
    Shape shape = Shape.of(bits.length);
    if (dtype == DType.FLOAT64) {
      double[] values = new double[bits.length];
      for (int i = 0; i < bits.length; i++) {
        values[i] = Double.longBitsToDouble(bits[i]);
      }
      return new DoubleTensor(shape, values);
    }
    float[] values = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] =
          switch (dtype) {
            case FLOAT16 -> Bits16.fromFloat16Bits((int) bits[i]);
            case BFLOAT16 -> Float.intBitsToFloat((int) bits[i] << 16);
            default -> Float.intBitsToFloat((int) bits[i]);
          };
    }
    return new FloatTensor(dtype, shape, values);
  }
}
