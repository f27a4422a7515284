package dev.gradaudit.cli;

import dev.gradaudit.audit.shrink.Measures;
import dev.gradaudit.audit.shrink.Shrunk;
import dev.gradaudit.report.ShrinkText;
import dev.gradaudit.scenario.Scenario;
import dev.gradaudit.scenario.ScenarioDraft;
import java.util.List;

/** The scenario that is left, with the words that say where it is from. */
record ShrunkScenario(Scenario original, Shrunk shrunk) {
  private static final int LONGEST_NAME = 200;
  private static final String ENDING = " shrunk";

  ScenarioDraft draft() {
    Measures before = shrunk.before();
    Measures after = shrunk.after();
    String name = original.name();
    int room = LONGEST_NAME - ENDING.length();
    List<String> comment =
        List.of(
            "Reduced by gradaudit shrink from " + original.file(),
            "sha256 " + original.sha256() + ".",
            "'gradaudit run' exits with 1 while the difference is there, with 0 once it is gone.");
    String pair = ShrinkText.sides(after.from(), after.to());
    String pairBefore = ShrinkText.sides(before.from(), before.to());
    String description =
        "the gradient of "
            + String.join(", ", after.differences().keySet())
            + " differs under "
            + pair
            + (pair.equals(pairBefore) ? "" : " (reduced from " + pairBefore + ")")
            + "; the program reduced from "
            + count(before.lines(), "line")
            + " to "
            + after.lines()
            + ", the tensors from "
            + count(before.elements(), "element")
            + " to "
            + after.elements();
    return shrunk.draft(
        comment, (name.length() > room ? name.substring(0, room) : name) + ENDING, description);
  }

  private static String count(long count, String noun) {
    return count + " " + (count == 1 ? noun : noun + "s");
  }
}
