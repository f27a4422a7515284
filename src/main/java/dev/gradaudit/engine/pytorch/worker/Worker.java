package dev.gradaudit.engine.pytorch.worker;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import dev.gradaudit.engine.pytorch.Wire;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A process that runs TorchScript modules for an auditor. What libtorch prints goes to the standard
 * streams, which nobody parses; answers go over a socket.
 */
public final class Worker {
  private static final int BUFFER_BYTES = 1 << 16;

  private Worker() {}

  /**
   * @param arguments the path of the auditor's socket, and {@code eager} or {@code jit}
   */
  public static void main(String[] arguments) throws IOException {
    Path socket = Path.of(arguments[0]);
    boolean optimised = arguments[1].equals("jit");
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      DataInputStream in =
          new DataInputStream(
              new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES));
      DataOutputStream out =
          new DataOutputStream(
              new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES));
      String version = Engine.getEngine("PyTorch").getVersion();
      JniUtils.setGradMode(true);
      JniUtils.setGraphExecutorOptimize(optimised);
      out.writeByte(Wire.HELLO);
      out.writeUTF(version);
      out.flush();
      serve(optimised, in, out);
    }
  }

  /** Answers until the auditor has gone. */
  private static void serve(boolean optimised, DataInputStream in, DataOutputStream out)
      throws IOException {
    Casts casts = new Casts();
    LoadedStep step = null;
    while (true) {
      int request;
      try {
        request = in.readByte();
      } catch (EOFException gone) {
        return;
      }
      if (request == Wire.LOAD) {
        LoadedStep.Source source = LoadedStep.Source.read(in);
        if (step != null) {
          step.close();
          step = null;
        }
        try {
          step = new LoadedStep(source, casts, optimised);
          out.writeByte(Wire.DONE);
        } catch (EngineException | IOException e) {
          fail(e, out);
        }
      } else {
        LoadedStep.Run run = LoadedStep.Run.read(in);
        if (step == null) {
          throw new IOException("nothing to run");
        }
        step.answer(run, out);
      }
      out.flush();
    }
  }

  static void fail(Exception e, DataOutputStream out) throws IOException {
    out.writeByte(Wire.FAILED);
    out.writeUTF(Complaint.of(e.getMessage()));
  }
}
