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
    ScenarioReader reader = new ScenarioReader(ops, ReadLimits.ofThisJvm());
    return new Toolbox(reader::read, FaultRenderer::render, List.of(new BuiltinEngine()), ops);
  }
}
