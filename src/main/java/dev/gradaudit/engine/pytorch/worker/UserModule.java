package dev.gradaudit.engine.pytorch.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.gradaudit.engine.pytorch.Wire;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A module that somebody else saved. It is loaded anew for every run, because its parameters would
 * keep their gradients and its buffers what it made of them; runs would not be equal. A graph
 * executor that optimises as it goes needs to see the same module again, though: for it the
 * gradients are cleared, and the buffers stay what they became.
 */
final class UserModule implements AutoCloseable {
  private final List<Call> calls;
  private final PtSymbolBlock module;
  private final Map<String, PtNDArray> parameters = new LinkedHashMap<>();
  private boolean used;

  /**
   * A call of the program.
   *
   * @param inputs which inputs of the step it takes
   * @param returns what the scenario says of its result
   */
  record Call(Path path, int[] inputs, Wire.Header returns) {
    static List<Call> readAll(DataInputStream in) throws IOException {
      int count = in.readInt();
      List<Call> calls = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Path path = Path.of(in.readUTF());
        int[] inputs = new int[in.readInt()];
        for (int input = 0; input < inputs.length; input++) {
          inputs[input] = in.readInt();
        }
        calls.add(new Call(path, inputs, Wire.readHeader(in)));
      }
      return calls;
    }
  }

  private UserModule(List<Call> calls, PtSymbolBlock module) {
    this.calls = calls;
    this.module = module;
  }

  /**
   * @param calls at least one, all of the same module
   */
  static UserModule load(List<Call> calls, PtNDManager manager) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(calls.get(0).path()))) {
      UserModule user = new UserModule(calls, JniUtils.loadModule(manager, in, false, false));
      for (NDArray parameter : JniUtils.moduleGetParams(user.module, manager)) {
        JniUtils.attachGradient((PtNDArray) parameter, true);
        user.parameters.put(parameter.getName(), (PtNDArray) parameter);
      }
      return user;
    }
  }

  /** Whether a run has left its traces in it. */
  boolean used() {
    return used;
  }

  /** Makes gradients +0 for the next run to add to. */
  void clearGradients() {
    for (PtNDArray parameter : parameters.values()) {
      PtNDArray gradient = JniUtils.getGradient(parameter);
      if (gradient != null) {
        gradient.close();
        JniUtils.zeroGrad(parameter);
      }
    }
  }

  /** The parameters by name, in the sequence of the module. */
  Map<String, PtNDArray> parameters() {
    return parameters;
  }

  /** What each call returns. */
  NDList call(NDList inputs, PtNDManager own) {
    used = true;
    NDList results = new NDList();
    for (Call call : calls) {
      NDList given = new NDList();
      for (int input : call.inputs()) {
        given.add(inputs.get(input));
      }
      NDList returned = IValueUtils.forward(module, given, true);
      returned.attach(own);
      if (returned.size() != 1) {
        throw new UnsupportedOperationException(
            "the module returned " + returned.size() + " tensors, not one");
      }
      check(call.returns(), (PtNDArray) returned.get(0));
      results.add(returned.get(0));
    }
    return results;
  }

  private static void check(Wire.Header expected, PtNDArray result) {
    String dtype = LoadedStep.dtype(result.getDataType()).label();
    String shape = Arrays.toString(result.getShape().getShape());
    String wanted = expected.shape().toString();
    if (!dtype.equals(expected.dtype().label()) || !shape.equals(wanted)) {
      throw new UnsupportedOperationException(
          "the module returned "
              + dtype
              + " "
              + shape
              + "; the scenario says "
              + expected.dtype().label()
              + " "
              + wanted
              + ": write \"returns\": "
              + shape
              + ", \"dtype\": \""
              + dtype
              + "\" beside the file of the module");
    }
  }

  @Override
  public void close() {
    parameters.values().forEach(PtNDArray::close);
    module.close();
  }
}
