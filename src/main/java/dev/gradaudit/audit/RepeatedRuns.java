package dev.gradaudit.audit;

import dev.gradaudit.audit.ScenarioReport.ConfigurationResult;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.compare.TensorComparison;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one configuration, each compared with the first and dropped. A repeat with the same
 * bits costs a comparison of memory and nothing else.
 */
final class RepeatedRuns {
  private final Sample first;
  private final GradientLayout layout;
  private final Certificate certificate;
  private final AxisStatistics statistics;
  private final DistinctResults distinct = new DistinctResults();
  private final @Nullable Comparison[] furthest;
  private int runs = 1;

  /** The repeat index of the run after the first; 0 where there is none. */
  private int second;

  private int apart;

  RepeatedRuns(
      Sample first, GradientLayout layout, Certificate certificate, AxisStatistics statistics) {
    this.first = first;
    this.layout = layout;
    this.certificate = certificate;
    this.statistics = statistics;
    this.furthest = new Comparison[first.gradientCount()];
  }

  /**
   * Adds a further run.
   *
   * @return an element of it that no order can give; null when there is none
   */
  @Nullable Escape add(int repeat, Tensor loss, Tensor[] gradients) {
    runs++;
    second = second == 0 ? repeat : second;
    boolean same = true;
    Escape escape = null;
    for (int position = 0; position < gradients.length; position++) {
      if (first.sameGradient(position, gradients[position])) {
        statistics.addIdentical();
      } else {
        same = false;
        compare(repeat, position, gradients[position]);
        Escape found =
            certificate.escape(first.configuration(), repeat, position, gradients[position]);
        escape = escape == null ? found : escape;
      }
    }
    if (!same) {
      distinct.addOther(fingerprints(gradients));
      apart++;
    }
    if (!Tensors.sameBits(first.loss(), loss)) {
      statistics.addLossDifference(TensorComparison.compare(first.loss(), loss));
    }
    return escape;
  }

  private void compare(int repeat, int position, Tensor gradient) {
    Difference difference =
        TensorComparison.compare(first.gradient(position), gradient, statistics.varying(position));
    Comparison comparison = comparison(repeat, position, difference);
    statistics.addDiffering(comparison, certificate.proves(position));
    Comparison largest = furthest[position];
    if (Furthest.isBeyond(difference, largest == null ? null : largest.difference())) {
      furthest[position] = comparison;
    }
  }

  private String[] fingerprints(Tensor[] gradients) {
    String[] fingerprints = new String[gradients.length];
    for (int position = 0; position < gradients.length; position++) {
      fingerprints[position] =
          first.sameGradient(position, gradients[position])
              ? first.fingerprint(position)
              : Tensors.sha256(gradients[position]);
    }
    return fingerprints;
  }

  private Comparison comparison(int repeat, int position, Difference difference) {
    return new Comparison(
        Axis.REPEAT,
        first.configuration(),
        first.repeat(),
        first.configuration(),
        repeat,
        layout.names().get(position),
        difference);
  }

  /** Hands over what the report says of these runs. */
  ConfigurationResult close() {
    statistics.addGroup(runs, distinct.count());
    if (distinct.count() > 1) {
      statistics.addUnequalRuns(runs > 2 && apart == runs - 1 && distinct.count() == 2);
    }
    for (int position = 0; position < furthest.length; position++) {
      Comparison largest = furthest[position];
      if (largest != null) {
        statistics.addRow(largest);
      } else if (runs > 1) {
        statistics.addRow(comparison(second, position, first.identical(position)));
      }
    }
    Map<String, @Nullable String> fingerprints = new LinkedHashMap<>();
    for (String name : layout.allNames()) {
      int position = layout.names().indexOf(name);
      fingerprints.put(name, position < 0 ? null : first.fingerprint(position));
    }
    return new ConfigurationResult(
        first.configuration(), runs, distinct.count(), first.loss(), fingerprints);
  }
}
