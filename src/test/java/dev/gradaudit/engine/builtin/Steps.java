package dev.gradaudit.engine.builtin;

import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.Fault;
import dev.gradaudit.program.InputType;
import dev.gradaudit.program.OpCatalog;
import dev.gradaudit.program.OpaqueCatalog;
import dev.gradaudit.program.PlainSourceLine;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.ProgramCompiler;
import dev.gradaudit.program.SourceLine;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.DoubleTensor;
import dev.gradaudit.tensor.FloatTensor;
import dev.gradaudit.tensor.LongTensor;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Training steps from a line of text: tensors, a bar, statements separated by semicolons. A tensor
 * is {@code name[extents]} and, optionally: {@code +} positive, {@code %} between 0 and 1, {@code
 * <n} class indices, {@code !} without gradient, {@code f} or {@code d} for one dtype throughout.
 */
final class Steps {
  private static final Pattern TENSOR =
      Pattern.compile("(\\w+)\\[([\\d,]*)]([+%]?)(?:<(\\d+))?([fd]?)(!?)");

  private static final Pattern ASSIGNMENT = Pattern.compile("\\w+(, *\\w+)* = ");

  private Steps() {}

  static TrainingStep of(String line, DType dtype, SplittableRandom random) {
    return of(line, dtype, Data.ORDINARY, random);
  }

  /** A step whose composite operators are left whole, for the oracle. */
  static TrainingStep opaque(String line, DType dtype, SplittableRandom random) {
    return of(line, dtype, Data.ORDINARY, random, new OpaqueCatalog(OpTable.instance()));
  }

  static TrainingStep of(String line, DType dtype, Data data, SplittableRandom random) {
    return of(line, dtype, data, random, OpTable.instance());
  }

  private static TrainingStep of(
      String line, DType dtype, Data data, SplittableRandom random, OpCatalog catalog) {
    int bar = line.indexOf('|');
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, Boolean> requiresGrad = new LinkedHashMap<>();
    for (String text : line.substring(0, bar).strip().split(" +")) {
      Matcher tensor = TENSOR.matcher(text);
      if (!tensor.matches()) {
        throw new IllegalArgumentException(text);
      }
      String name = tensor.group(1);
      tensors.put(name, tensor(tensor, dtype, data, random));
      requiresGrad.put(name, tensor.group(6).isEmpty() && tensor.group(4) == null);
    }
    Program program = compile(line.substring(bar + 1), tensors, requiresGrad, catalog);
    TensorType loss = program.loss().type();
    Tensor cotangent = filled(loss.dtype(), loss.shape(), () -> data.signed(random));
    return new TrainingStep(program, tensors, cotangent, 0);
  }

  /** A step on given tensors, all of the floating ones requiring a gradient; the cotangent is 1. */
  static TrainingStep of(String statements, Map<String, Tensor> tensors) {
    Map<String, Boolean> requiresGrad = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> requiresGrad.put(name, tensor.dtype().isFloating()));
    Program program = compile(statements, tensors, requiresGrad, OpTable.instance());
    TensorType loss = program.loss().type();
    return new TrainingStep(program, tensors, Tensors.filled(loss.dtype(), loss.shape(), 1), 0);
  }

  private static Program compile(
      String statements,
      Map<String, Tensor> tensors,
      Map<String, Boolean> requiresGrad,
      OpCatalog catalog) {
    Map<String, InputType> types = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          TensorType type = new TensorType(tensor.dtype(), tensor.shape());
          types.put(name, new InputType(type, requiresGrad.getOrDefault(name, false)));
        });
    List<SourceLine> lines = new ArrayList<>();
    for (String statement : statements.split(";")) {
      // A bare expression is the loss.
      String text = statement.strip();
      boolean assigns = ASSIGNMENT.matcher(text).lookingAt();
      lines.add(new PlainSourceLine("test", assigns ? text : "loss = " + text));
    }
    List<Fault> faults = new ArrayList<>();
    return ProgramCompiler.compile(lines, types, null, catalog, faults::add)
        .orElseThrow(() -> new IllegalArgumentException(statements + ": " + faults));
  }

  static Tensor vector(DType dtype, double... values) {
    int[] next = {0};
    return filled(dtype, Shape.of(values.length), () -> values[next[0]++]);
  }

  static Tensor scalar(DType dtype, double value) {
    return Tensors.filled(dtype, Shape.SCALAR, value);
  }

  private static Tensor tensor(Matcher text, DType dtype, Data data, SplittableRandom random) {
    int[] extents =
        text.group(2).isEmpty()
            ? new int[0]
            : Arrays.stream(text.group(2).split(",")).mapToInt(Integer::parseInt).toArray();
    Shape shape = Shape.of(extents);
    if (text.group(4) != null) {
      int classes = Integer.parseInt(text.group(4));
      return filled(DType.INT64, shape, () -> random.nextInt(classes));
    }
    DType own =
        switch (text.group(5)) {
          case "f" -> DType.FLOAT32;
          case "d" -> DType.FLOAT64;
          default -> dtype;
        };
    return switch (text.group(3)) {
      case "+" -> filled(own, shape, () -> data.positive(random));
      case "%" -> filled(own, shape, () -> data.fraction(random));
      default -> filled(own, shape, () -> data.signed(random));
    };
  }

  private static Tensor filled(DType dtype, Shape shape, DoubleSupplier values) {
    int size = Math.toIntExact(shape.size());
    switch (dtype) {
      case FLOAT32, BFLOAT16, FLOAT16 -> {
        float[] floats = new float[size];
        for (int i = 0; i < size; i++) {
          floats[i] = (float) dtype.round(values.getAsDouble());
        }
        return new FloatTensor(dtype, shape, floats);
      }
      case FLOAT64 -> {
        double[] doubles = new double[size];
        Arrays.setAll(doubles, i -> values.getAsDouble());
        return new DoubleTensor(shape, doubles);
      }
      case INT64, BOOL -> {
        long[] longs = new long[size];
        Arrays.setAll(longs, i -> (long) values.getAsDouble());
        return new LongTensor(dtype, shape, longs);
      }
    }
    throw new IllegalArgumentException(dtype.label());
  }
}
