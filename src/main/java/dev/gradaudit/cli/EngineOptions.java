package dev.gradaudit.cli;

import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.ProcessEngine;
import dev.gradaudit.plan.Axis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about the engine and its processes. */
final class EngineOptions {
  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description =
          "builtin (the default), pytorch (libtorch, operator by operator) or pytorch-jit (with its"
              + " graph optimiser). For 'run' also a list, whose first is audited and compared with"
              + " the others.")
  private @Nullable String engine;

  @Option(
      names = "--fresh-process",
      description = "Give each run a process of its own, where the engine computes in one.")
  private boolean freshProcess;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "How long a run in another process may take: 90s, 10m (default 5m).")
  private @Nullable String timeout;

  /** The engine, set up; one that computes in processes is to be closed. */
  GradientEngine choose(Toolbox toolbox) throws CommandException {
    return choose(toolbox, toolbox.engines().get(0).name());
  }

  /**
   * @param usual the engine where the user names none
   */
  GradientEngine choose(Toolbox toolbox, String usual) throws CommandException {
    return setUp(List.of(toolbox.engine(engine == null ? usual : engine))).get(0);
  }

  /** Whether the user named an engine. */
  boolean isNamed() {
    return engine != null;
  }

  /** How long a run in another process may take. */
  Duration limit(Duration usual) throws CommandException {
    return timeout == null ? usual : OptionValues.duration("--timeout", timeout);
  }

  /** The engines of a list, in its sequence. */
  List<GradientEngine> chooseAll(Toolbox toolbox) throws CommandException {
    if (engine == null) {
      return List.of(choose(toolbox));
    }
    List<GradientEngine> chosen = new ArrayList<>();
    for (String name : OptionValues.names("--engine", engine, "builtin,pytorch")) {
      chosen.add(toolbox.engine(name));
    }
    return setUp(chosen);
  }

  private List<GradientEngine> setUp(List<GradientEngine> chosen) throws CommandException {
    List<GradientEngine> ready = new ArrayList<>();
    boolean processes = false;
    for (GradientEngine each : chosen) {
      if (each instanceof ProcessEngine process) {
        processes = true;
        Duration limit = limit(ProcessEngine.Settings.DEFAULT.limit());
        ready.add(process.with(new ProcessEngine.Settings(limit, freshProcess)));
      } else {
        ready.add(each);
      }
    }
    if (!processes && (freshProcess || timeout != null)) {
      throw CommandException.usage(
          (freshProcess ? "--fresh-process" : "--timeout")
              + ": the engine "
              + chosen.get(0).name()
              + " computes in this process");
    }
    return ready;
  }

  /** Refuses an option about something that the engine does not offer. */
  static void requireAxis(GradientEngine engine, Axis axis, String option) throws CommandException {
    if (!engine.axes().contains(axis)) {
      throw CommandException.usage(
          option
              + ": the engine "
              + engine.name()
              + (axis == Axis.ORDER
                  ? " sums in an order of its own"
                  : " has no axis " + axis.label())
              + "; leave it out, or choose another --engine");
    }
  }

  /** Refuses what an engine cannot do. */
  static void require(boolean able, GradientEngine engine, String option) throws CommandException {
    if (!able) {
      throw CommandException.usage(
          option
              + " needs to look into the sums, which the engine "
              + engine.name()
              + " does not show; leave it out, or choose --engine builtin");
    }
  }

  static List<String> capabilities(GradientEngine engine, String text) throws CommandException {
    requireAxis(engine, Axis.CAPABILITY, "--capabilities");
    return OptionValues.capabilities("--capabilities", text, engine.capabilities());
  }

  static void close(GradientEngine engine) {
    if (engine instanceof ProcessEngine processes) {
      processes.close();
    }
  }
}
