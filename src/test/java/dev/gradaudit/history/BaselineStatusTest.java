package dev.gradaudit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.audit.ScenarioReport.Status;
import dev.gradaudit.audit.Verdict;
import dev.gradaudit.report.SampleReports;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A baseline accepts differences that it knows, and nothing else. */
final class BaselineStatusTest {
  @Test
  void anAuditHeldAgainstItselfPassesUnlessSomethingWorseThanADifferenceFails() {
    Set<Verdict> failing = EnumSet.noneOf(Verdict.class);
    for (AuditReport report : SampleReports.all().values()) {
      RecordedAudit audit = RecordedAudit.of(report, "1", "here");
      Baseline baseline = new Baseline(List.of(), audit);
      for (ScenarioReport scenario : report.scenarios()) {
        if (scenario.configurations().isEmpty() || scenario.status() == Status.ERROR) {
          continue;
        }
        boolean accepted =
            scenario.verdicts().stream()
                .filter(verdict -> !verdict.holds())
                .allMatch(verdict -> verdict.verdict() == Verdict.DIFFERS);
        ScenarioReport checked = baseline.check(scenario, audit);
        assertThat(checked.status() == Status.PASSED).as(scenario.name()).isEqualTo(accepted);
        scenario.verdicts().stream()
            .filter(verdict -> !verdict.holds())
            .map(AxisVerdict::verdict)
            .forEach(failing::add);
      }
    }
    // Otherwise there would be nothing to tell apart.
    assertThat(failing).contains(Verdict.DIFFERS, Verdict.OUT_OF_BOUND);
  }
}
