package dev.gradaudit.scenario;

import dev.gradaudit.scenario.DocumentNode.ArrayNode;
import dev.gradaudit.scenario.DocumentNode.BooleanNode;
import dev.gradaudit.scenario.DocumentNode.Member;
import dev.gradaudit.scenario.DocumentNode.NumberNode;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import dev.gradaudit.text.Suggestion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
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

  /** Each scenario holds the numbers that its file states. */
  private static final long MOST_CHARACTERS = 128L << 20;

  /** Fields of a scenario that are texts, whatever a variable's value looks like. */
  private static final Set<String> TEXTS = Set.of("name", "description", "program", "loss");

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern USE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)\\}?");

  private final FaultLog faults;
  private final Map<String, List<DocumentNode>> variables = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();

  private Matrix(FaultLog faults) {
    this.faults = faults;
  }

  /**
   * A scenario of the file.
   *
   * @param values of the variables, as they are written
   */
  record Combination(ObjectNode root, Map<String, String> values) {
    Combination {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** {@code [n=10, dtype=float32]}; empty without a matrix. */
    String suffix() {
      if (values.isEmpty()) {
        return "";
      }
      List<String> pairs = new ArrayList<>();
      values.forEach((name, value) -> pairs.add(name + "=" + value.replaceAll("\\p{Cntrl}", "?")));
      return "[" + String.join(", ", pairs) + "]";
    }
  }

  /** The scenarios of a file; none when a fault says why. Without a matrix there is one. */
  static List<Combination> expand(ObjectNode root, FaultLog faults) {
    Member member = root.members().get(FIELD);
    if (member == null) {
      return List.of(new Combination(root, Map.of()));
    }
    Matrix matrix = new Matrix(faults);
    matrix.read(member);
    if (!faults.isEmpty()) {
      return List.of();
    }
    List<Combination> all = matrix.combinations(root);
    matrix
        .variables
        .keySet()
        .forEach(
            name -> {
              if (!matrix.used.contains(name)) {
                faults.add(
                    member.value(),
                    "the matrix variable " + Wording.quoted(name) + " is not used",
                    "write ${" + name + "} where its value is to stand");
              }
            });
    return faults.isEmpty() ? all : List.of();
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
        } else if (!texts.add(text(item))) {
          faults.add(item, "the value " + text(item) + " is given twice", null);
        }
      }
      combinations = Math.min(combinations * list.items().size(), Integer.MAX_VALUE);
      variables.put(variable.getKey(), list.items());
    }
    long characters = combinations * faults.source().text().length();
    if (combinations <= MOST_COMBINATIONS && characters > MOST_CHARACTERS) {
      faults.add(
          member.value(),
          combinations + " scenarios of a file of this size are too much to hold",
          "put its numbers into a tensor file, or draw them with \"init\"");
    }
    if (combinations > MOST_COMBINATIONS) {
      faults.add(
          member.value(),
          "the matrix has more than " + MOST_COMBINATIONS + " combinations",
          "give fewer values, or several files");
    }
  }

  private List<Combination> combinations(ObjectNode root) {
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
    List<Combination> combinations = new ArrayList<>();
    for (Map<String, DocumentNode> values : all) {
      Map<String, String> texts = new LinkedHashMap<>();
      values.forEach((name, value) -> texts.put(name, text(value)));
      combinations.add(new Combination(withoutMatrix(root, values), texts));
    }
    return combinations;
  }

  private ObjectNode withoutMatrix(ObjectNode root, Map<String, DocumentNode> values) {
    Map<String, Member> members = new LinkedHashMap<>();
    root.members()
        .forEach(
            (key, member) -> {
              if (!key.equals(FIELD)) {
                members.put(key, substituted(member, values, TEXTS.contains(key)));
              }
            });
    return new ObjectNode(root.start(), root.end(), members);
  }

  private Member substituted(Member member, Map<String, DocumentNode> values, boolean asText) {
    return new Member(
        member.keyStart(), member.keyEnd(), substituted(member.value(), values, asText));
  }

  /**
   * @param asText whether a value stays text although nothing stands beside it
   */
  private DocumentNode substituted(
      DocumentNode node, Map<String, DocumentNode> values, boolean asText) {
    if (node instanceof ObjectNode object) {
      Map<String, Member> members = new LinkedHashMap<>();
      object
          .members()
          .forEach((key, member) -> members.put(key, substituted(member, values, asText)));
      return new ObjectNode(node.start(), node.end(), members);
    }
    if (node instanceof ArrayNode array) {
      // A million numbers without a variable are shared by all scenarios.
      return mentions(array)
          ? new ArrayNode(
              node.start(),
              node.end(),
              array.items().stream().map(item -> substituted(item, values, asText)).toList())
          : array;
    }
    return node instanceof StringNode string && string.text().contains("${")
        ? substituted(string, values, asText)
        : node;
  }

  /** Whether a variable stands anywhere in a value. */
  private static boolean mentions(DocumentNode node) {
    if (node instanceof ObjectNode object) {
      return object.members().values().stream().anyMatch(member -> mentions(member.value()));
    }
    if (node instanceof ArrayNode array) {
      return array.items().stream().anyMatch(Matrix::mentions);
    }
    return node instanceof StringNode string && string.text().contains("${");
  }

  private DocumentNode substituted(
      StringNode node, Map<String, DocumentNode> values, boolean asText) {
    String written = node.text();
    Matcher uses = USE.matcher(written);
    StringBuilder text = new StringBuilder();
    List<Integer> origins = new ArrayList<>();
    int done = 0;
    while (uses.find()) {
      copy(written, done, uses.start(), text, origins);
      done = uses.end();
      String name = uses.group(1);
      if (name == null) {
        put("${", uses.start(), text, origins);
        continue;
      }
      DocumentNode value = values.get(name);
      if (value == null || !uses.group().endsWith("}")) {
        faults.add(
            node,
            value == null
                ? "the matrix has no variable " + Wording.quoted(name)
                : "${" + name + " is not closed",
            value == null
                ? Suggestion.didYouMean(name, values.keySet())
                    .orElse("there is " + Wording.listed(values.keySet()) + "; $${ stands for ${")
                : "write ${" + name + "}");
        continue;
      }
      used.add(name);
      if (!asText && uses.start() == 0 && uses.end() == written.length()) {
        return inPlaceOf(node, value);
      }
      put(text(value), uses.start(), text, origins);
    }
    copy(written, done, written.length(), text, origins);
    origins.add(written.length());
    return new StringNode(
        node.start(), node.end(), text.toString(), new StringNode.Written(written, origins));
  }

  /** A number is read from where it is written, which is in the matrix. */
  private static DocumentNode inPlaceOf(StringNode node, DocumentNode value) {
    if (value instanceof StringNode string) {
      return new StringNode(node.start(), node.end(), string.text());
    }
    return value instanceof BooleanNode truth
        ? new BooleanNode(node.start(), node.end(), truth.value())
        : value;
  }

  private static void copy(
      String written, int from, int to, StringBuilder text, List<Integer> origins) {
    for (int at = from; at < to; at++) {
      text.append(written.charAt(at));
      origins.add(at);
    }
  }

  private static void put(String value, int origin, StringBuilder text, List<Integer> origins) {
    for (int i = 0; i < value.length(); i++) {
      text.append(value.charAt(i));
      origins.add(origin);
    }
  }

  private String text(DocumentNode value) {
    if (value instanceof StringNode string) {
      return string.text();
    }
    return value instanceof BooleanNode truth
        ? Boolean.toString(truth.value())
        : faults.source().slice(value.start(), value.end());
  }
}
