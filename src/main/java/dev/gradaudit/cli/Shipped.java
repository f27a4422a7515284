package dev.gradaudit.cli;

import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.ProcessEngine.Settings;
import dev.gradaudit.engine.builtin.BuiltinEngine;
import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.engine.command.CommandEngine;
import dev.gradaudit.engine.pytorch.Libtorch;
import dev.gradaudit.engine.pytorch.PyTorchEngine;
import dev.gradaudit.engine.pytorch.PyTorchEngine.Mode;
import dev.gradaudit.program.FaultRenderer;
import dev.gradaudit.scenario.ReadLimits;
import dev.gradaudit.scenario.ScenarioReader;
import java.util.List;

/** The parts that gradaudit ships. The only place that names a concrete engine. */
final class Shipped {
  private Shipped() {}

  /**
   * @param console where something that takes long is announced
   */
  static Toolbox toolbox(Console console) {
    OpTable ops = OpTable.instance();
    ReadLimits limits = ReadLimits.ofThisJvm();
    ScenarioReader strict = new ScenarioReader(ops, limits);
    ScenarioReader trusting = new ScenarioReader(ops, limits.withAnyFolder());
    Libtorch libtorch = new Libtorch(console.environment(), console::say);
    List<GradientEngine> engines =
        List.of(
            new BuiltinEngine(),
            new PyTorchEngine(Mode.EAGER, libtorch, Settings.DEFAULT),
            new PyTorchEngine(Mode.JIT, libtorch, Settings.DEFAULT));
    return new Toolbox(
        (file, anyFolder) -> (anyFolder ? trusting : strict).read(file),
        FaultRenderer::render,
        engines,
        new CommandEngine(),
        ops);
  }
}
