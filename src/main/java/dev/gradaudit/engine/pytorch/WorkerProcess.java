package dev.gradaudit.engine.pytorch;

import dev.gradaudit.engine.ExitStatus;
import dev.gradaudit.engine.PrintedLines;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A worker and the socket to it. Whatever the worker does, a call of {@link #exchange} ends: with
 * its answer, or because it ended, took too long, or the user asked to stop; after that the worker
 * is gone.
 */
final class WorkerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 20;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final String SOCKET = "socket";
  private static final String MAIN = "dev.gradaudit.engine.pytorch.worker.Worker";

  /** Something to say to the worker and to hear from it. */
  interface Dialogue<T> {
    T hold(DataInputStream in, DataOutputStream out) throws IOException;
  }

  /** The user asked to stop. */
  static final class CancelledException extends Exception {
    private static final long serialVersionUID = 1;
  }

  private final Process process;
  private final PrintedLines printed;
  private final Path folder;
  private final ServerSocketChannel server;
  private @Nullable Connection connection;

  /**
   * The socket to a worker that has said hello.
   *
   * @param version of PyTorch
   */
  private record Connection(
      SocketChannel channel, DataInputStream in, DataOutputStream out, String version) {}

  private WorkerProcess(Process process, Path folder, ServerSocketChannel server) {
    this.process = process;
    this.folder = folder;
    this.server = server;
    this.printed = PrintedLines.of(process);
  }

  /**
   * Starts a worker.
   *
   * @param environment of the process, in full
   */
  static WorkerProcess start(
      Libtorch.Installed libtorch,
      boolean optimised,
      Map<String, String> environment,
      BooleanSupplier cancelled)
      throws WorkerException, CancelledException {
    try {
      Path folder = Files.createTempDirectory("gradaudit");
      Path socket = folder.resolve(SOCKET);
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-Xshare:auto",
              "-Dai.djl.offline=true",
              "-Dfile.encoding=UTF-8",
              "-cp",
              libtorch.classPath(),
              MAIN,
              socket.toString(),
              optimised ? "jit" : "eager");
      builder.environment().clear();
      builder.environment().putAll(environment);
      builder.environment().put("OPT_OUT_TRACKING", "true");
      builder.environment().put("DJL_CACHE_DIR", libtorch.natives().toString());
      builder.redirectErrorStream(true);
      Process process = builder.start();
      process.getOutputStream().close();
      WorkerProcess worker = new WorkerProcess(process, folder, server);
      worker.connect(cancelled);
      return worker;
    } catch (IOException e) {
      throw new WorkerException("cannot start a process for libtorch: " + e.getMessage());
    }
  }

  private void connect(BooleanSupplier cancelled) throws WorkerException, CancelledException {
    connection = await(() -> greeted(server.accept()), START, cancelled, "did not start");
  }

  private static Connection greeted(SocketChannel channel) throws IOException {
    DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES));
    DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES));
    int hello = in.readByte();
    if (hello != Wire.HELLO) {
      throw new IOException("it answered with " + hello);
    }
    return new Connection(channel, in, out, in.readUTF());
  }

  /** PyTorch's version, as the worker says. */
  String version() {
    return connected().version();
  }

  private Connection connected() {
    return Objects.requireNonNull(connection, "only a connected worker is handed out");
  }

  boolean alive() {
    return process.isAlive();
  }

  <T> T exchange(Dialogue<T> dialogue, Duration limit, BooleanSupplier cancelled)
      throws WorkerException, CancelledException {
    Connection open = connected();
    return await(() -> dialogue.hold(open.in(), open.out()), limit, cancelled, "did not answer");
  }

  private <T> T await(Callable<T> talk, Duration limit, BooleanSupplier cancelled, String failing)
      throws WorkerException, CancelledException {
    FutureTask<T> task = new FutureTask<>(talk);
    Thread thread = new Thread(task, "libtorch worker");
    thread.setDaemon(true);
    thread.start();
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (true) {
        try {
          return task.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException waiting) {
          if (cancelled.getAsBoolean()) {
            close();
            throw new CancelledException();
          }
          if (!process.isAlive() && !task.isDone()) {
            // What it wrote before its end may still be on its way.
            return lastWords(task);
          }
          if (System.nanoTime() - deadline > 0) {
            close();
            throw new WorkerException(
                "the process of libtorch "
                    + failing
                    + " within "
                    + seconds(limit)
                    + printed.tail());
          }
        }
      }
    } catch (ExecutionException e) {
      throw ended(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new CancelledException();
    }
  }

  private <T> T lastWords(FutureTask<T> task)
      throws ExecutionException, InterruptedException, WorkerException {
    try {
      return task.get(1, TimeUnit.SECONDS);
    } catch (TimeoutException silent) {
      throw ended(null);
    }
  }

  private static String seconds(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }

  /** Says how the process ended, if it did. */
  private WorkerException ended(@Nullable ExecutionException cause) {
    try {
      // A broken connection is seen a moment before the end of the process.
      process.waitFor(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean alive = process.isAlive();
    close();
    if (alive) {
      Throwable inner = cause == null ? null : cause.getCause();
      return new WorkerException(
          "the process of libtorch spoke nonsense"
              + (inner == null ? "" : ": " + inner.getMessage())
              + printed.tail());
    }
    return new WorkerException(
        "the process of libtorch " + ExitStatus.describe(process.exitValue()) + printed.tail());
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      server.close();
      if (connection != null) {
        connection.channel().close();
      }
      Files.deleteIfExists(folder.resolve(SOCKET));
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // The system removes it with its other temporary files.
    }
  }
}
