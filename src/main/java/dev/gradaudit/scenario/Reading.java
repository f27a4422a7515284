package dev.gradaudit.scenario;

import dev.gradaudit.program.Fault;
import java.util.List;

/** What came of reading a scenario file. */
public sealed interface Reading {
  /** Nothing is wrong with it. */
  record Accepted(Scenario scenario) implements Reading {}

  /** Everything that was found wrong with it, in the order of the file; at least one fault. */
  record Refused(List<Fault> faults) implements Reading {
    public Refused {
      faults = List.copyOf(faults);
      if (faults.isEmpty()) {
        throw new IllegalArgumentException("nothing is refused without a reason");
      }
    }
  }
}
