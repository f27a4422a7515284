package dev.gradaudit.shard;

import dev.gradaudit.engine.GradientEngine;
import dev.gradaudit.plan.Plan;
import dev.gradaudit.plan.Shard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Shards that belong together. Either every shard is there once, whichever machine ran it: one
 * audit. Or several machines ran all of them: the same audit several times over, whose results are
 * compared between the machines.
 *
 * @param audits the shards of each audit, in their sequence; the first is the reference
 * @param names of the machines, where there are several audits; else of the one or more that ran it
 */
public record ShardSet(List<List<ShardFile>> audits, List<String> names) {
  public ShardSet {
    audits = audits.stream().map(List::copyOf).toList();
    names = List.copyOf(names);
  }

  /** The header that all agree with. */
  public ShardHeader header() {
    return audits.get(0).get(0).header();
  }

  /**
   * For each audit an engine that answers with its runs.
   *
   * @param maker the engine that the runs are of
   * @param scenario its place in the headers
   */
  public List<GradientEngine> engines(GradientEngine maker, int scenario, Plan plan) {
    List<GradientEngine> engines = new ArrayList<>();
    for (List<ShardFile> audit : audits) {
      engines.add(new RecordedEngine(maker, audit, scenario, plan));
    }
    return engines;
  }

  /** Every shard. */
  public List<ShardFile> all() {
    return audits.stream().flatMap(List::stream).toList();
  }

  /** Checks that nothing is missing, there twice or of another audit. */
  public static ShardSet of(List<ShardFile> files) throws ShardFileException {
    ShardFile first = files.get(0);
    for (ShardFile file : files) {
      requireSame(first, file);
    }
    Map<Integer, List<ShardFile>> byIndex = new TreeMap<>();
    for (ShardFile file : files) {
      byIndex.computeIfAbsent(index(file), none -> new ArrayList<>()).add(file);
    }
    int count = first.header().shard().count();
    if (byIndex.values().stream().allMatch(those -> those.size() == 1)) {
      requireAll(byIndex.keySet().stream().toList(), count, "");
      List<ShardFile> all = byIndex.values().stream().map(those -> those.get(0)).toList();
      return new ShardSet(List.of(all), all.stream().map(ShardSet::host).distinct().toList());
    }
    return ofHosts(files, count);
  }

  private static ShardSet ofHosts(List<ShardFile> files, int count) throws ShardFileException {
    Map<String, Map<Integer, ShardFile>> byHost = new LinkedHashMap<>();
    for (ShardFile file : files) {
      ShardFile other =
          byHost.computeIfAbsent(host(file), none -> new TreeMap<>()).put(index(file), file);
      if (other != null) {
        throw new ShardFileException(
            "'"
                + other.path()
                + "' and '"
                + file.path()
                + "' are both shard "
                + file.header().shard()
                + " of the host "
                + host(file)
                + "; leave one of them out, or name the hosts of a comparison with --host");
      }
    }
    List<List<ShardFile>> audits = new ArrayList<>();
    for (Map.Entry<String, Map<Integer, ShardFile>> host : byHost.entrySet()) {
      Map<Integer, ShardFile> those = host.getValue();
      requireAll(List.copyOf(those.keySet()), count, " of the host " + host.getKey());
      audits.add(List.copyOf(those.values()));
    }
    return new ShardSet(audits, List.copyOf(byHost.keySet()));
  }

  private static void requireAll(List<Integer> found, int count, String of)
      throws ShardFileException {
    List<String> missing = new ArrayList<>();
    for (int index = 1; index <= count; index++) {
      if (!found.contains(index)) {
        missing.add(new Shard(index, count).toString());
      }
    }
    if (!missing.isEmpty()) {
      throw new ShardFileException(
          (missing.size() == 1 ? "the shard " : "the shards ")
              + String.join(", ", missing)
              + of
              + (missing.size() == 1 ? " is" : " are")
              + " missing");
    }
  }

  private static void requireSame(ShardFile first, ShardFile other) throws ShardFileException {
    ShardHeader a = first.header();
    ShardHeader b = other.header();
    String what = null;
    if (a.shard().count() != b.shard().count()) {
      what = a.shard().count() + " shards and of " + b.shard().count();
    } else if (!a.toolVersion().equals(b.toolVersion())) {
      what = "gradaudit " + a.toolVersion() + " and " + b.toolVersion();
    } else if (!a.arguments().equals(b.arguments())) {
      what =
          "the arguments '"
              + String.join(" ", a.arguments())
              + "' and '"
              + String.join(" ", b.arguments())
              + "'";
    } else if (!a.scenarios().equals(b.scenarios())) {
      what = differing(a.scenarios(), b.scenarios());
    }
    if (what != null) {
      throw new ShardFileException(
          "'" + first.path() + "' and '" + other.path() + "' are of different audits: of " + what);
    }
  }

  private static String differing(List<ShardHeader.Entry> a, List<ShardHeader.Entry> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!Objects.equals(a.get(i), b.get(i))) {
        return "two states of " + a.get(i).file();
      }
    }
    return a.size() + " and of " + b.size() + " scenarios";
  }

  private static int index(ShardFile file) {
    return file.header().shard().index();
  }

  private static String host(ShardFile file) {
    return file.header().host().name();
  }
}
