package dev.gradaudit.audit;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Anomaly;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.plan.PlanMode;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.OrderSyntaxException;
import dev.gradaudit.reduction.Orders;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Scenarios made by hand, and engines that do what a test wants. */
final class Fixtures {
  static final Tensor ONE = new FloatTensor(Shape.SCALAR, new float[] {1});

  private Fixtures() {}

  /** What an engine computes in one run. */
  @FunctionalInterface
  interface Gradients {
    Map<String, @Nullable Tensor> of(TrainingStep step, Configuration configuration, int repeat);
  }

  /** How a run of an engine ends. */
  @FunctionalInterface
  interface Outcome {
    RunOutcome of(TrainingStep step, Configuration configuration, int repeat, RunOptions options);
  }

  static GradientEngine engine(Outcome outcome) {
    return new GradientEngine() {
      @Override
      public String name() {
        return "fake";
      }

      @Override
      public RunOutcome run(
          TrainingStep step, Configuration configuration, int repeat, RunOptions options) {
        return outcome.of(step, configuration, repeat, options);
      }
    };
  }

  /** An engine whose loss is always 1. */
  static GradientEngine computing(Gradients gradients) {
    return engine(
        (step, configuration, repeat, options) ->
            completed(gradients.of(step, configuration, repeat)));
  }

  /** An engine with a single gradient, {@code weight}. */
  static GradientEngine weight(Weight weight) {
    return computing((step, configuration, repeat) -> gradients(weight.of(configuration, repeat)));
  }

  /** The elements of a gradient. */
  @FunctionalInterface
  interface Weight {
    float[] of(Configuration configuration, int repeat);
  }

  static RunOutcome.Completed completed(Map<String, @Nullable Tensor> gradients) {
    return new RunOutcome.Completed(ONE, gradients, null);
  }

  static RunOutcome.Completed completed(
      Tensor loss, Map<String, @Nullable Tensor> gradients, @Nullable Anomaly anomaly) {
    return new RunOutcome.Completed(loss, gradients, anomaly);
  }

  static Map<String, @Nullable Tensor> gradients(float... weight) {
    return named("weight", floats(weight));
  }

  static Map<String, @Nullable Tensor> named(@Nullable Object... namesAndTensors) {
    Map<String, @Nullable Tensor> gradients = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTensors.length; i += 2) {
      gradients.put(String.valueOf(namesAndTensors[i]), (Tensor) namesAndTensors[i + 1]);
    }
    return gradients;
  }

  static Tensor floats(float... values) {
    return new FloatTensor(Shape.of(values.length), values);
  }

  static Tensor doubles(double... values) {
    return new DoubleTensor(Shape.of(values.length), values);
  }

  /** The float so many ULPs above 1. */
  static float up(int ulps) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(1f) + ulps);
  }

  static AxisValues values(int runs, String seeds, String threads, String orders) {
    return new AxisValues(
        runs,
        Stream.of(seeds.split(",")).map(Long::valueOf).toList(),
        Stream.of(threads.split(",")).map(Integer::valueOf).toList(),
        Stream.of(orders.split(",")).map(Fixtures::order).toList());
  }

  static Order order(String name) {
    try {
      return Orders.parse(name);
    } catch (OrderSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Data that does not depend on the seed. */
  static Scenario scenario(AxisValues values) {
    return scenario(values, false, Map.of());
  }

  /** Its step holds the seed as the value of {@code weight}, so that a fake engine can see it. */
  static Scenario scenario(
      AxisValues values, boolean dataDependsOnSeed, Map<Axis, Expectation> expectations) {
    Node.Input weight =
        new Node.Input(0, "weight", new TensorType(DType.FLOAT32, Shape.SCALAR), true);
    Program program =
        new Program(List.of(weight), List.of("y = f(x)", "loss = y.sum()"), weight, "loss");
    return new Scenario(
        "fake",
        "made by hand",
        "fake.json",
        "00",
        program,
        values,
        expectations,
        dataDependsOnSeed,
        seed ->
            new TrainingStep(
                program,
                Map.of("weight", new FloatTensor(Shape.SCALAR, new float[] {seed})),
                ONE,
                seed));
  }

  static long seedOf(TrainingStep step) {
    return (long) present(step.tensors().get("weight")).doubleAt(0);
  }

  static AuditOptions options(AxisValues values) {
    return AuditOptions.of(scenario(values));
  }

  static AuditOptions expecting(AuditOptions options, Object... axesAndExpectations) {
    Map<Axis, Expectation> expectations = new EnumMap<>(Axis.class);
    for (int i = 0; i < axesAndExpectations.length; i += 2) {
      expectations.put(
          (Axis) axesAndExpectations[i],
          Expectation.parse((String) axesAndExpectations[i + 1]).orElseThrow());
    }
    return new AuditOptions(
        options.values(),
        expectations,
        options.strict(),
        options.failOnVacuous(),
        options.planMode(),
        options.detectAnomaly(),
        options.includeGradients(),
        options.probes(),
        options.confidence(),
        options.cancelled());
  }

  static AuditOptions oneAtATime(AuditOptions options) {
    return new AuditOptions(
        options.values(),
        options.expectations(),
        options.strict(),
        options.failOnVacuous(),
        PlanMode.ONE_AT_A_TIME,
        options.detectAnomaly(),
        options.includeGradients(),
        options.probes(),
        options.confidence(),
        options.cancelled());
  }

  static ScenarioReport audit(AxisValues values, GradientEngine engine) {
    return audit(options(values), engine);
  }

  static ScenarioReport audit(AuditOptions options, GradientEngine engine) {
    return Auditor.audit(scenario(options.values()), options, engine, null, ProgressListener.NONE);
  }

  static AxisVerdict verdict(ScenarioReport report, Axis axis) {
    return report.verdicts().stream()
        .filter(verdict -> verdict.axis() == axis)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no verdict along " + axis));
  }

  static Finding finding(ScenarioReport report, String code) {
    return report.findings().stream()
        .filter(finding -> finding.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + code + " in " + report.findings()));
  }

  static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new AssertionError("missing");
    }
    return value;
  }

  static List<String> codes(ScenarioReport report) {
    return report.findings().stream().map(Finding::code).toList();
  }

  /** A site with fixed inputs and several terms. */
  static Analysis.Site site(String op, int line, Analysis.@Nullable Proof proof, boolean fixed) {
    return new Analysis.Site(
        new SiteKey(0, op, "forward", "", line, 1), 8, 1, fixed, proof, 100, 1);
  }

  /** An analysis that proves {@code weight}. */
  static Analysis proof() {
    return new Analysis(
        List.of(site("sum", 2, Analysis.Proof.EXACT, true)),
        Map.of("weight", new Analysis.Gradient(List.of(0), true, null, null)));
  }

  /** An analysis that puts every element of {@code weight} between two numbers. */
  static Analysis bounds(double[] lower, double[] upper) {
    return new Analysis(
        List.of(site("sum", 2, null, true), site("exp", 1, null, false)),
        Map.of("weight", new Analysis.Gradient(List.of(0, 1), false, lower, upper)));
  }
}
