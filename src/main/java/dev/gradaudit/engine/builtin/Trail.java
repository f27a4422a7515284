package dev.gradaudit.engine.builtin;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Which reduction sites a value depends on: a vertex of the graph of all primitive operations of a
 * run. Holds no tensors, so that it costs little to keep.
 */
final class Trail {
  /** Depends on no site. */
  static final Trail NONE = new Trail(-1, List.of());

  private final int site;
  private final List<Trail> parents;

  private Trail(int site, List<Trail> parents) {
    this.site = site;
    this.parents = parents;
  }

  /** The trail of a result that was computed from others without summation. */
  static Trail join(List<Trail> parents) {
    List<Trail> some = parents.stream().filter(trail -> trail != NONE).distinct().toList();
    return switch (some.size()) {
      case 0 -> NONE;
      case 1 -> some.get(0);
      default -> new Trail(-1, some);
    };
  }

  /** The trail of a result that a site summed. */
  static Trail through(int site, List<Trail> parents) {
    return new Trail(site, parents);
  }

  /** Every site on the way here. */
  BitSet sites() {
    BitSet sites = new BitSet();
    Set<Trail> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Trail> open = new ArrayDeque<>(List.of(this));
    while (!open.isEmpty()) {
      Trail trail = open.pop();
      if (seen.add(trail)) {
        if (trail.site >= 0) {
          sites.set(trail.site);
        }
        open.addAll(trail.parents);
      }
    }
    return sites;
  }
}
