package dev.gradaudit.cli;

import dev.gradaudit.program.Fault;
import dev.gradaudit.scenario.Reading;
import dev.gradaudit.scenario.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads all scenarios before anything is done with one, and shows everything that is wrong. */
final class ScenarioLoader {
  private final Toolbox toolbox;
  private final Console console;
  private final FileAccess access;

  ScenarioLoader(Toolbox toolbox, Console console) {
    this(toolbox, console, new FileAccess());
  }

  /**
   * @param access what may be read, and which of the scenarios of a file are chosen
   */
  ScenarioLoader(Toolbox toolbox, Console console, FileAccess access) {
    this.toolbox = toolbox;
    this.console = console;
    this.access = access;
  }

  /** The one scenario that an argument of a command stands for. */
  Scenario loadOne(String command, String argument) throws CommandException {
    List<Scenario> all = load(List.of(argument));
    if (all.size() > 1) {
      boolean matrix = all.stream().noneMatch(scenario -> scenario.matrix().isEmpty());
      throw CommandException.usage(
          command
              + " takes one scenario, but there are "
              + all.size()
              + (matrix ? " in '" : " below '")
              + argument
              + "'"
              + (matrix ? "; choose one: " + MatrixChoice.options(all.get(0).matrix()) : ""));
    }
    return all.get(0);
  }

  /** The scenarios that the arguments stand for; ends the command when one is bad. */
  List<Scenario> load(List<String> arguments) throws CommandException {
    List<Path> files = ScenarioPaths.of(arguments);
    if (files.isEmpty()) {
      throw CommandException.nothingSelected(
          "no scenario (.json, .yaml, .yml) below " + String.join(", ", arguments));
    }
    MatrixChoice choice = access.matrixChoice();
    List<Scenario> scenarios = new ArrayList<>();
    int faults = 0;
    int accepted = 0;
    for (Path file : files) {
      Reading reading = toolbox.scenarios().read(file, access.anywhere());
      if (reading instanceof Reading.Accepted whole) {
        accepted++;
        scenarios.addAll(whole.scenarios());
      } else if (reading instanceof Reading.Refused refused) {
        for (Fault fault : refused.faults()) {
          console.explain(
              toolbox.faults().show(fault, console.errColumns()).stripTrailing() + "\n");
          faults++;
        }
      }
    }
    if (faults > 0) {
      int bad = files.size() - accepted;
      throw CommandException.usage(
          (faults == 1 ? "1 fault" : faults + " faults")
              + " in "
              + (bad == 1 ? "1 scenario" : bad + " scenarios")
              + (files.size() > 1 ? " of " + files.size() + "; nothing was run" : ""));
    }
    List<Scenario> chosen =
        scenarios.stream().filter(scenario -> choice.admits(scenario.matrix())).toList();
    if (chosen.isEmpty()) {
      throw CommandException.nothingSelected(choice.whyNone(scenarios));
    }
    return chosen;
  }
}
