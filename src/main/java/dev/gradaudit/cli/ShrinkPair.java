package dev.gradaudit.cli;

import dev.gradaudit.audit.Contrasts;
import dev.gradaudit.audit.Explainer.RunFailedException;
import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.plan.Axis;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.scenario.Scenario;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The two configurations whose difference {@code shrink} reduces; neither of them races. */
record ShrinkPair(Configuration from, Configuration to) {
  /**
   * What the user asks for.
   *
   * @param from null for the scenario's first values, as is to
   */
  static ShrinkPair given(Scenario loaded, @Nullable String from, @Nullable String to)
      throws CommandException {
    AxisValues values = loaded.audit();
    ShrinkPair given =
        new ShrinkPair(
            OptionValues.configuration("--from", from, values),
            OptionValues.configuration("--to", to, values));
    for (Configuration side : List.of(given.from, given.to)) {
      if (side.order().races()) {
        throw races(side.order());
      }
    }
    if (given.from.equals(given.to)) {
      throw CommandException.usage(
          "--from and --to are the same configuration, whose runs do not differ");
    }
    if (loaded.dataDependsOnSeed() && given.from.seed() != given.to.seed()) {
      throw CommandException.usage(
          "--from and --to have different seeds, but the data of '"
              + loaded.name()
              + "' depends on the seed: such runs do not compute the same");
    }
    return given;
  }

  /**
   * The first values of the axes against the run furthest from it, along the first axis along which
   * something differs; null when nothing does.
   *
   * @param only the axis to look along; null for any
   */
  static @Nullable ShrinkPair ofAudit(
      GradientEngine engine, Scenario loaded, @Nullable Axis only, BooleanSupplier cancelled)
      throws CommandException {
    AxisValues values = loaded.audit();
    Optional<Order> racing = values.orders().stream().filter(Order::races).findFirst();
    List<Order> orders = values.orders().stream().filter(order -> !order.races()).toList();
    if (orders.isEmpty()) {
      throw races(racing.orElseThrow());
    }
    AxisValues fixed = values.overriddenBy(null, null, null, orders);
    Contrasts contrasts = new Contrasts(engine, loaded, fixed, new RunOptions(false, cancelled));
    List<Axis> axes = only == null ? List.of(Axis.ORDER, Axis.THREADS, Axis.SEED) : List.of(only);
    try {
      for (Axis axis : axes) {
        Contrasts.Contrast contrast = contrasts.along(axis);
        if (contrast != null) {
          return new ShrinkPair(contrast.from().configuration(), contrast.to().configuration());
        }
      }
    } catch (RunFailedException e) {
      throw CommandException.failure(loaded.file() + ": the engine failed: " + e.getMessage());
    }
    if (racing.isPresent()) {
      throw races(racing.get());
    }
    return null;
  }

  private static CommandException races(Order order) {
    return CommandException.usage(
        "with the order '"
            + order.name()
            + "' threads race, so that no scenario shows the same difference twice; shrink what"
            + " fixed orders of the same partial sums do, such as --from"
            + " order=sequential,threads=1 --to order=sequential,threads=8, or see 'explain'");
  }
}
