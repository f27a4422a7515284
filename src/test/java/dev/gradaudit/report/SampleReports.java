package dev.gradaudit.report;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.Comparison;
import dev.gradaudit.audit.Dataflow;
import dev.gradaudit.audit.Finding;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.audit.Verdict;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.engine.Analysis;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.OrderSyntaxException;
import dev.gradaudit.reduction.Orders;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.scenario.MatrixValue;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Hand-made reports, one for each thing that a renderer has to cope with. */
public final class SampleReports {
  private static final Expectation BITWISE = new Expectation.Bitwise();
  private static final Expectation REPORT = new Expectation.Report();
  static final String SHA = "ab".repeat(32);
  static final AxisValues VALUES =
      new AxisValues(
          5,
          List.of(0L, 1L),
          List.of(1, 4),
          List.of(order("sequential"), order("reversed/strided:8")));

  private SampleReports() {}

  /** Every sample by name; golden files are named after them. */
  public static Map<String, AuditReport> all() {
    Map<String, AuditReport> reports = new LinkedHashMap<>();
    reports.put("proven", report(proven()));
    reports.put("differs", report(differs()));
    reports.put("several", report(proven(), differs(), nonFinite(), inconclusive(), failed()));
    reports.put("interrupted", new AuditReport(false, environment(), timing(), List.of(halfway())));
    reports.put("hostile", report(hostile()));
    reports.put("matrix", matrix(List.of("16", "256", "4096")));
    reports.put("empty", new AuditReport(false, environment(), timing(), List.of()));
    return reports;
  }

  public static AuditReport named(String name) {
    return Objects.requireNonNull(all().get(name), name);
  }

  /** The same results on another machine and at another time. */
  public static AuditReport elsewhere(AuditReport report) {
    return new AuditReport(
        report.complete(),
        new AuditReport.Environment("Plan 9", "mips", 64, "21.0.1", "Another VM"),
        new AuditReport.Timing("2031-12-31T23:59:59Z", 0.001),
        report.scenarios());
  }

  /** The same results of another program. */
  public static ScenarioReport with(ScenarioReport report, Dataflow dataflow) {
    return new SampleScenario(report.name(), report.status())
        .verdicts(report.verdicts())
        .comparisons(report.comparisons().toArray(Comparison[]::new))
        .dataflow(dataflow)
        .build();
  }

  /** Scenarios of one file; one of them has nothing that could be drawn. */
  public static AuditReport matrix(List<String> values) {
    List<ScenarioReport> scenarios = new ArrayList<>();
    for (String value : values) {
      boolean number = value.matches("[0-9e]+");
      for (String dtype : List.of("float32", "float64")) {
        Map<String, MatrixValue> matrix = new LinkedHashMap<>();
        MatrixValue.Kind kind = number ? MatrixValue.Kind.NUMBER : MatrixValue.Kind.STRING;
        matrix.put("n", new MatrixValue(kind, value));
        matrix.put("dtype", new MatrixValue(MatrixValue.Kind.STRING, dtype));
        boolean gap = value.equals("256") && dtype.equals("float64");
        scenarios.add(inMatrix(gap ? nonFinite() : differs(), "scenarios/growth.json", matrix));
      }
    }
    return new AuditReport(true, environment(), timing(), scenarios);
  }

  /** The same results of a scenario of a file with a matrix. */
  public static ScenarioReport inMatrix(
      ScenarioReport report, String file, Map<String, MatrixValue> matrix) {
    List<String> pairs = new ArrayList<>();
    matrix.forEach((name, value) -> pairs.add(name + "=" + value.text()));
    return new ScenarioReport(
        "growth[" + String.join(", ", pairs) + "]",
        report.description(),
        file,
        report.sha256(),
        report.statements(),
        report.complete(),
        report.status(),
        report.plan(),
        report.verdicts(),
        report.configurations(),
        report.comparisons(),
        report.certificates(),
        report.dataflow(),
        report.findings(),
        report.probes(),
        report.races(),
        report.loss(),
        report.gradients(),
        report.seconds(),
        matrix);
  }

