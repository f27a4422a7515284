package dev.gradaudit.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and {@code kill}: the first signal asks the audit to stop. One that does not, since an
 * engine asks only between its operations, is left behind after some seconds. What is finished is
 * then written. A second signal, or the end of the time for all of that, ends the process at once.
 *
 * <p>{@code sun.misc.Signal} is the only way to see a second signal: once a shutdown has begun, the
 * virtual machine ignores further ones. The class is part of every JDK, but compilers warn of it,
 * so it is called by reflection; where it is missing, signals end the process as usual.
 */
final class SignalInterrupts implements Interrupts {
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;
  private static final long SECONDS_TO_STOP = 5;
  private static final long SECONDS_TO_WRITE = 30;

  private final Console console;
  private volatile int signal;
  private volatile boolean overdue;

  SignalInterrupts(Console console) {
    this.console = console;
  }

  @Override
  public void watch() {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Method handle = signalType.getMethod("handle", signalType, handlerType);
      Object handler =
          Proxy.newProxyInstance(
              SignalInterrupts.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  arrived(arguments[0].toString().equals("SIGTERM") ? SIGTERM : SIGINT);
                }
                return null;
              });
      for (String name : new String[] {"INT", "TERM"}) {
        handle.invoke(null, signalType.getConstructor(String.class).newInstance(name), handler);
      }
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // Without the class, or with a signal that something else owns, the usual end it is.
    }
  }

  private void arrived(int number) {
    if (signal != 0) {
      // Not a halt, which would leave the file that is being written beside a report.
      System.exit(ExitCode.SIGNAL_BASE + number);
    }
    signal = number;
    console.say("interrupted; writing what is finished (again to stop at once)");
    Thread watchdog = new Thread(this::endWhenTimeIsUp, "interrupt-watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  private void endWhenTimeIsUp() {
    try {
      TimeUnit.SECONDS.sleep(SECONDS_TO_STOP);
      overdue = true;
      TimeUnit.SECONDS.sleep(SECONDS_TO_WRITE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.exit(exitCode());
  }

  @Override
  public boolean requested() {
    return signal != 0;
  }

  @Override
  public boolean overdue() {
    return overdue;
  }

  @Override
  public int exitCode() {
    return ExitCode.SIGNAL_BASE + signal;
  }
}
