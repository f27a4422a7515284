package dev.gradaudit.audit.shrink;

import dev.gradaudit.program.InputType;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.scenario.ScenarioDraft.Variable;
import dev.gradaudit.tensor.Shape;
import dev.gradaudit.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Places of a candidate where the same extent stands: dimensions of tensors and whole numbers of
 * the program. Some of them have to change together; which ones is found out by compiling.
 */
final class Dimensions {
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])[0-9]+(?![\\w.])");

  /** More places than this are tried one by one, in pairs and all together only. */
  private static final int MOST_TRIPLES = 12;

  private static final String COTANGENT = "";

  private Dimensions() {}

  /** A place where an extent stands. */
  sealed interface Place {}

  /** A dimension of a tensor; the cotangent has no name. */
  record Dim(String tensor, int dim) implements Place {}

  /** A number of the program. */
  record Literal(int line, int start, int end) implements Place {}

  /** Every place with this extent, the dimensions first. */
  static List<Place> places(Candidate candidate, int extent) {
    List<Place> places = new ArrayList<>();
    candidate
        .tensors()
        .forEach((name, variable) -> addDims(name, variable.value().shape(), extent, places));
    Tensor cotangent = candidate.cotangent();
    if (cotangent != null) {
      addDims(COTANGENT, cotangent.shape(), extent, places);
    }
    for (int line = 0; line < candidate.statements().size() && extent > 1; line++) {
      Matcher number = NUMBER.matcher(candidate.statements().get(line));
      while (number.find()) {
        if (number.group().equals(Integer.toString(extent))) {
          places.add(new Literal(line, number.start(), number.end()));
        }
      }
    }
    return places;
  }

  private static void addDims(String name, Shape shape, int extent, List<Place> places) {
    for (int dim = 0; dim < shape.rank(); dim++) {
      if (shape.extent(dim) == extent) {
        places.add(new Dim(name, dim));
      }
    }
  }

  /** Sets of places with at least one dimension: the small ones first, all of them last. */
  static List<List<Place>> sets(List<Place> places) {
    List<List<Place>> sets = new ArrayList<>();
    int n = places.size();
    for (int i = 0; i < n; i++) {
      sets.add(List.of(places.get(i)));
    }
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        sets.add(List.of(places.get(i), places.get(j)));
      }
    }
    for (int i = 0; i < n && n <= MOST_TRIPLES; i++) {
      for (int j = i + 1; j < n; j++) {
        for (int k = j + 1; k < n; k++) {
          sets.add(List.of(places.get(i), places.get(j), places.get(k)));
        }
      }
    }
    for (int i = 0; i < n && n > 4; i++) {
      List<Place> butOne = new ArrayList<>(places);
      butOne.remove(i);
      sets.add(butOne);
    }
    if (n > 3) {
      sets.add(places);
    }
    sets.removeIf(set -> set.stream().noneMatch(Dim.class::isInstance));
    return sets;
  }

  /** Whether the program makes sense once the dimensions of a set have another extent. */
  static boolean compiles(Search search, Candidate base, List<Place> set, int extent) {
    return compiles(search, base, set, extent, (shape, dim) -> Slices.resized(shape, dim, extent));
  }

  /** Whether it makes sense without the dimensions of a set. */
  static boolean compilesWithout(Search search, Candidate base, List<Place> set) {
    return compiles(search, base, set, 1, Slices::without);
  }

  private static boolean compiles(
      Search search,
      Candidate base,
      List<Place> set,
      int extent,
      BiFunction<Shape, Integer, Shape> change) {
    Map<String, InputType> inputs = new LinkedHashMap<>();
    base.tensors()
        .forEach(
            (name, variable) -> {
              Tensor value = variable.value();
              Shape shape = changed(name, value.shape(), set, change);
              TensorType type = new TensorType(value.dtype(), shape);
              inputs.put(name, new InputType(type, variable.requiresGrad()));
            });
    Tensor cotangent = base.cotangent();
    TensorType start =
        cotangent == null
            ? null
            : new TensorType(cotangent.dtype(), changed(COTANGENT, cotangent.shape(), set, change));
    return search.compiles(statements(base, set, extent), inputs, base.loss(), start);
  }

  /** The last dimensions first, so that the numbers of the others stay what they are. */
  private static Shape changed(
      String name, Shape shape, List<Place> set, BiFunction<Shape, Integer, Shape> change) {
    Shape result = shape;
    for (int dim = shape.rank() - 1; dim >= 0; dim--) {
      result = set.contains(new Dim(name, dim)) ? change.apply(result, dim) : result;
    }
    return result;
  }

  /** The statements with another number in the places of a set. */
  static List<String> statements(Candidate base, List<Place> set, int extent) {
    List<String> statements = new ArrayList<>(base.statements());
    for (int i = set.size() - 1; i >= 0; i--) {
      if (set.get(i) instanceof Literal literal) {
        String text = statements.get(literal.line());
        statements.set(
            literal.line(),
            text.substring(0, literal.start()) + extent + text.substring(literal.end()));
      }
    }
    return statements;
  }

  /** A candidate with the dimensions of a set changed. */
  static Candidate changed(
      Candidate base, List<Place> set, int extent, BiFunction<Tensor, Integer, Tensor> change) {
    Map<String, Variable> tensors = new LinkedHashMap<>();
    base.tensors()
        .forEach(
            (name, variable) -> {
              Tensor value = changed(name, variable.value(), set, change);
              tensors.put(name, new Variable(value, variable.requiresGrad()));
            });
    Tensor cotangent = base.cotangent();
    @Nullable Tensor start = cotangent == null ? null : changed(COTANGENT, cotangent, set, change);
    return base.withTensors(tensors)
        .withStatements(statements(base, set, extent))
        .withCotangent(start);
  }

  private static Tensor changed(
      String name, Tensor tensor, List<Place> set, BiFunction<Tensor, Integer, Tensor> change) {
    Tensor result = tensor;
    for (int dim = tensor.shape().rank() - 1; dim >= 0; dim--) {
      result = set.contains(new Dim(name, dim)) ? change.apply(result, dim) : result;
    }
    return result;
  }
}