  /** Many scenarios of many configurations, all of which differ. */
  public static AuditReport large(int scenarios, int configurations) {
    List<ScenarioReport> large = new ArrayList<>();
    for (int i = 0; i < scenarios; i++) {
      List<Comparison> comparisons = new ArrayList<>();
      for (int other = 1; other < configurations; other++) {
        for (Axis axis : List.of(Axis.SEED, Axis.THREADS, Axis.ORDER)) {
          Difference difference =
              comparison(axis, DType.FLOAT32, 1 + (i * 31L + other * 7919L) % 5000).difference();
          for (String gradient : List.of("weight", "bias")) {
            Configuration to = new Configuration(other, 1 + other, order("blocked:" + (other + 1)));
            comparisons.add(new Comparison(axis, configuration(0), 0, to, 0, gradient, difference));
          }
        }
      }
      large.add(
          new SampleScenario(
                  "scenario_" + i,
                  i % 50 == 3 ? ScenarioReport.Status.FAILED : ScenarioReport.Status.PASSED)
              .description("One of many scenarios, to see how a page of many of them behaves.")
              .program("logits = x @ w + b", "loss = F.cross_entropy(logits, labels)")
              .configurations(configurations)
              .verdicts(differs().verdicts())
              .comparisons(comparisons.toArray(Comparison[]::new))
              .sites(differs().certificates().toArray(Analysis.Site[]::new))
              .dataflow(flow("x", "w", "b"))
              .findings(differs().findings().toArray(Finding[]::new))
              .build());
    }
    return report(large.toArray(ScenarioReport[]::new));
  }

  /** {@code logits = x @ w + b; loss = F.cross_entropy(logits, labels)}. */
  private static Dataflow flow(String x, String w, String b) {
    SiteKey origin = new SiteKey(4, "matmul", "forward", "", 1, 12);
    return new Dataflow(
        List.of(
            tensor(x, "float32[64, 40]", false),
            tensor(w, "float32[40, 10]", true),
            tensor(b, "float32[10]", true),
            tensor("labels", "int64[64]", false),
            operation("matmul", "float32[64, 10]", 1, 0, 1),
            operation("add", "float32[64, 10]", 1, 4, 2),
            new Dataflow.Vertex(Dataflow.Kind.NUMBER, "", 0.5, "float32[]", List.of(), false, 0),
            operation("cross_entropy", "float32[]", 2, 5, 3, 6)),
        7,
        Map.of(Axis.ORDER, List.of(origin)));
  }

  private static Dataflow.Vertex tensor(String name, String type, boolean requiresGrad) {
    return new Dataflow.Vertex(
        Dataflow.Kind.TENSOR, name, Double.NaN, type, List.of(), requiresGrad, 0);
  }

  private static Dataflow.Vertex operation(String name, String type, int line, Integer... inputs) {
    return new Dataflow.Vertex(
        Dataflow.Kind.OPERATION, name, Double.NaN, type, List.of(inputs), true, line);
  }

  private static AuditReport report(ScenarioReport... scenarios) {
    return new AuditReport(true, environment(), timing(), List.of(scenarios));
  }

  private static AuditReport.Environment environment() {
    return new AuditReport.Environment(
        "Linux 6.1", "amd64", 2, "17.0.15", "OpenJDK 64-Bit Server VM");
  }

  private static AuditReport.Timing timing() {
    return new AuditReport.Timing("2026-01-02T03:04:05Z", 1234.5);
  }

  private static ScenarioReport proven() {
    String why = "no sum that a gradient depends on can round";
    List<AxisVerdict> verdicts = new ArrayList<>();
    for (Axis axis : List.of(Axis.REPEAT, Axis.SEED, Axis.THREADS, Axis.ORDER)) {
      verdicts.add(
          new SampleVerdict(axis, Verdict.PROVEN, axis == Axis.REPEAT ? BITWISE : REPORT, true, why)
              .verdict(1, 0, 0, null, null));
    }
    return new SampleScenario("linear", ScenarioReport.Status.PASSED)
        .description("nn.Linear(3, 1, bias=False), output.sum().backward()")
        .program("output = F.linear(x, weight)", "loss = output.sum()")
        .loss(new FloatTensor(Shape.SCALAR, new float[] {4.2f}))
        .verdicts(verdicts)
        .sites(
            site(1, "linear", "forward", 3, null, 6.0),
            site(2, "sum", "forward", 1, Analysis.Proof.FEW_TERMS, 0),
            site(1, "linear", "grad of weight", 1, Analysis.Proof.EXACT, 0))
        .findings(
            new Finding(
                "vacuous",
                Finding.Severity.WARNING,
                null,
                "The data is exact, so that this audit could not catch a faulty implementation.",
                "Use data that rounds, such as {\"init\": {\"wide\": [-8, 8]}}."))
        .build();
  }

