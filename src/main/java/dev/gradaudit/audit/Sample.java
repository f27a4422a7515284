package dev.gradaudit.audit;

import dev.gradaudit.compare.Difference;
import dev.gradaudit.compare.TensorComparison;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first run of a configuration, kept as long as others are compared with it. */
final class Sample {
  private final Configuration configuration;
  private final int repeat;
  private final Tensor loss;
  private final Tensor[] gradients;
  private final String[] fingerprints;
  private final @Nullable Difference[] identical;

  /**
   * @param relatives samples that are likely to have the same bits: what is equal to theirs is
   *     shared with them, so that it is neither held nor hashed a second time
   */
  Sample(
      Configuration configuration,
      int repeat,
      Tensor loss,
      Tensor[] gradients,
      List<Sample> relatives) {
    this.configuration = configuration;
    this.repeat = repeat;
    this.gradients = gradients;
    this.fingerprints = new String[gradients.length];
    this.identical = new Difference[gradients.length];
    Tensor sharedLoss = loss;
    for (Sample relative : relatives) {
      sharedLoss = Tensors.sameBits(relative.loss, loss) ? relative.loss : sharedLoss;
    }
    this.loss = sharedLoss;
    for (int position = 0; position < gradients.length; position++) {
      share(position, relatives);
    }
  }

  private void share(int position, List<Sample> relatives) {
    for (Sample relative : relatives) {
      if (relative.sameGradient(position, gradients[position])) {
        gradients[position] = relative.gradients[position];
        fingerprints[position] = relative.fingerprints[position];
        identical[position] = relative.identical(position);
        return;
      }
    }
    fingerprints[position] = Tensors.sha256(gradients[position]);
  }

  Configuration configuration() {
    return configuration;
  }

  /** Which of the runs of the configuration it is: not 0 where those before it failed. */
  int repeat() {
    return repeat;
  }

  Tensor loss() {
    return loss;
  }

  int gradientCount() {
    return gradients.length;
  }

  Tensor gradient(int position) {
    return gradients[position];
  }

  String fingerprint(int position) {
    return fingerprints[position];
  }

  /** By position of the gradient. Not to be written to. */
  String[] fingerprints() {
    return fingerprints;
  }

  boolean sameGradient(int position, Tensor other) {
    return Tensors.sameBits(gradients[position], other);
  }

  /**
   * The comparison of a gradient with an equal one. Made once, as most comparisons are this one.
   */
  Difference identical(int position) {
    Difference known = identical[position];
    if (known == null) {
      known = TensorComparison.compare(gradients[position], gradients[position]);
      identical[position] = known;
    }
    return known;
  }
}
