package dev.gradaudit.audit;

import dev.gradaudit.audit.ScenarioReport.ConfigurationResult;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.compare.TensorComparison;
import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Anomaly;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.plan.Plan;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the runs of an audit in plan order, compares each with those that it is to be compared
 * with as it arrives, and keeps figures only. Memory does not grow with the number of repeats.
 */
final class Observations {
  /**
   * What is known of the data of one seed.
   *
   * @param proven whether no order can change any gradient
   */
  record SeedFacts(boolean proven, Degeneracy degeneracy) {}

  private final AxisStatistics repeats = new AxisStatistics(Axis.REPEAT);
  private final List<AxisGroups> axes = new ArrayList<>();
  private final Map<Axis, AxisStatistics> statistics = new LinkedHashMap<>();
  private final Map<Long, SeedFacts> seeds = new LinkedHashMap<>();
  private final Map<Anomaly, Configuration> anomalies = new LinkedHashMap<>();
  private final List<ConfigurationResult> results = new ArrayList<>();

  private @Nullable Analysis analysis;
  private @Nullable GradientLayout layout;
  private @Nullable Certificate baselineCertificate;
  private @Nullable Certificate certificate;
  private @Nullable Sample baseline;
  private @Nullable RepeatedRuns current;
  private int position;
  private long seed;

  /**
   * @param comparesSeeds whether gradients are compared along the seed
   */
  Observations(Plan plan, boolean comparesSeeds) {
    statistics.put(Axis.REPEAT, repeats);
    for (Axis axis : List.of(Axis.SEED, Axis.THREADS, Axis.ORDER, Axis.CAPABILITY)) {
      AxisStatistics ofAxis = new AxisStatistics(axis);
      statistics.put(axis, ofAxis);
      if (axis != Axis.SEED || comparesSeeds) {
        axes.add(new AxisGroups(plan, axis, ofAxis));
      }
    }
  }

  /**
   * The runs that follow are of this seed.
   *
   * @param analysis of its data; null when nobody made one
   */
  void enterSeed(long seed, @Nullable Analysis analysis) {
    closeConfiguration();
    this.seed = seed;
    this.analysis = analysis;
    certificate = null;
    statistics.values().forEach(ofAxis -> ofAxis.enterSeed(seed));
  }

  /**
   * Takes in a run.
   *
   * @param position of its configuration in the plan
   * @throws EngineFaultException when its gradients are not those that the first run had
   */
  void add(int position, Configuration configuration, int repeat, RunOutcome.Completed run)
      throws EngineFaultException {
    if (layout == null) {
      layout = GradientLayout.of(run);
    }
    Tensor[] gradients = layout.gradients(run);
    if (run.anomaly() != null) {
      anomalies.putIfAbsent(run.anomaly(), configuration);
    }
    if (current == null || this.position != position) {
      closeConfiguration();
      this.position = position;
      current = open(configuration, repeat, run.loss(), gradients, layout);
    } else {
      Escape escape = current.add(repeat, run.loss(), gradients);
      if (escape != null) {
        addEscape(escape);
      }
    }
  }

  private RepeatedRuns open(
      Configuration configuration,
      int repeat,
      Tensor loss,
      Tensor[] gradients,
      GradientLayout types) {
    Certificate ofSeed = certificate(types);
    List<Sample> relatives = new ArrayList<>(axes.size());
    for (AxisGroups groups : axes) {
      Sample first = groups.firstOf(position);
      if (first != null) {
        relatives.add(first);
      }
    }
    Sample sample = new Sample(configuration, repeat, loss, gradients, relatives);
    baseline = baseline == null ? sample : baseline;
    if (!seeds.containsKey(seed)) {
      seeds.put(seed, new SeedFacts(ofSeed.provesAll(), Degeneracy.of(types, sample)));
    }
    for (AxisGroups groups : axes) {
      if (groups.contains(position)) {
        Sample first = groups.firstOf(position);
        if (first == null) {
          groups.open(position, sample);
        } else {
          compare(first, sample, groups, types, ofSeed);
        }
      }
    }
    for (int gradient = 0; gradient < sample.gradientCount(); gradient++) {
      Escape escape = ofSeed.escape(configuration, repeat, gradient, sample.gradient(gradient));
      if (escape != null) {
        addEscape(escape);
      }
    }
    return new RepeatedRuns(sample, types, ofSeed, repeats);
  }

