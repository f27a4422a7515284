package dev.gradaudit.cli;

import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.program.ModuleOp;
import dev.gradaudit.program.Node;
import dev.gradaudit.scenario.Scenario;
import java.util.List;
import picocli.CommandLine.Option;

/** Whether scenarios may run commands: a file from somewhere else may hold any. */
final class CommandConsent {
  @Option(
      names = "--allow-commands",
      description = "Run the commands of scenarios that name one as their engine.")
  private boolean allowed;

  /** Refuses scenarios with commands unless they are allowed. */
  void require(List<Scenario> scenarios) throws CommandException {
    for (Scenario scenario : scenarios) {
      if (scenario.program().external() != null && !allowed) {
        throw CommandException.usage(
            scenario.file()
                + " runs the command '"
                + scenario.program().statements().get(0)
                + "'; if you trust it, add --allow-commands");
      }
    }
  }

  /** Refuses scenarios with commands where only a program can be looked into. */
  static void requireProgram(Scenario scenario, String command) throws CommandException {
    if (scenario.program().external() != null) {
      throw CommandException.usage(
          command
              + " needs to look into the sums, and "
              + scenario.file()
              + " is computed by a command; use 'run'");
    }
    requireModules(List.of(scenario), List.of());
  }

  /** Refuses scenarios that call a module of TorchScript where one of the engines cannot. */
  static void requireModules(List<Scenario> scenarios, List<GradientEngine> engines)
      throws CommandException {
    if (!engines.isEmpty() && engines.stream().allMatch(GradientEngine::runsModules)) {
      return;
    }
    for (Scenario scenario : scenarios) {
      for (Node.Apply call : scenario.program().moduleCalls()) {
        throw CommandException.usage(
            scenario.file()
                + " calls the module '"
                + ((ModuleOp) call.op()).file()
                + "', which only PyTorch can; "
                + (engines.isEmpty() ? "use 'run' with" : "choose")
                + " --engine pytorch or pytorch-jit");
      }
    }
  }
}
