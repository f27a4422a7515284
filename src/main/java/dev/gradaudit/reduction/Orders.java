package dev.gradaudit.reduction;

import dev.gradaudit.text.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The spelling of orders: {@code permutation/tree/accumulation}, any subset, defaults left out. */
public final class Orders {
  private static final Map<String, Tree> TREES =
      Map.of(
          "sequential", new Tree.Sequential(),
          "pairwise", new Tree.Pairwise(),
          "random-tree", new Tree.RandomTree(),
          "atomic", new Tree.Atomic());
  private static final Map<String, IntFunction<Tree>> TREES_WITH_SIZE =
      Map.of("strided", Tree.Strided::new, "blocked", Tree.Blocked::new);

  private Orders() {}

  /**
   * Reads an order, case aside. The parts may stand in any subset but in the given sequence, so
   * that each order has one obvious spelling.
   *
   * @throws OrderSyntaxException for anything else, with the nearest valid spelling
   */
  public static Order parse(String text) throws OrderSyntaxException {
    String[] parts = text.strip().split("/", -1);
    for (String part : parts) {
      Profile profile = Profiles.parse(part.strip().toLowerCase(Locale.ROOT)).orElse(null);
      if (profile != null && parts.length > 1) {
        throw new OrderSyntaxException(
            "'" + profile.name() + "' is a whole order and does not combine with other parts",
            "write '" + profile.name() + "' alone");
      } else if (profile != null) {
        return profile;
      }
    }
    Permutation permutation = null;
    Tree tree = null;
    Accumulation accumulation = null;
    for (String raw : text.strip().split("/", -1)) {
      String part = raw.strip().toLowerCase(Locale.ROOT);
      Permutation asPermutation = find(Permutation.values(), Permutation::label, part);
      Accumulation asAccumulation = find(Accumulation.values(), Accumulation::label, part);
      Tree asTree = tree(part);
      if (asPermutation != null && permutation == null && tree == null && accumulation == null) {
        permutation = asPermutation;
      } else if (asTree != null && tree == null && accumulation == null) {
        tree = asTree;
      } else if (asAccumulation != null && accumulation == null) {
        accumulation = asAccumulation;
      } else if (asPermutation == null && asTree == null && asAccumulation == null) {
        throw unknown(text, part);
      } else {
        throw new OrderSyntaxException(
            "'" + part + "' does not belong there in the order '" + text + "'",
            "write permutation/tree/accumulation in this sequence, each at most once");
      }
    }
    return new OrderSpec(
        permutation == null ? Permutation.FORWARD : permutation,
        tree == null ? new Tree.Sequential() : tree,
        accumulation == null ? Accumulation.PLAIN : accumulation);
  }

  /** Every word that may stand in an order, with {@code :K} and {@code :B} for the sizes. */
  public static List<String> words() {
    List<String> words = new ArrayList<>();
    for (Permutation permutation : Permutation.values()) {
      words.add(permutation.label());
    }
    words.addAll(
        List.of("sequential", "pairwise", "strided:K", "blocked:B", "random-tree", "atomic"));
    for (Accumulation accumulation : Accumulation.values()) {
      words.add(accumulation.label());
    }
    return List.copyOf(words);
  }

  private static @Nullable Tree tree(String part) throws OrderSyntaxException {
    int colon = part.indexOf(':');
    String name = colon < 0 ? part : part.substring(0, colon);
    IntFunction<Tree> withSize = TREES_WITH_SIZE.get(name);
    if (withSize != null) {
      return withSize.apply(size(part, name, colon));
    }
    if (colon >= 0 && TREES.containsKey(name)) {
      throw new OrderSyntaxException(
          "'" + name + "' takes no number, but got '" + part + "'", "write '" + name + "'");
    }
    return TREES.get(part);
  }

  private static int size(String part, String name, int colon) throws OrderSyntaxException {
    String example = "write for example '" + name + ":8'";
    if (colon < 0) {
      throw new OrderSyntaxException("'" + name + "' needs a number", example);
    }
    String digits = part.substring(colon + 1);
    if (!digits.matches("0*[1-9][0-9]{0,8}")) {
      throw new OrderSyntaxException(
          "'" + part + "' needs a whole number from 1 to 999999999 after the colon", example);
    }
    return Integer.parseInt(digits);
  }

  private static OrderSyntaxException unknown(String text, String part) {
    if (part.isEmpty()) {
      return new OrderSyntaxException(
          text.isBlank() ? "an order is empty" : "an empty part in the order '" + text + "'",
          "write for example 'sequential' or 'reversed/strided:8'");
    }
    List<String> words = new ArrayList<>(words());
    words.addAll(List.of("strided", "blocked"));
    Profiles.claims().forEach(claim -> words.add(claim.spelling()));
    return new OrderSyntaxException(
        "unknown part '" + part + "' in the order '" + text + "'",
        Suggestion.didYouMean(part, words).orElse("see 'gradaudit list orders' for what there is"));
  }

  private static <T> @Nullable T find(T[] values, Function<T, String> label, String part) {
    for (T value : values) {
      if (label.apply(value).equals(part)) {
        return value;
      }
    }
    return null;
  }
}
