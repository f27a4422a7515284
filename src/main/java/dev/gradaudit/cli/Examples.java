package dev.gradaudit.cli;

import java.util.List;
import java.util.Map;

/** What users type: the examples at the end of each command's help. */
final class Examples {
  private static final Map<String, List<String>> ALL =
      Map.ofEntries(
          Map.entry(
              "run",
              List.of(
                  "gradaudit run scenarios/linear.json",
                  "gradaudit run scenarios --strict --report junit=junit.xml",
                  "gradaudit run model.json --engine pytorch --threads 1,4,8")),
          Map.entry("merge", List.of("gradaudit merge runs --report html=audit.html")),
          Map.entry(
              "grad",
              List.of(
                  "gradaudit grad scenarios/mlp.json --order pairwise",
                  "gradaudit grad scenarios/mlp.json -o gradients.safetensors")),
          Map.entry("explain", List.of("gradaudit explain scenarios/mlp.json")),
          Map.entry("cure", List.of("gradaudit cure scenarios/linear_large.json")),
          Map.entry("shrink", List.of("gradaudit shrink scenarios/attention.json -o small.json")),
          Map.entry("replay", List.of("gradaudit replay report.json --run 3.2")),
          Map.entry(
              "compare",
              List.of(
                  "gradaudit compare a.npz b.safetensors --max-ulp 4",
                  "gradaudit compare yesterday.json today.json")),
          Map.entry(
              "reveal",
              List.of(
                  "gradaudit reveal --order pairwise -n 12",
                  "gradaudit reveal --engine pytorch -n 64 --against torch-cpu",
                  "gradaudit reveal -n 64 -- python3 sum.py {in} {out}")),
          Map.entry("check", List.of("gradaudit check scenarios")),
          Map.entry("list", List.of("gradaudit list orders", "gradaudit list ops softmax")),
          Map.entry("init", List.of("gradaudit init step --template classifier")),
          Map.entry("completion", List.of("source <(gradaudit completion bash)")));

  private Examples() {}

  /** Those of a command, in the sequence in which to learn it; empty where it shows its own. */
  static List<String> of(String command) {
    return ALL.getOrDefault(command, List.of());
  }
}
