package dev.gradaudit.scenario;

import dev.gradaudit.scenario.DocumentNode.ArrayNode;
import dev.gradaudit.scenario.DocumentNode.BooleanNode;
import dev.gradaudit.scenario.DocumentNode.Member;
import dev.gradaudit.scenario.DocumentNode.NumberNode;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The variables of a scenario file, each with the values that it takes. Every combination is a
 * scenario of its own, in which <code>${n}</code> stands for the value of <code>n</code>; the last
 * variable changes fastest.
 *
 * <p>A string that is nothing but a variable becomes its value, a number for example. In the middle
 * of other text the value is put in as it is written. <code>$${</code> stands for <code>${</code>.
 */
final class Matrix {
  static final String FIELD = "matrix";

  private static final int MOST_COMBINATIONS = 1000;

  /** Read together, about twice what a single file may hold: some seconds. */
  private static final long MOST_CHARACTERS = 32L << 20;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final FaultLog faults;
  private final Map<String, List<DocumentNode>> variables = new LinkedHashMap<>();

  private Matrix(FaultLog faults) {
    this.faults = faults;
  }

  /**
   * A scenario of the file.
   *
   * @param values of the variables
   * @param document makes its document, in which the values are put in; made when it is read and
   *     not kept, because there may be many
   */
  record Combination(Map<String, MatrixValue> values, Supplier<ObjectNode> document) {
    Combination {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** {@code [n=10, dtype=float32]}; empty without a matrix. */
    String suffix() {
      if (values.isEmpty()) {
        return "";
      }
      List<String> pairs = new ArrayList<>();
      values.forEach(
          (name, value) -> pairs.add(name + "=" + value.text().replaceAll("\\p{Cntrl}", "?")));
      return "[" + String.join(", ", pairs) + "]";
    }
  }

  /** The scenarios of a file; none when a fault says why. Without a matrix there is one. */
  static List<Combination> expand(ObjectNode root, FaultLog faults) {
    Member member = root.members().get(FIELD);
    if (member == null) {
      return List.of(new Combination(Map.of(), () -> root));
    }
    Matrix matrix = new Matrix(faults);
    matrix.read(member);
    if (!faults.isEmpty()) {
      return List.of();
    }
    Substitution substitution = new Substitution(without(root), matrix.variables.keySet(), faults);
    matrix.requireUse(member, substitution);
    List<Map<String, DocumentNode>> all = matrix.combinations();
    if (all.size() * substitution.charactersOfEach() > MOST_CHARACTERS) {
      faults.add(
          member.value(),
          "the " + all.size() + " combinations are too large to be read one by one",
          "keep variables out of long lists of numbers, or give fewer values");
    }
    if (!faults.isEmpty()) {
      return List.of();
    }
    return all.stream()
        .map(values -> new Combination(matrix.named(values), () -> substitution.with(values)))
        .toList();
  }

  private void requireUse(Member member, Substitution substitution) {
    ObjectNode object = (ObjectNode) member.value();
    object
        .members()
        .forEach(
            (name, variable) -> {
              if (!substitution.uses(name)) {
                faults.add(
                    variable.keyStart(),
                    variable.keyEnd(),
                    "the matrix variable " + Wording.quoted(name) + " is not used",
                    "write ${" + name + "} where its value is to stand");
              }
            });
  }

  private Map<String, MatrixValue> named(Map<String, DocumentNode> values) {
    Map<String, MatrixValue> named = new LinkedHashMap<>();
    values.forEach((name, value) -> named.put(name, MatrixValue.of(value, faults.source())));
    return named;
  }

  private void read(Member member) {
    if (!(member.value() instanceof ObjectNode object) || object.members().isEmpty()) {
      faults.addMismatch(
          member.value(),
          "an object with a list of values for each variable",
          "for example {\"n\": [10, 100]}");
      return;
    }
    long combinations = 1;
    for (Map.Entry<String, Member> variable : object.members().entrySet()) {
      Member values = variable.getValue();
      if (!NAME.matcher(variable.getKey()).matches()) {
        faults.add(
            values.keyStart(),
            values.keyEnd(),
            Wording.quoted(variable.getKey()) + " is no name of a variable",
            "use letters, digits and underscores");
      }
      if (!(values.value() instanceof ArrayNode list) || list.items().isEmpty()) {
        faults.addMismatch(values.value(), "a list of values", "for example [10, 100]");
        continue;
      }
      Set<String> texts = new HashSet<>();
      for (DocumentNode item : list.items()) {
        boolean scalar =
            item instanceof NumberNode || item instanceof StringNode || item instanceof BooleanNode;
        if (!scalar) {
          faults.addMismatch(item, "a number, a string, true or false");
        } else if (!texts.add(MatrixValue.of(item, faults.source()).text())) {
          faults.add(
              item,
              "the value "
                  + Wording.quoted(MatrixValue.of(item, faults.source()).text())
                  + " is given twice",
              null);
        }
      }
      combinations = Math.min(combinations * list.items().size(), Integer.MAX_VALUE);
      variables.put(variable.getKey(), list.items());
    }
    if (combinations > MOST_COMBINATIONS) {
      faults.add(
          member.value(),
          "the matrix has more than " + MOST_COMBINATIONS + " combinations",
          "give fewer values, or several files");
    }
  }

  /** The combinations of the values, as many as there are. */
  private List<Map<String, DocumentNode>> combinations() {
    List<Map<String, DocumentNode>> all = new ArrayList<>();
    all.add(Map.of());
    for (Map.Entry<String, List<DocumentNode>> variable : variables.entrySet()) {
      List<Map<String, DocumentNode>> longer = new ArrayList<>();
      for (Map<String, DocumentNode> shorter : all) {
        for (DocumentNode value : variable.getValue()) {
          Map<String, DocumentNode> combination = new LinkedHashMap<>(shorter);
          combination.put(variable.getKey(), value);
          longer.add(combination);
        }
      }
      all = longer;
    }
    return all;
  }

  private static ObjectNode without(ObjectNode root) {
    Map<String, Member> members = new LinkedHashMap<>(root.members());
    members.remove(FIELD);
    return new ObjectNode(root.start(), root.end(), members);
  }
}
