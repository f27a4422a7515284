package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.Analysis;
import dev.gradaudit.engine.Liberties;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.reduction.Summation;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What an analysis says of each reduction site, against what goes in and out of it. */
final class SiteCertificateTest {
  private static final List<Configuration> ORDERS =
      Runs.everyOrder().stream().filter(each -> !each.order().fusesProducts()).toList();

  private static final List<DType> DTYPES =
      List.of(DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16, DType.FLOAT16);

  /** One reduction site in one run. */
  private record Visit(SiteKey key, List<Tensor> inputs, Tensor output) {}

  private static List<Visit> visits(TrainingStep step, Configuration run) {
    List<Visit> visits = new ArrayList<>();
    RunOptions observed =
        RunOptions.DEFAULT.observedBy(
            (key, inputs, output, terms) -> visits.add(new Visit(key, inputs, output)));
    new BuiltinEngine().run(step, run, 0, observed);
    return visits;
  }

  @Test
  void fixedInputsAndProofsAreTrueOfEveryOrder() {
    int fixed = 0;
    Set<Analysis.Proof> proofs = new HashSet<>();
    for (int seed = 0; seed < 80; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String line =
          seed % 2 == 0
              ? AnalysisSoundnessTest.CHAINS.get(seed / 2 % AnalysisSoundnessTest.CHAINS.size())
              : RandomPrograms.draw(random, 1 + random.nextInt(6));
      Data data = Data.draw(random);
      DType dtype = DTYPES.get(random.nextInt(DTYPES.size()));
      TrainingStep step = Steps.of(line, dtype, data, random);
      List<Analysis.Site> sites = new BuiltinEngine().analyse(step, Liberties.NONE).sites();
      List<List<Visit>> runs = ORDERS.stream().map(order -> visits(step, order)).toList();
      for (int i = 0; i < sites.size(); i++) {
        Analysis.Site site = sites.get(i);
        Visit first = runs.get(0).get(i);
        int index = i;
        String what = "seed " + seed + ", " + line + ", " + site;
        assertThat(site.key()).as(what).isEqualTo(first.key());
        if (site.inputsFixed()) {
          fixed++;
          assertThat(runs).as(what).allMatch(run -> sameInputs(run.get(index), first));
        }
        if (site.proof() != null) {
          proofs.add(site.proof());
          assertSameOutputs(runs.stream().map(run -> run.get(index)).toList(), what);
        }
      }
      assertThat(runs.get(0)).as("seed %d: %s", seed, line).hasSameSizeAs(sites);
    }
    assertThat(proofs).containsExactlyInAnyOrder(Analysis.Proof.values());
    assertThat(fixed).isGreaterThan(100);
  }

  /**
   * Products are rounded to the dtype before they are added, by a wide sum too: in bfloat16 the
   * first of these is 1.515625 and not 1.51171875.
   */
  @Test
  void twoProductsOfSixteenBitNumbersAreProvedByTheirNumber() {
    for (DType dtype : DTYPES) {
      Tensor a = Steps.vector(dtype, 1.0078125, 1);
      TrainingStep step = Steps.of("a @ b", Map.of("a", a, "b", Steps.vector(dtype, 1.5, -1.5)));
      double expected = dtype == DType.BFLOAT16 ? 0.015625 : 0.01171875;
      for (String order : List.of("sequential", "wide", "exact")) {
        Tensor loss = Runs.run(step, Runs.configuration(order, 1, 0)).loss();
        assertThat(loss.doubleAt(0)).as("%s %s", dtype, order).isEqualTo(expected);
      }
      assertThat(new BuiltinEngine().analyse(step, Liberties.NONE).sites())
          .allSatisfy(each -> assertThat(each.proof()).isNotNull());
    }
  }

  /** Whatever the order, the same inputs gave the same output. */
  private static void assertSameOutputs(List<Visit> visits, String what) {
    Map<List<String>, Tensor> outputs = new HashMap<>();
    for (Visit visit : visits) {
      List<String> inputs = visit.inputs().stream().map(Tensors::sha256).toList();
      Tensor output = Tensors.withCanonicalNaN(visit.output());
      Tensor known = outputs.putIfAbsent(inputs, output);
      assertThat(known == null || Tensors.sameBits(known, output)).as(what).isTrue();
    }
  }

