package dev.gradaudit.cli;

import dev.gradaudit.engine.builtin.BuiltinEngine;
import dev.gradaudit.engine.builtin.op.OpTable;
import dev.gradaudit.program.FaultRenderer;
import dev.gradaudit.scenario.ReadLimits;
import dev.gradaudit.scenario.ScenarioReader;
import java.util.List;

/** The parts that gradaudit ships. The only place that names a concrete engine. */
final class Shipped {
  private Shipped() {}

  static Toolbox toolbox() {
    OpTable ops = OpTable.instance();
    ReadLimits limits = ReadLimits.ofThisJvm();
    ScenarioReader strict = new ScenarioReader(ops, limits);
    ScenarioReader trusting = new ScenarioReader(ops, limits.withAnyFolder());
    return new Toolbox(
        (file, anyFolder) -> (anyFolder ? trusting : strict).read(file),
        FaultRenderer::render,
        List.of(new BuiltinEngine()),
        ops);
  }
}
