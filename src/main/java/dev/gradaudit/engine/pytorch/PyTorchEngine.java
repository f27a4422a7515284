package dev.gradaudit.engine.pytorch;

import dev.gradaudit.engine.ProcessEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.ModuleOp;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.Tensor;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Real PyTorch on the processor. Each configuration starts with a module that has just been loaded,
 * so that repeat 0 is the first run of it; the threads are libtorch's own, and so is the order of
 * its sums.
 */
public final class PyTorchEngine implements ProcessEngine {
  /** How a program is carried out. */
  public enum Mode {
    /** Operator by operator, as Python does it. */
    EAGER("pytorch"),
    /** By the graph executor of TorchScript, which optimises as it goes. */
    JIT("pytorch-jit");

    private final String engine;

    Mode(String engine) {
      this.engine = engine;
    }
  }

  private static final String CAPABILITY = "ATEN_CPU_CAPABILITY";

  private final Mode mode;
  private final Libtorch libtorch;
  private final Settings settings;
  private @Nullable WorkerProcess worker;
  private String capability = "";
  private @Nullable TrainingStep loaded;
  private @Nullable Configuration configuration;

  public PyTorchEngine(Mode mode, Libtorch libtorch, Settings settings) {
    this.mode = mode;
    this.libtorch = libtorch;
    this.settings = settings;
  }

  @Override
  public PyTorchEngine with(Settings others) {
    return new PyTorchEngine(mode, libtorch, others);
  }

  @Override
  public Set<Axis> axes() {
    return EnumSet.of(Axis.REPEAT, Axis.SEED, Axis.THREADS, Axis.CAPABILITY);
  }

  /** Of any other word libtorch says nothing that reaches us, and takes what it likes. */
  @Override
  public List<String> capabilities() {
    return List.of("default", "avx2", "avx512");
  }

  @Override
  public boolean detectsAnomalies() {
    return false;
  }

  @Override
  public boolean runsModules() {
    return true;
  }

  @Override
  public String name() {
    return mode.engine;
  }

  @Override
  public RunOutcome run(
      TrainingStep step, Configuration configuration, int repeat, RunOptions options) {
    if (options.cancelled().getAsBoolean()) {
      return new RunOutcome.Cancelled();
    }
    try {
      WorkerProcess ready = worker(configuration.capability(), options.cancelled());
      if (!isLoaded(step, configuration)) {
        load(ready, step, options.cancelled());
        this.configuration = configuration;
      }
      int index = settings.freshProcess() ? 0 : repeat;
      return ready.exchange(
          (in, out) -> run(step, configuration, index, in, out),
          settings.limit(),
          options.cancelled());
    } catch (WorkerException e) {
      close();
      return new RunOutcome.Failed(e.problem());
    } catch (WorkerProcess.CancelledException e) {
      close();
      return new RunOutcome.Cancelled();
    } finally {
      if (settings.freshProcess()) {
        close();
      }
    }
  }

  /** The same data are the same object; to compare their elements could take long. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isLoaded(TrainingStep step, Configuration wanted) {
    return loaded == step && wanted.equals(configuration);
  }

  /** Libtorch reads the capability when it starts. */
  private WorkerProcess worker(String wanted, BooleanSupplier cancelled)
      throws WorkerException, WorkerProcess.CancelledException {
    WorkerProcess running = worker;
    if (running == null || !running.alive() || !wanted.equals(capability)) {
      close();
      Map<String, String> environment = new LinkedHashMap<>(libtorch.environment());
      if (!wanted.isEmpty()) {
        environment.put(CAPABILITY, wanted);
      }
      running =
          WorkerProcess.start(
              libtorch.install(cancelled), mode == Mode.JIT, environment, cancelled);
      worker = running;
      capability = wanted;
    }
    return running;
  }

  private void load(WorkerProcess ready, TrainingStep step, BooleanSupplier cancelled)
      throws WorkerException, WorkerProcess.CancelledException {
    loaded = null;
    byte[] archive = ScriptArchive.of(TorchScript.write(step.program()));
    String refused =
        ready.exchange(
            (in, out) -> {
              out.writeByte(Wire.LOAD);
              out.writeInt(archive.length);
              out.write(archive);
              out.writeBoolean(step.program().loss().requiresGrad());
              List<Node.Input> inputs = step.program().inputs();
              out.writeInt(inputs.size());
              for (Node.Input input : inputs) {
                out.writeBoolean(input.requiresGrad());
                Wire.writeTensor(tensor(step, input), out);
              }
              writeCalls(step.program(), out);
              out.flush();
              return in.readByte() == Wire.DONE ? "" : in.readUTF();
            },
            settings.limit(),
            cancelled);
    if (!refused.isEmpty()) {
      throw new WorkerException("PyTorch cannot load the program: " + refused);
    }
    loaded = step;
  }

  private static void writeCalls(Program program, DataOutputStream out) throws IOException {
    List<Node.Apply> calls = program.moduleCalls();
    List<Node.Input> inputs = program.inputs();
    out.writeInt(calls.size());
    for (Node.Apply call : calls) {
      out.writeUTF(((ModuleOp) call.op()).path().toString());
      out.writeInt(call.inputs().size());
      for (Node input : call.inputs()) {
        out.writeInt(inputs.indexOf(input));
      }
      Wire.writeHeader(call.type().dtype(), call.type().shape(), out);
    }
  }

  private static Tensor tensor(TrainingStep step, Node.Input input) throws IOException {
    Tensor tensor = step.tensors().get(input.name());
    if (tensor == null) {
      throw new IOException("no tensor " + input.name());
    }
    return tensor;
  }

  private static RunOutcome run(
      TrainingStep step,
      Configuration configuration,
      int index,
      DataInputStream in,
      DataOutputStream out)
      throws IOException {
    out.writeByte(Wire.RUN);
    out.writeInt(index);
    out.writeLong(configuration.seed());
    out.writeInt(configuration.threads());
    Wire.writeTensor(step.gradOutput(), out);
    out.flush();
    if (in.readByte() != Wire.DONE) {
      return new RunOutcome.Failed("PyTorch: " + in.readUTF());
    }
    Tensor loss = Wire.readTensor(in);
    Map<String, @Nullable Tensor> gradients = new LinkedHashMap<>();
    for (Node.Input input : step.program().inputs()) {
      if (input.requiresGrad()) {
        gradients.put(input.name(), in.readBoolean() ? Wire.readTensor(in) : null);
      }
    }
    int parameters = in.readInt();
    for (int i = 0; i < parameters; i++) {
      String name = in.readUTF();
      Tensor gradient = in.readBoolean() ? Wire.readTensor(in) : null;
      // A parameter of a module at the top level may be called as a tensor is.
      gradients.put(gradients.containsKey(name) ? "module." + name : name, gradient);
    }
    return new RunOutcome.Completed(loss, gradients, null);
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.close();
      worker = null;
    }
    loaded = null;
    configuration = null;
  }
}
