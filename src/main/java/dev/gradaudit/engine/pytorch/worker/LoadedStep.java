package dev.gradaudit.engine.pytorch.worker;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.gradaudit.engine.pytorch.Wire;
import dev.gradaudit.numeric.DType;
import dev.gradaudit.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A module with the tensors that it runs on. Runs are numbered from the load on: a graph executor
 * that optimises as it goes does not compute the same in all of them.
 */
final class LoadedStep implements AutoCloseable {
  private final Source source;
  private final Casts casts;
  private final boolean optimised;
  private PtNDManager manager;
  private PtSymbolBlock module;
  private @Nullable UserModule user;
  private int runs;

  /** An input of the module. */
  private record Input(Wire.Header header, boolean requiresGrad, ByteBuffer bytes) {}

  /** What a load request brings. */
  record Source(
      byte[] archive, boolean differentiable, List<Input> inputs, List<UserModule.Call> calls) {
    static Source read(DataInputStream in) throws IOException {
      byte[] archive = in.readNBytes(in.readInt());
      boolean differentiable = in.readBoolean();
      int count = in.readInt();
      List<Input> inputs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        boolean requiresGrad = in.readBoolean();
        Wire.Header header = Wire.readHeader(in);
        inputs.add(new Input(header, requiresGrad, bytes(header, in)));
      }
      return new Source(archive, differentiable, inputs, UserModule.Call.readAll(in));
    }
  }

  /** What a run request brings. */
  record Run(int index, long seed, int threads, Wire.Header header, ByteBuffer gradOutput) {
    static Run read(DataInputStream in) throws IOException {
      int index = in.readInt();
      long seed = in.readLong();
      int threads = in.readInt();
      Wire.Header header = Wire.readHeader(in);
      return new Run(index, seed, threads, header, bytes(header, in));
    }
  }

  /**
   * @param optimised whether the graph executor optimises
   */
  LoadedStep(Source source, Casts casts, boolean optimised) throws IOException {
    this.source = source;
    this.casts = casts;
    this.optimised = optimised;
    this.manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
    this.module = load();
    this.user = loadUser();
  }

  private PtSymbolBlock load() throws IOException {
    return JniUtils.loadModule(manager, new ByteArrayInputStream(source.archive()), false, false);
  }

  private @Nullable UserModule loadUser() throws IOException {
    return source.calls().isEmpty() ? null : UserModule.load(source.calls(), manager);
  }

  private static ByteBuffer bytes(Wire.Header header, DataInputStream in) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(header.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    Wire.readBytes(bytes, in);
    return bytes;
  }

  /** Runs, and those before it first where they have not been. */
  void answer(Run run, DataOutputStream out) throws IOException {
    try {
      if (run.index() < runs) {
        close();
        manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
        module = load();
        user = loadUser();
        runs = 0;
      }
      while (runs < run.index()) {
        try (PtNDManager own = (PtNDManager) manager.newSubManager()) {
          execute(run, own);
        }
      }
      try (PtNDManager own = (PtNDManager) manager.newSubManager()) {
        // All of it before the first byte: what fails afterwards could not be told any more.
        Reply reply = reply(execute(run, own), run.header().dtype(), own);
        out.writeByte(Wire.DONE);
        reply.write(out);
      }
    } catch (EngineException | UnsupportedOperationException e) {
      Worker.fail(e, out);
    }
  }

  private record Gradients(
      PtNDArray loss, List<PtNDArray> leaves, Map<String, PtNDArray> parameters) {}

  /**
   * What an array is sent as.
   *
   * @param dtype of the array
   * @param sent its elements in the dtype in which they travel
   */
  private record Sent(DType dtype, PtNDArray sent) {
    void write(DataOutputStream out) throws IOException {
      long[] extents = sent.getShape().getShape();
      Wire.writeHeader(dtype, extents, out);
      if (Shape.of(toInts(extents)).size() > 0) {
        Wire.writeBytes(JniUtils.getByteBuffer(sent, true), out);
      }
    }
  }

  /** The answer to a run; a gradient that there is not is empty. */
  private record Reply(
      Sent loss, List<Optional<Sent>> gradients, Map<String, Optional<Sent>> parameters) {
    void write(DataOutputStream out) throws IOException {
      loss.write(out);
      for (Optional<Sent> gradient : gradients) {
        write(gradient, out);
      }
      out.writeInt(parameters.size());
      for (Map.Entry<String, Optional<Sent>> parameter : parameters.entrySet()) {
        out.writeUTF(parameter.getKey());
        write(parameter.getValue(), out);
      }
    }

    private static void write(Optional<Sent> gradient, DataOutputStream out) throws IOException {
      out.writeBoolean(gradient.isPresent());
      if (gradient.isPresent()) {
        gradient.get().write(out);
      }
    }
  }

  private Reply reply(Gradients run, DType ofLoss, PtNDManager own) {
    List<Optional<Sent>> gradients = new ArrayList<>();
    List<Input> inputs = source.inputs().stream().filter(Input::requiresGrad).toList();
    for (int i = 0; i < inputs.size(); i++) {
      gradients.add(gradient(run.leaves().get(i), inputs.get(i).header().dtype(), false, own));
    }
    Map<String, Optional<Sent>> parameters = new LinkedHashMap<>();
    run.parameters()
        .forEach(
            (name, parameter) -> parameters.put(name, gradient(parameter, null, optimised, own)));
    return new Reply(sent(run.loss(), ofLoss, own), gradients, parameters);
  }

  /**
   * @param added whether it may have been added to +0, so that it must look so in the first run too
   */
  private Optional<Sent> gradient(
      PtNDArray leaf, @Nullable DType expected, boolean added, PtNDManager own) {
    PtNDArray gradient = JniUtils.getGradient(leaf);
    if (gradient == null) {
      return Optional.empty();
    }
    gradient.attach(own);
    return Optional.of(sent(added ? gradient.add(0) : gradient, expected, own));
  }

  /**
   * @param expected the dtype as the program says; null where it does not. The binding does not
   *     know bfloat16 when it reads it.
   */
  private Sent sent(PtNDArray array, @Nullable DType expected, PtNDManager own) {
    boolean unnamed = array.getDataType() == DataType.UNKNOWN && expected == DType.BFLOAT16;
    DType dtype = unnamed ? DType.BFLOAT16 : dtype(array.getDataType());
    return new Sent(dtype, dtype.isNarrow() ? casts.to(DType.FLOAT32, array, own) : array);
  }

  private Gradients execute(Run run, PtNDManager own) throws IOException {
    UserModule called = user;
    if (called != null && called.used() && optimised) {
      called.clearGradients();
    } else if (called != null && called.used()) {
      called.close();
      called = UserModule.load(source.calls(), manager);
      user = called;
    }
    runs++;
    JniUtils.setNumThreads(run.threads());
    JniUtils.setSeed(run.seed());
    NDList inputs = new NDList();
    List<PtNDArray> leaves = new ArrayList<>();
    for (Input input : source.inputs()) {
      PtNDArray array = array(input.header(), input.bytes(), own);
      if (input.requiresGrad()) {
        JniUtils.attachGradient(array, true);
        leaves.add(array);
      }
      inputs.add(array);
    }
    if (called != null) {
      inputs.addAll(called.call(inputs, own));
    }
    PtNDArray loss = (PtNDArray) IValueUtils.forward(module, inputs, true).get(0);
    loss.attach(own);
    if (source.differentiable()) {
      JniUtils.backward(loss, array(run.header(), run.gradOutput(), own), false, false);
    }
    return new Gradients(loss, leaves, called == null ? Map.of() : called.parameters());
  }

  private PtNDArray array(Wire.Header header, ByteBuffer bytes, PtNDManager own) {
    long[] extents = new long[header.shape().rank()];
    for (int dim = 0; dim < extents.length; dim++) {
      extents[dim] = header.shape().extent(dim);
    }
    NDArray array = own.create(new ai.djl.ndarray.types.Shape(extents), dataType(header.sentAs()));
    if (bytes.limit() > 0) {
      JniUtils.set((PtNDArray) array, bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    }
    return header.dtype().isNarrow()
        ? casts.to(header.dtype(), (PtNDArray) array, own)
        : (PtNDArray) array;
  }

  private static int[] toInts(long[] extents) {
    int[] ints = new int[extents.length];
    for (int dim = 0; dim < ints.length; dim++) {
      ints[dim] = Math.toIntExact(extents[dim]);
    }
    return ints;
  }

  private static DataType dataType(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> DataType.FLOAT32;
      case FLOAT64 -> DataType.FLOAT64;
      case FLOAT16 -> DataType.FLOAT16;
      case BFLOAT16 -> DataType.BFLOAT16;
      case INT64 -> DataType.INT64;
      case BOOL -> DataType.BOOLEAN;
    };
  }

  static DType dtype(DataType type) {
    return switch (type) {
      case FLOAT32 -> DType.FLOAT32;
      case FLOAT64 -> DType.FLOAT64;
      case FLOAT16 -> DType.FLOAT16;
      case BFLOAT16 -> DType.BFLOAT16;
      case INT64 -> DType.INT64;
      case BOOLEAN -> DType.BOOL;
      default -> throw new UnsupportedOperationException("a result has the dtype " + type);
    };
  }

  @Override
  public void close() {
    if (user != null) {
      user.close();
    }
    module.close();
    manager.close();
  }
}
