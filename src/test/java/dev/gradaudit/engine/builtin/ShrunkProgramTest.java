package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.audit.shrink.ShrinkOptions;
import dev.gradaudit.audit.shrink.Shrinker;
import dev.gradaudit.audit.shrink.Shrunk;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.scenario.AuditDefaults;
import dev.gradaudit.scenario.ReadLimits;
import dev.gradaudit.scenario.Reading;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.scenario.ScenarioReader;
import dev.gradaudit.scenario.ScenarioWriter;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of random programs reads back, is smaller, and differs still. */
class ShrunkProgramTest {
  private static final ScenarioReader READER =
      new ScenarioReader(OpTable.instance(), new ReadLimits(1 << 22, 1 << 26));

  private static Scenario scenario(String text, TrainingStep step) {
    return new Scenario(
        "random",
        text,
        "random.json",
        "00".repeat(32),
        step.program(),
        AuditDefaults.VALUES,
        Map.of(),
        false,
        seed -> step);
  }

  private static boolean differs(TrainingStep step, Configuration from, Configuration to) {
    RunOutcome.Completed one = Runs.run(step, from);
    RunOutcome.Completed other = Runs.run(step, to);
    for (Map.Entry<String, @Nullable Tensor> gradient : one.gradients().entrySet()) {
      // A tensor may be there for its shape alone.
      Tensor first = gradient.getValue();
      if (first != null && !Tensors.sameBits(first, Runs.gradient(other, gradient.getKey()))) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64", "FLOAT16", "BFLOAT16"})
  void whatIsLeftReadsBackAndStillDiffers(DType dtype) throws Exception {
    List<Configuration> orders = Runs.everyOrder();
    int shrunkPrograms = 0;
    for (int seed = 0; seed < 150; seed++) {
      SplittableRandom random =
          new SplittableRandom(1000L * dtype.bytes() + dtype.precision() + 100L * seed);
      String text = RandomPrograms.draw(random, 1 + random.nextInt(8));
      TrainingStep step = Steps.of(text, dtype, random);
      Configuration from = orders.get(random.nextInt(orders.size()));
      Configuration to = orders.get(random.nextInt(orders.size()));
      Optional<Shrunk> shrunk =
          Shrinker.shrink(
              scenario(text, step),
              from,
              to,
              new BuiltinEngine(),
              OpTable.instance(),
              ShrinkOptions.DEFAULT.withEvaluations(random.nextBoolean() ? 400 : 10));
      String about = "seed " + seed + ": " + text + " " + from + " " + to;
      assertThat(shrunk.isPresent()).as(about).isEqualTo(differs(step, from, to));
      if (shrunk.isPresent()) {
        shrunkPrograms++;
        check(shrunk.get(), about);
      }
    }
    assertThat(shrunkPrograms).isGreaterThan(10);
  }

  private static void check(Shrunk shrunk, String about) {
    assertThat(shrunk.after().lines()).as(about).isLessThanOrEqualTo(shrunk.before().lines());
    assertThat(shrunk.after().elements()).as(about).isPositive();
    String text = ScenarioWriter.text(shrunk.draft(List.of(), "small", about));
    Reading reading = READER.read("small.json", text);
    assertThat(reading).as(about + "\n" + text).isInstanceOf(Reading.Accepted.class);
    Scenario small = ((Reading.Accepted) reading).scenario();
    assertThat(small.dataDependsOnSeed()).as(text).isFalse();
    TrainingStep step = small.steps().step(0);
    assertThat(differs(step, shrunk.after().from(), shrunk.after().to()))
        .as(about + "\n" + text)
        .isTrue();
  }
}