  private static boolean sameInputs(Visit a, Visit b) {
    boolean same = true;
    for (int i = 0; i < a.inputs().size(); i++) {
      same &= Tensors.sameBits(a.inputs().get(i), b.inputs().get(i));
    }
    return same;
  }

  /**
   * Every sum of every operator follows the order: over some draws of the data, each site whose
   * terms are all different and whose sums round gives other bits in another order.
   */
  @Test
  void everySiteReactsToTheOrder() {
    Set<String> waiting = new TreeSet<>();
    Set<String> reacted = new TreeSet<>();
    for (String line : OpOracleTest.cases()) {
      for (int seed = 0; seed < 12; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        TrainingStep step = Steps.of(line, DType.FLOAT32, Data.WIDE, random);
        List<Analysis.Site> sites = new BuiltinEngine().analyse(step, Liberties.NONE).sites();
        var forward = visits(step, Runs.configuration("sequential", 1, 0));
        var reversed = visits(step, Runs.configuration("reversed", 1, 0));
        for (int i = 0; i < sites.size(); i++) {
          Analysis.Site site = sites.get(i);
          boolean comparable = sameInputs(forward.get(i), reversed.get(i));
          boolean rounds = site.inputsFixed() && site.proof() == null && site.terms() >= 3;
          if (comparable && rounds && allDiffer(forward.get(i).inputs())) {
            String name = line + ", " + i + ": " + site.key();
            waiting.add(name);
            if (!Tensors.sameBits(forward.get(i).output(), reversed.get(i).output())) {
              reacted.add(name);
            }
          }
        }
      }
    }
    assertThat(reacted).hasSizeGreaterThan(60);
    waiting.removeAll(reacted);
    assertThat(waiting).isEmpty();
  }

  private static boolean allDiffer(List<Tensor> inputs) {
    for (Tensor input : inputs) {
      Set<Double> seen = new HashSet<>();
      for (int i = 0; i < input.size(); i++) {
        if (!seen.add(input.doubleAt(i))) {
          return false;
        }
      }
    }
    return true;
  }

  @Test
  void everyOrderGivesTheBitsOfItsPlainEvaluation() {
    BuiltinEngine reference = new BuiltinEngine(Summation::reference);
    for (int seed = 0; seed < 30; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String line = AnalysisSoundnessTest.CHAINS.get(seed % AnalysisSoundnessTest.CHAINS.size());
      DType dtype = DTYPES.get(random.nextInt(DTYPES.size()));
      TrainingStep step = Steps.of(line, dtype, Data.WIDE, random);
      for (Configuration order : Runs.everyOrder()) {
        var fast = Runs.run(step, order);
        var plain = Runs.run(reference, step, order);
        assertThat(Tensors.sameBits(fast.loss(), plain.loss())).isTrue();
        for (String name : fast.gradients().keySet()) {
          assertThat(Tensors.sameBits(Runs.gradient(fast, name), Runs.gradient(plain, name)))
              .as("seed %d, %s, %s: gradient of %s", seed, line, order, name)
              .isTrue();
        }
      }
    }
  }

  /** The same for every operator, under an order of each kind. */
  @Test
  void everyOperatorGivesTheBitsOfThePlainEvaluation() {
    BuiltinEngine reference = new BuiltinEngine(Summation::reference);
    List<Configuration> orders =
        List.of(
            Runs.configuration("sequential", 1, 0),
            Runs.configuration("reversed/strided:3/fma", 2, 0),
            Runs.configuration("shuffled/pairwise/neumaier", 3, 1),
            Runs.configuration("ascending/random-tree/kahan", 1, 2),
            Runs.configuration("descending/blocked:2/wide", 2, 3));
    for (String line : OpOracleTest.cases()) {
      SplittableRandom random = new SplittableRandom(line.hashCode());
      DType dtype = DTYPES.get(random.nextInt(DTYPES.size()));
      TrainingStep step = Steps.of(line, dtype, Data.WIDE, random);
      for (Configuration order : orders) {
        var fast = Runs.run(step, order);
        var plain = Runs.run(reference, step, order);
        assertThat(Tensors.sameBits(fast.loss(), plain.loss())).as(line).isTrue();
        fast.gradients()
            .forEach(
                (name, gradient) -> {
                  Tensor other = plain.gradients().get(name);
                  boolean same =
                      gradient == null
                          ? other == null
                          : other != null && Tensors.sameBits(gradient, other);
                  assertThat(same).as("%s, %s: gradient of %s", line, order, name).isTrue();
                });
      }
    }
  }
}
