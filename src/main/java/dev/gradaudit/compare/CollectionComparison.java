package dev.gradaudit.compare;

import dev.gradaudit.tensor.ElementBits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two collections of tensors, name by name.
 *
 * @param pairs in the order of the first one, then what the second one has besides
 */
public record CollectionComparison(List<TensorPair> pairs) {
  public CollectionComparison {
    pairs = List.copyOf(pairs);
  }

  /**
   * Compares what has the same name.
   *
   * @param renamed names of the second collection by those of the first, where they are not equal
   * @param workers threads at most
   * @throws IOException when a tensor cannot be read
   */
  public static CollectionComparison of(
      Map<String, ? extends ElementBits> from,
      Map<String, ? extends ElementBits> to,
      Map<String, String> renamed,
      int workers)
      throws IOException {
    List<TensorPair> pairs = new ArrayList<>();
    Map<String, ElementBits> left = new LinkedHashMap<>(to);
    for (Map.Entry<String, ? extends ElementBits> entry : from.entrySet()) {
      String name = entry.getKey();
      // A name that another one was mapped to is taken.
      @Nullable String other =
          renamed.containsKey(name) ? renamed.get(name) : renamed.containsValue(name) ? null : name;
      ElementBits second = other == null ? null : left.remove(other);
      pairs.add(
          other == null || second == null
              ? new TensorPair.Alone(name, null, kind(entry.getValue()))
              : pair(name, other, entry.getValue(), second, workers));
    }
    left.forEach((name, tensor) -> pairs.add(new TensorPair.Alone(null, name, kind(tensor))));
    return new CollectionComparison(pairs);
  }

  private static TensorPair pair(
      String fromName, String toName, ElementBits from, ElementBits to, int workers)
      throws IOException {
    TensorPair.Kind fromKind = kind(from);
    TensorPair.Kind toKind = kind(to);
    return fromKind.equals(toKind)
        ? new TensorPair.Compared(
            fromName, toName, fromKind, TensorComparison.compare(from, to, workers))
        : new TensorPair.Unlike(fromName, toName, fromKind, toKind);
  }

  private static TensorPair.Kind kind(ElementBits tensor) {
    return new TensorPair.Kind(tensor.typeLabel(), tensor.shape());
  }

  /** What was compared. */
  public List<TensorPair.Compared> compared() {
    return pairs.stream()
        .filter(TensorPair.Compared.class::isInstance)
        .map(TensorPair.Compared.class::cast)
        .toList();
  }

  /** Pairs of elements that were compared. */
  public long elements() {
    return compared().stream().mapToLong(pair -> pair.difference().elements()).sum();
  }

  /** What a limit makes of it. */
  public enum Outcome {
    WITHIN,
    BEYOND,
    INCONCLUSIVE
  }

  /**
   * Whether everything is there in both and within a limit; inconclusive when there is nothing to
   * say so of, and nothing against it.
   *
   * @param maxUlp unsigned; 0 demands the same bits
   */
  public Outcome outcome(long maxUlp) {
    for (TensorPair pair : pairs) {
      if (!(pair instanceof TensorPair.Compared compared) || !compared.within(maxUlp)) {
        return Outcome.BEYOND;
      }
    }
    return elements() == 0 ? Outcome.INCONCLUSIVE : Outcome.WITHIN;
  }
}