  private Certificate certificate(GradientLayout types) {
    if (certificate == null) {
      certificate = new Certificate(analysis, types);
      baselineCertificate = baselineCertificate == null ? certificate : baselineCertificate;
    }
    return certificate;
  }

  private void compare(
      Sample first, Sample other, AxisGroups groups, GradientLayout types, Certificate ofSeed) {
    AxisStatistics ofAxis = groups.statistics();
    boolean same = true;
    for (int gradient = 0; gradient < other.gradientCount(); gradient++) {
      boolean equal = first.sameGradient(gradient, other.gradient(gradient));
      Difference difference =
          equal
              ? first.identical(gradient)
              : TensorComparison.compare(
                  first.gradient(gradient), other.gradient(gradient), ofAxis.varying(gradient));
      Comparison row =
          new Comparison(
              ofAxis.axis(),
              first.configuration(),
              first.repeat(),
              other.configuration(),
              other.repeat(),
              types.names().get(gradient),
              difference);
      ofAxis.addRow(row);
      if (equal) {
        ofAxis.addIdentical();
      } else {
        ofAxis.addDiffering(row, ofSeed.proves(gradient));
        same = false;
      }
    }
    groups.add(position, same ? null : other.fingerprints());
    if (!Tensors.sameBits(first.loss(), other.loss())) {
      ofAxis.addLossDifference(TensorComparison.compare(first.loss(), other.loss()));
    }
  }

  /** An impossible value speaks against every axis along which its configuration is compared. */
  private void addEscape(Escape escape) {
    repeats.addEscape(escape);
    for (AxisGroups groups : axes) {
      if (groups.contains(position)) {
        groups.statistics().addEscape(escape);
      }
    }
  }

  /** No more runs follow. */
  void close() {
    closeConfiguration();
    axes.forEach(AxisGroups::closeAll);
  }

  private void closeConfiguration() {
    if (current != null) {
      results.add(current.close());
      current = null;
    }
  }

  /** The results of the configurations, in plan order. */
  List<ConfigurationResult> results() {
    return results;
  }

  /** The comparisons, axis by axis, each in plan order. */
  List<Comparison> rows() {
    List<Comparison> rows = new ArrayList<>();
    statistics.values().forEach(ofAxis -> rows.addAll(ofAxis.rows()));
    return rows;
  }

  AxisStatistics statistics(Axis axis) {
    AxisStatistics ofAxis = statistics.get(axis);
    if (ofAxis == null) {
      throw new IllegalStateException("nobody observes " + axis);
    }
    return ofAxis;
  }

  /** What is known of each seed of which a run was finished, in plan order. */
  Map<Long, SeedFacts> seeds() {
    return Collections.unmodifiableMap(seeds);
  }

  /** Whether a proof turned out wrong: then none of the proofs is worth anything. */
  boolean refuted() {
    return statistics.values().stream().anyMatch(ofAxis -> ofAxis.refutation() != null);
  }

  /** Each different anomaly with the first configuration in which it appeared. */
  Map<Anomaly, Configuration> anomalies() {
    return Collections.unmodifiableMap(anomalies);
  }

  /** How far apart two orders can be for the baseline's data; null when not known or not finite. */
  @Nullable Double boundUlp() {
    return baselineCertificate == null ? null : baselineCertificate.boundUlp();
  }

  /** The elements of all gradients together. */
  long elements() {
    return layout == null ? 0 : layout.elements();
  }

  /** The first run of the baseline; null when it was not finished. */
  @Nullable Sample baseline() {
    return baseline;
  }

  /** The gradients of the baseline's first run. */
  Map<String, @Nullable Tensor> baselineGradients() {
    Map<String, @Nullable Tensor> gradients = new LinkedHashMap<>();
    if (layout != null && baseline != null) {
      for (String name : layout.allNames()) {
        int gradient = layout.names().indexOf(name);
        gradients.put(name, gradient < 0 ? null : baseline.gradient(gradient));
      }
    }
    return gradients;
  }
}
