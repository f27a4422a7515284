package dev.gradaudit.scenario;

import dev.gradaudit.program.Fault;
import dev.gradaudit.scenario.DocumentNode.ArrayNode;
import dev.gradaudit.scenario.DocumentNode.BooleanNode;
import dev.gradaudit.scenario.DocumentNode.Member;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import dev.gradaudit.scenario.DocumentNode.StringNode;
import dev.gradaudit.text.Suggestion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The places of a document in which variables of its matrix stand, found once, and the documents
 * with values in those places. What has no variable in it is the same object in all of them, so
 * that a long list of numbers is held once, however many combinations there are.
 */
final class Substitution {
  /** What a value becomes, by the field of the scenario in which it stands. */
  private enum Use {
    /** Its own kind where nothing stands beside it. */
    VALUE,
    /** Text, whatever it looks like. */
    TEXT,
    /** Text in which truth is spelled as in Python. */
    PROGRAM;

    static Use in(String field) {
      return switch (field) {
        case "program", "loss" -> PROGRAM;
        case "name", "description", "engine" -> TEXT;
        default -> VALUE;
      };
    }
  }

  private static final Pattern PLACE = Pattern.compile("\\$\\$\\{|\\$\\{([^${}\\n]*)(\\}?)");

  private final FaultLog faults;
  private final Set<String> names;
  private final ObjectNode root;
  private final Set<String> used = new HashSet<>();
  private final Set<DocumentNode> touched = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Looks for variables; a fault says where one is unknown.
   *
   * @param root the document without its matrix
   * @param names the variables that there are
   */
  Substitution(ObjectNode root, Set<String> names, FaultLog faults) {
    this.root = root;
    this.names = names;
    this.faults = faults;
    look(root);
  }

  boolean uses(String name) {
    return used.contains(name);
  }

  /**
   * How many characters of the file are read anew for each combination: all but the lists without a
   * variable.
   */
  long charactersOfEach() {
    return characters(root);
  }

  private long characters(DocumentNode node) {
    if (node instanceof ArrayNode && !touched.contains(node)) {
      return 0;
    }
    long all = (long) node.end() - node.start();
    if (node instanceof ObjectNode object) {
      for (Member member : object.members().values()) {
        all -= member.value().end() - member.value().start() - characters(member.value());
      }
    }
    return all;
  }

  /** Whether a variable stands in it. */
  private boolean look(DocumentNode node) {
    boolean found = false;
    if (node instanceof ObjectNode object) {
      for (Member member : object.members().values()) {
        found |= look(member.value());
      }
    } else if (node instanceof ArrayNode array) {
      for (DocumentNode item : array.items()) {
        found |= look(item);
      }
    } else if (node instanceof StringNode string && string.text().contains("${")) {
      check(string);
      found = true;
    }
    if (found) {
      touched.add(node);
    }
    return found;
  }

  private void check(StringNode node) {
    Matcher places = PLACE.matcher(node.text());
    while (places.find()) {
      String name = places.group(1);
      if (name == null) {
        continue;
      }
      if (places.group(2).isEmpty()) {
        add(node, places, "${" + name + " is not closed", "write ${" + name.strip() + "}");
      } else if (!names.contains(name)) {
        add(
            node,
            places,
            "the matrix has no variable " + Wording.quoted(name),
            Suggestion.didYouMean(name, names)
                .orElse("there is " + Wording.listed(names) + "; $${ stands for ${"));
      } else {
        used.add(name);
      }
    }
  }

  /** At the variable itself, also within a long text. */
  private void add(StringNode node, Matcher place, String message, String advice) {
    ProgramText text = new ProgramText(faults.source(), node);
    int length = place.end() - place.start();
    faults.add(new Fault(text.locate(place.start(), length), message, advice));
  }

  /** The document with a value in the place of each variable. */
  ObjectNode with(Map<String, DocumentNode> values) {
    Map<String, Member> members = new LinkedHashMap<>();
    root.members().forEach((key, member) -> members.put(key, with(values, member, Use.in(key))));
    return new ObjectNode(root.start(), root.end(), members);
  }

  private Member with(Map<String, DocumentNode> values, Member member, Use use) {
    return new Member(member.keyStart(), member.keyEnd(), with(values, member.value(), use));
  }

  private DocumentNode with(Map<String, DocumentNode> values, DocumentNode node, Use use) {
    if (!touched.contains(node)) {
      return node;
    }
    if (node instanceof ObjectNode object) {
      Map<String, Member> members = new LinkedHashMap<>();
      object.members().forEach((key, member) -> members.put(key, with(values, member, use)));
      return new ObjectNode(node.start(), node.end(), members);
    }
    if (node instanceof ArrayNode array) {
      return new ArrayNode(
          node.start(),
          node.end(),
          array.items().stream().map(item -> with(values, item, use)).toList());
    }
    return with(values, (StringNode) node, use);
  }

  private DocumentNode with(Map<String, DocumentNode> values, StringNode node, Use use) {
    String written = node.text();
    Matcher places = PLACE.matcher(written);
    StringBuilder text = new StringBuilder();
    List<Integer> origins = new ArrayList<>();
    int done = 0;
    while (places.find()) {
      copy(written, done, places.start(), text, origins);
      done = places.end();
      DocumentNode value = values.get(places.group(1));
      if (value == null) {
        put("${", places.start(), text, origins);
      } else if (use == Use.VALUE && places.start() == 0 && places.end() == written.length()) {
        return inPlaceOf(node, value);
      } else {
        put(text(value, use), places.start(), text, origins);
      }
    }
    copy(written, done, written.length(), text, origins);
    origins.add(written.length());
    return new StringNode(
        node.start(), node.end(), text.toString(), new StringNode.Written(written, origins));
  }

  private String text(DocumentNode value, Use use) {
    if (use == Use.PROGRAM && value instanceof BooleanNode truth) {
      return truth.value() ? "True" : "False";
    }
    return MatrixValue.of(value, faults.source()).text();
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
}
