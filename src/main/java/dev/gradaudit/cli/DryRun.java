package dev.gradaudit.cli;

import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Plan;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.report.Printable;
import dev.gradaudit.report.RenderOptions;
import dev.gradaudit.scenario.Scenario;
import java.math.BigInteger;
import java.util.List;

/** Says what would be run, and how much it is. */
final class DryRun {
  private DryRun() {}

  static String describe(List<Scenario> scenarios, AuditRequest request, RenderOptions options) {
    StringBuilder text = new StringBuilder();
    BigInteger total = BigInteger.ZERO;
    for (Scenario scenario : scenarios) {
      AxisValues values = request.values(scenario);
      Plan plan = new Plan(values, request.planMode());
      total = total.add(BigInteger.valueOf(plan.totalRuns()));
      text.append(scenario.name()).append("  ").append(scenario.file()).append('\n');
      line(text, "runs", Integer.toString(values.runs()));
      line(text, "seeds", join(values.seeds()));
      line(text, "threads", join(values.threads()));
      line(text, "orders", join(values.orders().stream().map(Order::name).toList()));
      line(text, "plan", request.planMode().label());
      line(
          text,
          "total",
          plan.size() + " configurations × " + values.runs() + " = " + plan.totalRuns() + " runs");
      text.append('\n');
    }
    text.append(scenarios.size() == 1 ? "1 scenario" : scenarios.size() + " scenarios");
    text.append(", ").append(total).append(" runs with the engine ");
    text.append(request.engine().name()).append('\n');
    return safe(text, options.unicode());
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("  ").append(name).append(" ".repeat(9 - name.length())).append(value);
    text.append('\n');
  }

  private static String join(List<?> values) {
    return String.join(", ", values.stream().map(String::valueOf).toList());
  }

  /** Line by line, since a line end of our own is the only control character that may stay. */
  private static String safe(StringBuilder text, boolean unicode) {
    StringBuilder safe = new StringBuilder();
    text.toString().lines().forEach(line -> safe.append(Printable.of(line, unicode)).append('\n'));
    return safe.toString();
  }
}
