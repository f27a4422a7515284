package dev.gradaudit.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.Expectation;
import dev.gradaudit.plan.Expectation.Bitwise;
import dev.gradaudit.plan.Expectation.MaxUlp;
import dev.gradaudit.plan.Expectation.Report;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AuditOptionsTest {
  @Test
  void theUsersExpectationsReplaceThoseOfTheScenario() {
    Map<Axis, Expectation> scenario = Map.of(Axis.ORDER, new MaxUlp(2), Axis.REPEAT, new Report());
    Map<Axis, Expectation> user = Map.of(Axis.ORDER, new Bitwise(), Axis.THREADS, new MaxUlp(1));
    assertThat(AuditOptions.merge(scenario, user))
        .isEqualTo(
            Map.of(
                Axis.ORDER, new Bitwise(),
                Axis.REPEAT, new Report(),
                Axis.THREADS, new MaxUlp(1)));
    assertThat(AuditOptions.merge(Map.of(), Map.of())).isEmpty();
  }

  @Test
  void aScenarioIsAuditedAsItAsks() {
    Map<Axis, Expectation> expectations = Map.of(Axis.THREADS, new MaxUlp(2));
    var scenario = Fixtures.scenario(Fixtures.values(3, "0", "1", "exact"), false, expectations);
    AuditOptions options = AuditOptions.of(scenario);
    assertThat(options.values()).isEqualTo(scenario.audit());
    assertThat(options.expectations()).isEqualTo(expectations);
    assertThat(options.strict() || options.failOnVacuous() || options.detectAnomaly()).isFalse();
  }
}
