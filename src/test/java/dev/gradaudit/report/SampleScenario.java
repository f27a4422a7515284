package dev.gradaudit.report;

import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.Comparison;
import dev.gradaudit.audit.Dataflow;
import dev.gradaudit.audit.Finding;
import dev.gradaudit.audit.ProbeResults;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.engine.Analysis;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the report of a scenario, of which only what matters is said. */
final class SampleScenario {
  private final String name;
  private final ScenarioReport.Status status;
  private String description = "";
  private List<String> program = List.of("loss = x.sum()");
  private boolean complete = true;
  private int configurations = 8;
  private @Nullable Tensor loss = new FloatTensor(Shape.SCALAR, new float[] {0.1f});
  private List<AxisVerdict> verdicts = List.of();
  private List<Comparison> comparisons = List.of();
  private List<Analysis.Site> sites = List.of();
  private Dataflow dataflow = Dataflow.NONE;
  private List<Finding> findings = List.of();

  SampleScenario(String name, ScenarioReport.Status status) {
    this.name = name;
    this.status = status;
  }

  SampleScenario description(String text) {
    description = text;
    return this;
  }

  SampleScenario program(String... lines) {
    program = List.of(lines);
    return this;
  }

  SampleScenario complete(boolean value) {
    complete = value;
    return this;
  }

  SampleScenario configurations(int count) {
    configurations = count;
    return this;
  }

  SampleScenario loss(@Nullable Tensor tensor) {
    loss = tensor;
    return this;
  }

  SampleScenario verdicts(List<AxisVerdict> list) {
    verdicts = list;
    return this;
  }

  SampleScenario comparisons(Comparison... list) {
    comparisons = List.of(list);
    return this;
  }

  SampleScenario sites(Analysis.Site... list) {
    sites = List.of(list);
    return this;
  }

  SampleScenario dataflow(Dataflow value) {
    dataflow = value;
    return this;
  }

  SampleScenario findings(Finding... list) {
    findings = List.of(list);
    return this;
  }

  ScenarioReport build() {
    Map<String, @Nullable String> fingerprints = new LinkedHashMap<>();
    fingerprints.put("w", SampleReports.SHA);
    fingerprints.put("unused", null);
    Map<String, @Nullable Tensor> gradients = new LinkedHashMap<>();
    gradients.put("w", new FloatTensor(Shape.of(2), new float[] {1, Float.NaN}));
    gradients.put("unused", null);
    Tensor first = loss;
    List<ScenarioReport.ConfigurationResult> results =
        first == null
            ? List.of()
            : Collections.nCopies(
                configurations,
                new ScenarioReport.ConfigurationResult(
                    SampleReports.configuration(0), 5, 1, first, fingerprints));
    return new ScenarioReport(
        name,
        description,
        "scenarios/" + name + ".json",
        SampleReports.SHA,
        program,
        complete,
        status,
        new ScenarioReport.PlanSummary("builtin", SampleReports.VALUES, 8, 40, "full", 0.95),
        verdicts,
        results,
        comparisons,
        sites,
        dataflow,
        findings,
        ProbeResults.NONE,
        List.of(),
        loss,
        gradients,
        0.123,
        Map.of());
  }
}
