package dev.gradaudit.cli;

import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.program.Fault;
import dev.gradaudit.program.OpCatalog;
import dev.gradaudit.scenario.Reading;
import dev.gradaudit.text.Suggestion;
import java.nio.file.Path;
import java.util.List;

/**
 * What the commands work with.
 *
 * @param scenarios reads a scenario file
 * @param faults shows faults
 * @param engines by name, the default one first
 * @param ops the operators that programs may call
 */
record Toolbox(
    ScenarioSource scenarios, FaultText faults, List<GradientEngine> engines, OpCatalog ops) {
  /** Reads a scenario file. */
  @FunctionalInterface
  interface ScenarioSource {
    /**
     * @param anyFolder whether its tensor files may be outside of its folder
     */
    Reading read(Path file, boolean anyFolder);
  }

  /** Shows a fault in lines that end in a line feed, for a terminal of so many columns. */
  @FunctionalInterface
  interface FaultText {
    String show(Fault fault, int columns);
  }

  Toolbox {
    engines = List.copyOf(engines);
  }

  GradientEngine engine(String name) throws CommandException {
    for (GradientEngine engine : engines) {
      if (engine.name().equals(name)) {
        return engine;
      }
    }
    List<String> names = engines.stream().map(GradientEngine::name).toList();
    throw CommandException.usage(
        "--engine: unknown engine '"
            + name
            + "'; "
            + Suggestion.didYouMean(name, names).orElse("there is " + String.join(", ", names)));
  }
}