  private static ScenarioReport differs() {
    Comparison worst = comparison(Axis.ORDER, DType.FLOAT32, 8421);
    Comparison threads = comparison(Axis.THREADS, DType.FLOAT32, 2);
    return new SampleScenario("softmax_classifier", ScenarioReport.Status.FAILED)
        .description(
            "A softmax classifier on 64 samples of 40 features: the loss is a mean of 64 terms, and"
                + " each gradient is a sum over the batch.")
        .program("logits = x @ w + b", "loss = F.cross_entropy(logits, labels)")
        .loss(new FloatTensor(Shape.SCALAR, new float[] {2.3025851f}))
        .verdicts(
            List.of(
                new SampleVerdict(Axis.REPEAT, Verdict.IDENTICAL, BITWISE, true, "one result")
                    .verdict(1, 0, 0, 0.9671, null),
                new SampleVerdict(
                        Axis.SEED,
                        Verdict.DIFFERS,
                        REPORT,
                        true,
                        "the data changes with the seed; the other verdicts do not")
                    .asVerdicts(),
                new SampleVerdict(
                        Axis.THREADS,
                        Verdict.DIFFERS,
                        new Expectation.MaxUlp(2),
                        true,
                        "within 2 ULPs")
                    .verdict(3, 2, 8, null, threads),
                new SampleVerdict(Axis.ORDER, Verdict.DIFFERS, BITWISE, false, "8421 ULPs apart")
                    .verdict(3, 8421, 40, null, worst)))
        .comparisons(threads, worst)
        .dataflow(flow("x", "w", "b"))
        .sites(
            site(1, "matmul", "grad of w", 64, null, 31000.4),
            site(2, "cross_entropy", "forward", 64, null, Double.POSITIVE_INFINITY))
        .findings(
            new Finding(
                "order-dependent",
                Finding.Severity.ERROR,
                Axis.ORDER,
                "The gradient of w depends on the order of summation in line 1: logits = x @ w + b.",
                "Sum with 'exact' or 'wide' there, or state {\"order\": \"report\"}."))
        .build();
  }

  private static ScenarioReport nonFinite() {
    Difference difference =
        new Difference(
            DType.FLOAT64,
            3,
            2,
            Long.MIN_VALUE + 4096,
            4.5e18,
            Long.MIN_VALUE + 4096,
            Double.POSITIVE_INFINITY,
            2.0,
            1,
            Map.of(Difference.NonFinite.NAN_AGAINST_NUMBER, 1L),
            List.of(1L, 0L, 0L, 1L),
            new Difference.Worst(
                List.of(),
                Double.NaN,
                -0.0,
                Double.doubleToRawLongBits(Double.NaN),
                Double.doubleToRawLongBits(-0.0)));
    Comparison worst =
        new Comparison(Axis.REPEAT, configuration(0), 0, configuration(0), 3, "scale", difference);
    return new SampleScenario("bce_naive", ScenarioReport.Status.FAILED)
        .loss(new DoubleTensor(Shape.of(2), new double[] {Double.NaN, Double.NEGATIVE_INFINITY}))
        .verdicts(
            List.of(
                new SampleVerdict(Axis.REPEAT, Verdict.DIFFERS, BITWISE, false, "two results")
                    .verdict(2, Long.MIN_VALUE + 4096, 2, null, worst),
                new SampleVerdict(
                        Axis.ORDER,
                        Verdict.OUT_OF_BOUND,
                        REPORT,
                        false,
                        "4096 ULPs apart where no order of summation explains more than 310")
                    .verdict(2, 4096, 2, null, null)))
        .comparisons(worst)
        .build();
  }

  private static ScenarioReport inconclusive() {
    return new SampleScenario("zeros", ScenarioReport.Status.FAILED)
        .verdicts(
            List.of(
                new SampleVerdict(
                        Axis.ORDER, Verdict.INCONCLUSIVE, REPORT, false, "all gradients are zero")
                    .verdict(1, 0, 0, null, null)))
        .build();
  }

