package dev.gradaudit.cli;

import dev.gradaudit.engine.Anomaly;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.program.Fault;
import dev.gradaudit.program.Location;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.OpCatalog;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.scenario.AuditDefaults;
import dev.gradaudit.scenario.Reading;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Scenarios whose file says in one word how their engine behaves, so that the command line can be
 * tested on every outcome: {@code same}, {@code order} and {@code repeat} (gradients differ along
 * that axis), {@code zero}, {@code fails}, {@code breaks}, {@code memory}, {@code stack}, {@code
 * stuck} (never answers), {@code nan}, {@code missing}, {@code bad} (two faults). A second word is
 * the name.
 */
final class FakeToolbox {
  private static final Shape PAIR = Shape.of(2);

  private FakeToolbox() {}

  static Toolbox create() {
    return new Toolbox(
        (file, anyFolder) -> read(file),
        (fault, columns) ->
            fault.location().file() + ":" + fault.location().line() + ": " + fault.message(),
        List.of(new FakeEngine()),
        new FakeEngine(),
        new NoOps());
  }

  private static Reading read(Path file) {
    String[] words;
    try {
      words = Files.readString(file).strip().split(" ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (words[0].equals("bad")) {
      return new Reading.Refused(
          List.of(fault(file, 1, "first fault"), fault(file, 2, "second fault")));
    }
    String fileName = String.valueOf(file.getFileName());
    String name = words.length > 1 ? words[1] : fileName.replaceAll("\\..*", "");
    Node.Input input = new Node.Input(0, "x", new TensorType(DType.FLOAT32, PAIR), true);
    Program program = new Program(List.of(input), List.of(words[0]), input, "x");
    FloatTensor ones = new FloatTensor(PAIR, new float[] {1, 1});
    return new Reading.Accepted(
        new Scenario(
            name,
            "behaves as '" + words[0] + "'",
            file.toString(),
            "00".repeat(32),
            program,
            AuditDefaults.VALUES,
            words[0].equals("order") ? Map.of(Axis.ORDER, new Expectation.Bitwise()) : Map.of(),
            false,
            seed -> new TrainingStep(program, Map.of("x", ones), ones, seed)));
  }

  private static Fault fault(Path file, int line, String message) {
    return new Fault(new Location(file.toString(), line, 1, 1, "bad"), message, null);
  }

  private static final class FakeEngine implements GradientEngine {
    @Override
    public String name() {
      return "builtin";
    }

    @Override
    public RunOutcome run(
        TrainingStep step, Configuration configuration, int repeat, RunOptions options) {
      float value = 1.5f;
      switch (step.program().statements().get(0)) {
        case "order" -> value += configuration.order().name().length() * 0x1p-20f;
        case "repeat" -> value += repeat * 0x1p-23f;
        case "zero" -> value = 0;
        case "nan" -> value = Float.NaN;
        case "fails" -> {
          return new RunOutcome.Failed("the library is not there");
        }
        case "breaks" -> throw new IllegalStateException("a bug");
        case "memory" -> throw new OutOfMemoryError("Java heap space");
        case "stack" -> throw new StackOverflowError();
        case "stuck" -> awaitForever();
        default -> {}
      }
      Map<String, @Nullable Tensor> gradients = new LinkedHashMap<>();
      gradients.put("x", new FloatTensor(PAIR, new float[] {value, value}));
      if (step.program().statements().get(0).equals("missing")) {
        gradients.put("unused", null);
      }
      Anomaly anomaly =
          options.detectAnomaly() && Float.isNaN(value)
              ? new Anomaly("log", "forward", 1, 1, "x = log(y)", "nan")
              : null;
      return new RunOutcome.Completed(
          new FloatTensor(Shape.SCALAR, new float[] {value}), gradients, anomaly);
    }
  }

  private static void awaitForever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class NoOps implements OpCatalog {
    @Override
    public Optional<Op> find(String name) {
      return Optional.empty();
    }

    @Override
    public Op cast(DType dtype) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Op> ops() {
      return List.of();
    }
  }
}
