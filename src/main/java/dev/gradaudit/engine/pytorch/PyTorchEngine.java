package dev.gradaudit.engine.pytorch;

import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.engine.RunOutcome;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.tensor.Tensor;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Real PyTorch on the processor. Each configuration starts with a module that has just been loaded,
 * so that repeat 0 is the first run of it; the threads are libtorch's own, and so is the order of
 * its sums.
 */
public final class PyTorchEngine implements GradientEngine, AutoCloseable {
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

  private final Mode mode;
  private final Libtorch libtorch;
  private final Duration limit;
  private final boolean freshProcess;
  private @Nullable WorkerProcess worker;
  private @Nullable TrainingStep loaded;
  private @Nullable Configuration configuration;

  /**
   * @param limit how long a run may take
   * @param freshProcess whether each run has a process of its own
   */
  public PyTorchEngine(Mode mode, Libtorch libtorch, Duration limit, boolean freshProcess) {
    this.mode = mode;
    this.libtorch = libtorch;
    this.limit = limit;
    this.freshProcess = freshProcess;
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
      WorkerProcess ready = worker(options.cancelled());
      if (loaded != step || !configuration.equals(this.configuration)) {
        load(ready, step, options.cancelled());
        this.configuration = configuration;
      }
      int index = freshProcess ? 0 : repeat;
      return ready.exchange(
          (in, out) -> run(step, configuration, index, in, out), limit, options.cancelled());
    } catch (WorkerException e) {
      forget();
      return new RunOutcome.Failed(e.problem());
    } catch (WorkerProcess.CancelledException e) {
      forget();
      return new RunOutcome.Cancelled();
    } finally {
      if (freshProcess) {
        close();
      }
    }
  }

  private WorkerProcess worker(BooleanSupplier cancelled)
      throws WorkerException, WorkerProcess.CancelledException {
    WorkerProcess running = worker;
    if (running == null || !running.alive()) {
      close();
      running =
          WorkerProcess.start(libtorch.install(cancelled), mode == Mode.JIT, Map.of(), cancelled);
      worker = running;
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
              out.flush();
              return in.readByte() == Wire.DONE ? "" : in.readUTF();
            },
            limit,
            cancelled);
    if (!refused.isEmpty()) {
      throw new WorkerException("PyTorch cannot load the program: " + refused);
    }
    loaded = step;
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
    return new RunOutcome.Completed(loss, gradients, null);
  }

  private void forget() {
    close();
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
