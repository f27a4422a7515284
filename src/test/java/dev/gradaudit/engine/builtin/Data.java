package dev.gradaudit.engine.builtin;

import java.util.List;
import java.util.SplittableRandom;

/** What random tensors hold; the same numbers in both dtypes, but for extremes. */
enum Data {
  /** Full mantissas, and magnitudes between 0.1 and 1.5: away from kinks and poles. */
  ORDINARY {
    @Override
    double signed(SplittableRandom random) {
      return sign(random) * (float) random.nextDouble(0.1, 1.5);
    }

    @Override
    double positive(SplittableRandom random) {
      return (float) random.nextDouble(0.2, 2);
    }

    @Override
    double fraction(SplittableRandom random) {
      return (float) random.nextDouble(0.05, 0.95);
    }
  },
  /** Magnitudes over 16 binades, so that most sums round. */
  WIDE {
    @Override
    double signed(SplittableRandom random) {
      return sign(random) * positive(random);
    }

    @Override
    double positive(SplittableRandom random) {
      return (float) Math.scalb(random.nextDouble(1, 2), random.nextInt(-10, 6));
    }

    @Override
    double fraction(SplittableRandom random) {
      return (float) random.nextDouble(0.01, 0.99);
    }
  },
  /** Small whole numbers and quarters: sums and products of few of them are exact. */
  EXACT {
    @Override
    double signed(SplittableRandom random) {
      return random.nextInt(-4, 5);
    }

    @Override
    double positive(SplittableRandom random) {
      return random.nextInt(1, 5);
    }

    @Override
    double fraction(SplittableRandom random) {
      return random.nextInt(1, 4) / 4.0;
    }
  },
  /** Zeros of both signs, and what overflows or underflows. */
  EXTREME {
    private static final double[] MAGNITUDES = {
      0, 0, 1, 1.5, 0x1.8p127, Float.MAX_VALUE, 1e-20, Float.MIN_VALUE, 0x1.4p1023, 1e-300
    };

    @Override
    double signed(SplittableRandom random) {
      return sign(random) * positive(random);
    }

    @Override
    double positive(SplittableRandom random) {
      return MAGNITUDES[random.nextInt(MAGNITUDES.length)];
    }

    @Override
    double fraction(SplittableRandom random) {
      return random.nextInt(3) / 2.0;
    }
  };

  /** Any of them. */
  static Data draw(SplittableRandom random) {
    List<Data> all = List.of(values());
    return all.get(random.nextInt(all.size()));
  }

  abstract double signed(SplittableRandom random);

  abstract double positive(SplittableRandom random);

  abstract double fraction(SplittableRandom random);

  private static double sign(SplittableRandom random) {
    return random.nextBoolean() ? 1 : -1;
  }
}
