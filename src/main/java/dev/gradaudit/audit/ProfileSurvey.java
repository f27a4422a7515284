package dev.gradaudit.audit;

import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.engine.RunOptions;
import dev.gradaudit.plan.AxisValues;
import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.TrainingStep;
import dev.gradaudit.reduction.Order;
import dev.gradaudit.reduction.Profile;
import dev.gradaudit.reduction.Site;
import dev.gradaudit.reduction.SiteKey;
import dev.gradaudit.reduction.SumPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the sums that an order profile does not sum as its library does. */
final class ProfileSurvey {
  private ProfileSurvey() {}

  /**
   * The gaps of one profile.
   *
   * @param sums how many it planned
   * @param sites those that it does not cover, by reason
   */
  record Gaps(Profile profile, int sums, Map<String, Set<SiteKey>> sites) {}

  /** Runs the step once for each profile and thread count; only profiles with gaps are named. */
  static List<Gaps> of(
      GradientEngine engine, TrainingStep step, AxisValues values, RunOptions options) {
    List<Gaps> all = new ArrayList<>();
    for (Order order : values.orders()) {
      if (order instanceof Profile profile) {
        Map<String, Set<SiteKey>> sites = new LinkedHashMap<>();
        Set<SiteKey> planned = new LinkedHashSet<>();
        for (int threads : values.threads()) {
          Order asked = new Asked(profile, planned, sites);
          engine.run(step, new Configuration(values.seeds().get(0), threads, asked), 0, options);
        }
        if (!sites.isEmpty()) {
          all.add(new Gaps(profile, planned.size(), sites));
        }
      }
    }
    return all;
  }

  /** A profile that is asked about every sum that it plans. */
  private record Asked(Profile profile, Set<SiteKey> planned, Map<String, Set<SiteKey>> sites)
      implements Order {
    @Override
    public String name() {
      return profile.name();
    }

    @Override
    public boolean fusesProducts() {
      return profile.fusesProducts();
    }

    @Override
    public boolean roundsAtRandom() {
      return profile.roundsAtRandom();
    }

    @Override
    public boolean races() {
      return profile.races();
    }

    @Override
    public boolean startsFromBias(Site product) {
      return profile.startsFromBias(product);
    }

    @Override
    public SumPlan plan(Site site, int threads, long seed) {
      planned.add(site.key());
      String gap = site.terms() > 2 ? profile.uncovered(site, threads) : null;
      if (gap != null) {
        sites.computeIfAbsent(gap, none -> new LinkedHashSet<>()).add(site.key());
      }
      return profile.plan(site, threads, seed);
    }
  }
}
