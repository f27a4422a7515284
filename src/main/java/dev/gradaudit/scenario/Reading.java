package dev.gradaudit.scenario;

import dev.gradaudit.program.Fault;
import java.util.List;

/** What came of reading a scenario file. */
public sealed interface Reading {
  /** Nothing is wrong with it: its scenarios, one for each combination of its matrix. */
  record Accepted(List<Scenario> scenarios) implements Reading {
    public Accepted {
      scenarios = List.copyOf(scenarios);
      if (scenarios.isEmpty()) {
        throw new IllegalArgumentException("a file holds a scenario");
      }
    }

    public Accepted(Scenario scenario) {
      this(List.of(scenario));
    }

    /** The first one; the only one of a file without a matrix. */
    public Scenario scenario() {
      return scenarios.get(0);
    }
  }

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
