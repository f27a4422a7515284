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
import java.util.List;
import java.util.Map;
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
        Gradients gradients = execute(run, own);
        out.writeByte(Wire.DONE);
        write(gradients, own, out);
      }
    } catch (EngineException | UnsupportedOperationException e) {
      Worker.fail(e, out);
    }
  }

  private record Gradients(
      PtNDArray loss, List<PtNDArray> leaves, Map<String, PtNDArray> parameters) {}

  private void write(Gradients run, PtNDManager own, DataOutputStream out) throws IOException {
    writeArray(run.loss(), own, out);
    for (PtNDArray leaf : run.leaves()) {
      writeGradient(leaf, false, own, out);
    }
    out.writeInt(run.parameters().size());
    for (Map.Entry<String, PtNDArray> parameter : run.parameters().entrySet()) {
      out.writeUTF(parameter.getKey());
      writeGradient(parameter.getValue(), optimised, own, out);
    }
  }

  /**
   * @param added whether it may have been added to +0, so that it must look so in the first run too
   */
  private void writeGradient(PtNDArray leaf, boolean added, PtNDManager own, DataOutputStream out)
      throws IOException {
    PtNDArray gradient = JniUtils.getGradient(leaf);
    out.writeBoolean(gradient != null);
    if (gradient != null) {
      gradient.attach(own);
      writeArray(added ? gradient.add(0) : gradient, own, out);
    }
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

  private void writeArray(PtNDArray array, PtNDManager own, DataOutputStream out)
      throws IOException {
    DType dtype = dtype(array.getDataType());
    long[] extents = array.getShape().getShape();
    Wire.writeHeader(dtype, extents, out);
    if (Shape.of(toInts(extents)).size() > 0) {
      PtNDArray sent = dtype.isNarrow() ? casts.to(DType.FLOAT32, array, own) : array;
      Wire.writeBytes(JniUtils.getByteBuffer(sent, true), out);
    }
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
