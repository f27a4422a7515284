package dev.gradaudit.reduction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A permutation of the terms of a sum that is likely to move its rounding errors to one side.
 *
 * @param name what it does, for people
 * @param permutation for each position the term that stands there
 */
record Arrangement(String name, int[] permutation) {
  /**
   * All of them: as given, by magnitude, and the terms of either sign first or in turn, each sign
   * by magnitude. Equal terms stay in their sequence; NaN is taken for a large positive number.
   */
  static List<Arrangement> of(double[] terms) {
    int[] forward = IntStream.range(0, terms.length).toArray();
    int[] ascending = sorted(forward, Comparator.comparingDouble(term -> Math.abs(terms[term])));
    List<Arrangement> all = new ArrayList<>();
    all.add(new Arrangement("forward", forward));
    all.add(new Arrangement("reversed", backwards(forward)));
    all.add(new Arrangement("ascending", ascending));
    all.add(new Arrangement("descending", backwards(ascending)));
    int[] positive = chosen(ascending, terms, false);
    int[] negative = chosen(ascending, terms, true);
    for (boolean falling : new boolean[] {true, false}) {
      int[] plus = falling ? backwards(positive) : positive;
      int[] minus = falling ? backwards(negative) : negative;
      String how = falling ? ", descending" : ", ascending";
      all.add(new Arrangement("positive first" + how, joined(plus, minus)));
      all.add(new Arrangement("negative first" + how, joined(minus, plus)));
      all.add(new Arrangement("signs in turn" + how, inTurn(plus, minus)));
      all.add(new Arrangement("signs in turn, negative first" + how, inTurn(minus, plus)));
      all.add(
          new Arrangement(
              "positive" + how + ", then negative the other way", joined(plus, backwards(minus))));
      all.add(
          new Arrangement(
              "negative" + how + ", then positive the other way", joined(minus, backwards(plus))));
    }
    return all;
  }

  private static int[] sorted(int[] terms, Comparator<Integer> by) {
    return Arrays.stream(terms).boxed().sorted(by).mapToInt(Integer::intValue).toArray();
  }

  private static int[] backwards(int[] terms) {
    return IntStream.range(0, terms.length).map(i -> terms[terms.length - 1 - i]).toArray();
  }

  private static int[] chosen(int[] sequence, double[] terms, boolean negative) {
    return Arrays.stream(sequence).filter(term -> terms[term] < 0 == negative).toArray();
  }

  private static int[] joined(int[] first, int[] second) {
    return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
  }

  /** One of each as long as both last. */
  private static int[] inTurn(int[] first, int[] second) {
    int[] all = new int[first.length + second.length];
    int next = 0;
    for (int i = 0; i < Math.max(first.length, second.length); i++) {
      if (i < first.length) {
        all[next++] = first[i];
      }
      if (i < second.length) {
        all[next++] = second[i];
      }
    }
    return all;
  }
}
