package dev.gradaudit.reduction;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Repeats the races that are prescribed, lets real threads run the others, and logs them all. */
final class ControlledRaces implements Arrivals {
  private final Arrivals threads;
  private final Function<SiteKey, @Nullable RaceLog> prescribed;
  private final RaceLog log;
  private final Map<SiteKey, Integer> run = new HashMap<>();
  private @Nullable SiteKey site;

  /**
   * @param prescribed the log that a site's races are taken from; null for a real race
   */
  ControlledRaces(Arrivals threads, Function<SiteKey, @Nullable RaceLog> prescribed, RaceLog log) {
    this.threads = threads;
    this.prescribed = prescribed;
    this.log = log;
  }

  /** The races that follow are those of this site. */
  void enter(SiteKey site) {
    this.site = site;
  }

  @Override
  public int[] race(int racers, IntConsumer work) {
    SiteKey current = site;
    if (current == null) {
      throw new IllegalStateException("a race outside of any site");
    }
    int number = run.merge(current, 1, Integer::sum) - 1;
    RaceLog source = prescribed.apply(current);
    int[] order =
        source == null
            ? threads.race(racers, work)
            : Arrivals.replay(arrivals(source.of(current), number, racers)).race(racers, work);
    log.add(current, order);
    return order;
  }

  private static int[] arrivals(List<int[]> races, int number, int racers) {
    if (number >= races.size() || races.get(number).length != racers) {
      throw new IllegalArgumentException("the log is not of this run: it lacks a race");
    }
    return races.get(number);
  }
}
