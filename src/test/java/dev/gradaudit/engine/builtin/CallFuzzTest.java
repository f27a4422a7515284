package dev.gradaudit.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.engine.Liberties;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Fault;
import dev.gradaudit.program.InputType;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.PlainSourceLine;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.ProgramCompiler;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Calls with arguments at random: each is refused with a fault or computed, never an exception. */
final class CallFuzzTest {
  private static final String[] SHAPES = {"", "3", "2,3", "3,3", "2,3,4", "1,2,4,4", "0,2", "1"};

  private static final Map<String, Tensor> TENSORS = tensors();

  private static Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < SHAPES.length; i++) {
      int[] extents =
          SHAPES[i].isEmpty()
              ? new int[0]
              : Arrays.stream(SHAPES[i].split(",")).mapToInt(Integer::parseInt).toArray();
      Shape shape = Shape.of(extents);
      for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16)) {
        tensors.put(
            dtype.label().charAt(0) + "" + dtype.bytes() + "s" + i,
            Tensors.generated(dtype, shape, at -> random.nextDouble(-2, 2)));
      }
      long[] indices = random.longs(shape.size(), -1, 4).toArray();
      tensors.put("i" + i, new LongTensor(shape, indices));
    }
    return tensors;
  }

  private static String argument(Parameter parameter, SplittableRandom random) {
    List<String> names = new ArrayList<>(TENSORS.keySet());
    String tensor = names.get(random.nextInt(names.size()));
    String index = "i" + random.nextInt(SHAPES.length);
    String number = List.of("0", "1", "2", "-1", "3", "0.5", "-2", "1e9").get(random.nextInt(8));
    String tuple = "(" + random.nextInt(-2, 4) + ", " + random.nextInt(-1, 4) + ")";
    if (random.nextInt(12) == 0) {
      return List.of(tensor, number, tuple, "None", "True", "'mean'", "[]", "()", "float('nan')")
          .get(random.nextInt(9));
    }
    return switch (parameter.kind()) {
      case TENSOR, OPTIONAL_TENSOR -> tensor;
      case MASK -> "(" + tensor + " > 0)";
      case INDICES -> index;
      case TENSOR_OR_NUMBER -> random.nextBoolean() ? tensor : number;
      case NUMBER, INT -> number;
      case TENSORS -> "[" + tensor + ", " + names.get(random.nextInt(names.size())) + "]";
      case NUMBER_OR_STRING -> random.nextBoolean() ? number : "'fro'";
      case DIMS_OR_NONE -> random.nextBoolean() ? "(None, " + number + ")" : tuple;
      case DIMS_OR_BOOL -> List.of("True", "False", number, tuple).get(random.nextInt(4));
      case DIMS, INTS, INTS_OR_STRING -> random.nextBoolean() ? number : tuple;
      case BOOL -> random.nextBoolean() ? "True" : "False";
      case STRING ->
          List.of("'none'", "'sum'", "'mean'", "'tanh'", "'reflect'", "'bilinear'", "'ij,jk->ik'")
              .get(random.nextInt(7));
      case INDEX -> "0";
    };
  }

  private static String call(Op op, SplittableRandom random) {
    List<String> arguments = new ArrayList<>();
    for (Parameter parameter : op.signature().parameters()) {
      if (parameter.isRequired() || random.nextInt(3) == 0) {
        arguments.add(parameter.name() + "=" + argument(parameter, random));
      }
    }
    return "torch." + op.name() + "(" + String.join(", ", arguments) + ")";
  }

  @Test
  void everyCallIsComputedOrRefused() {
    Map<String, InputType> types = new LinkedHashMap<>();
    TENSORS.forEach(
        (name, tensor) ->
            types.put(
                name,
                new InputType(
                    new TensorType(tensor.dtype(), tensor.shape()), tensor.dtype().isFloating())));
    BuiltinEngine engine = new BuiltinEngine();
    SplittableRandom random = new SplittableRandom(20261123);
    int computed = 0;
    for (Op op : OpTable.instance().ops()) {
      boolean named =
          op.signature().parameters().stream()
              .noneMatch(parameter -> parameter.kind() == Parameter.Kind.INDEX);
      for (int i = 0; i < Integer.getInteger("gradaudit.fuzz.calls", 40) && named; i++) {
        String text = "loss = " + call(op, random);
        List<Fault> faults = new ArrayList<>();
        try {
          Optional<Program> program =
              ProgramCompiler.compile(
                  List.of(new PlainSourceLine("fuzz", text)),
                  types,
                  null,
                  OpTable.instance(),
                  faults::add);
          assertThat(program.isPresent()).as(text).isEqualTo(faults.isEmpty());
          if (program.isPresent() && program.get().loss().type().shape().size() < 100_000) {
            TensorType loss = program.get().loss().type();
            Tensor one = Tensors.filled(loss.dtype(), loss.shape(), 1);
            TrainingStep step = new TrainingStep(program.get(), TENSORS, one, 0);
            RunOutcome outcome =
                engine.run(step, Runs.configuration("pairwise", 2, 0), 0, RunOptions.DEFAULT);
            engine.analyse(step, Liberties.NONE);
            computed += outcome instanceof RunOutcome.Completed ? 1 : 0;
          }
        } catch (RuntimeException e) {
          throw new AssertionError(text, e);
        }
      }
    }
    assertThat(computed).isGreaterThan(500);
  }
}
