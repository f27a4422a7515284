package dev.gradaudit.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the command line as a process would, on streams of its own. */
final class Cli {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PlannedInterrupts interrupts = new PlannedInterrupts();
  private OutputStream target = out;
  private Map<String, String> environment = Map.of();
  private Charset charset = StandardCharsets.UTF_8;
  private boolean outIsTerminal;
  private boolean errIsTerminal;
  private int columns = 80;
  private boolean shipped;

  /** What a process leaves behind. */
  record Result(int exitCode, String out, String err) {}

  static Result run(String... arguments) {
    return new Cli().with(arguments);
  }

  /** With the engine, the operators and the reader that gradaudit ships. */
  static Cli shipped() {
    Cli cli = new Cli();
    cli.shipped = true;
    return cli;
  }

  Cli environment(Map<String, String> variables) {
    environment = variables;
    return this;
  }

  Cli charset(Charset value) {
    charset = value;
    return this;
  }

  Cli terminal(boolean outIs, boolean errIs) {
    outIsTerminal = outIs;
    errIsTerminal = errIs;
    return this;
  }

  Cli columns(int count) {
    columns = count;
    return this;
  }

  Cli writingTo(OutputStream stream) {
    target = stream;
    return this;
  }

  /** The signal arrives once it was asked for so often. */
  Cli interruptedAfter(int questions, int exitCode) {
    interrupts.requestedAfter = questions;
    interrupts.code = exitCode;
    return this;
  }

  /** The audit is given up once it has asked so often whether to stop. */
  Cli overdueAfter(int questions, int exitCode) {
    interrupts.overdueAfter = questions;
    interrupts.code = exitCode;
    return this;
  }

  Result with(String... arguments) {
    Console console =
        new Console(
            target, err, environment, charset, outIsTerminal, errIsTerminal, columns, columns);
    int exitCode =
        Main.run(
            arguments,
            console,
            interrupts,
            shipped ? Shipped.toolbox(console) : FakeToolbox.create());
    return new Result(exitCode, out.toString(charset), err.toString(charset));
  }

  private static final class PlannedInterrupts implements Interrupts {
    private final AtomicInteger asked = new AtomicInteger();
    private int requestedAfter = Integer.MAX_VALUE;
    private int overdueAfter = Integer.MAX_VALUE;
    private int code;

    @Override
    public void watch() {}

    @Override
    public boolean requested() {
      int question = asked.incrementAndGet();
      return question >= requestedAfter || question > overdueAfter;
    }

    @Override
    public boolean overdue() {
      return asked.get() >= overdueAfter;
    }

    @Override
    public int exitCode() {
      return code;
    }
  }
}