  private static ScenarioReport failed() {
    return new SampleScenario("too_large", ScenarioReport.Status.ERROR)
        .complete(false)
        .loss(null)
        .findings(
            new Finding(
                "engine-failed",
                Finding.Severity.ERROR,
                null,
                "The engine could not run: needs 12 GB of memory.",
                ""))
        .build();
  }

  private static ScenarioReport halfway() {
    return new SampleScenario("race", ScenarioReport.Status.INTERRUPTED)
        .complete(false)
        .configurations(3)
        .verdicts(
            List.of(
                new SampleVerdict(Axis.REPEAT, Verdict.INCONCLUSIVE, BITWISE, false, "interrupted")
                    .verdict(1, 0, 0, null, null)))
        .build();
  }

  /** Text that tries to reach the terminal, the spreadsheet or the parser. */
  private static ScenarioReport hostile() {
    return hostile(
        "=cmd|'/c calc'!A0\u001b[2J\u202egnp\u0007,\"q\"\r\n\u009b31m\ud800 π 勾配 \u2028end");
  }

  /** The same text wherever a scenario has text. */
  public static AuditReport saying(String evil) {
    return report(hostile(evil), differs());
  }

  /** Scenarios of these names, which are otherwise alike. */
  public static AuditReport named(List<String> names) {
    return report(names.stream().map(SampleReports::hostile).toArray(ScenarioReport[]::new));
  }

  /** The same, of a scenario that fails, of one that could not run and of one without fault. */
  public static AuditReport failingWith(String evil) {
    return report(
        hostile(evil, ScenarioReport.Status.FAILED, Finding.Severity.ERROR),
        hostile(evil, ScenarioReport.Status.ERROR, Finding.Severity.ERROR),
        hostile(evil, ScenarioReport.Status.PASSED, Finding.Severity.WARNING));
  }

  private static ScenarioReport hostile(String evil) {
    return hostile(evil, ScenarioReport.Status.PASSED, Finding.Severity.NOTE);
  }

  private static ScenarioReport hostile(
      String evil, ScenarioReport.Status status, Finding.Severity severity) {
    boolean holds = status != ScenarioReport.Status.FAILED;
    Comparison plain = comparison(Axis.ORDER, DType.FLOAT32, 8421);
    Comparison worst =
        new Comparison(
            plain.axis(), plain.from(), 0, plain.to(), 0, "@" + evil, plain.difference());
    return new SampleScenario(evil, status)
        .description(evil.repeat(3))
        .program(evil)
        .verdicts(
            List.of(
                new SampleVerdict(Axis.ORDER, Verdict.DIFFERS, REPORT, holds, evil)
                    .verdict(3, 8421, 40, null, worst)))
        .comparisons(worst)
        .dataflow(flow(evil, evil, evil))
        .findings(new Finding("evil", severity, Axis.ORDER, evil, evil))
        .build();
  }

  private static Comparison comparison(Axis axis, DType dtype, long ulps) {
    float from = 0.001953125f;
    float to = Float.intBitsToFloat(Float.floatToRawIntBits(from) + (int) ulps);
    Difference difference =
        new Difference(
            dtype,
            40,
            39,
            ulps,
            ulps / 3.0,
            ulps,
            (double) to - from,
            1 - from / (double) to,
            0,
            Map.of(),
            List.of(1L, 0L, 39L),
            new Difference.Worst(
                List.of(3, 17),
                from,
                to,
                Float.floatToRawIntBits(from),
                Float.floatToRawIntBits(to)));
    Configuration other =
        axis == Axis.THREADS
            ? new Configuration(0, 4, VALUES.orders().get(0))
            : new Configuration(0, 1, VALUES.orders().get(1));
    return new Comparison(axis, configuration(0), 0, other, 0, "w", difference);
  }

  private static Analysis.Site site(
      int line, String op, String role, int terms, Analysis.@Nullable Proof proof, double bound) {
    return new Analysis.Site(
        new SiteKey(line, op, role, "", line, 10), terms, 40, proof != null, proof, bound, 1.5);
  }

  static Configuration configuration(int order) {
    return new Configuration(0, 1, VALUES.orders().get(order));
  }

  private static Order order(String text) {
    try {
      return Orders.parse(text);
    } catch (OrderSyntaxException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
