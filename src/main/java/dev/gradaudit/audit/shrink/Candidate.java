package dev.gradaudit.audit.shrink;

import dev.gradaudit.plan.Configuration;
import dev.gradaudit.program.InputType;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.scenario.ScenarioDraft.Variable;
import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A scenario on its way to be the smallest: plain numbers, plain statements and two configurations.
 *
 * @param tensors by name, in the order of the file
 * @param statements one assignment each, each to names of its own
 * @param loss the name of the loss
 * @param cotangent what backward starts from; null for 1
 */
record Candidate(
    Map<String, Variable> tensors,
    List<String> statements,
    String loss,
    @Nullable Tensor cotangent,
    Configuration from,
    Configuration to) {
  private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");

  Candidate {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    statements = List.copyOf(statements);
  }

  Candidate withTensors(Map<String, Variable> others) {
    return new Candidate(others, statements, loss, cotangent, from, to);
  }

  Candidate withTensor(String name, Variable variable) {
    Map<String, Variable> others = new LinkedHashMap<>(tensors);
    others.put(name, variable);
    return withTensors(others);
  }

  Candidate withCotangent(@Nullable Tensor other) {
    return new Candidate(tensors, statements, loss, other, from, to);
  }

  Candidate withStatements(List<String> others) {
    return new Candidate(tensors, others, loss, cotangent, from, to);
  }

  Candidate withLoss(List<String> others, String name, @Nullable Tensor start) {
    return new Candidate(tensors, others, name, start, from, to);
  }

  Candidate withConfigurations(Configuration one, Configuration other) {
    return new Candidate(tensors, statements, loss, cotangent, one, other);
  }

  /** Without the tensors that no statement mentions. */
  Candidate pruned() {
    Set<String> mentioned = words();
    mentioned.add(loss);
    if (mentioned.containsAll(tensors.keySet())) {
      return this;
    }
    Map<String, Variable> kept = new LinkedHashMap<>(tensors);
    kept.keySet().retainAll(mentioned);
    return withTensors(kept);
  }

  /** Every word of the statements, whatever it stands for. */
  Set<String> words() {
    Set<String> words = new HashSet<>();
    for (String statement : statements) {
      Matcher word = WORD.matcher(statement);
      while (word.find()) {
        words.add(word.group());
      }
    }
    return words;
  }

  /** A statement with other texts for some words. */
  static String replaced(String statement, Map<String, String> texts) {
    return texts.isEmpty()
        ? statement
        : WORD.matcher(statement)
            .replaceAll(
                word -> Matcher.quoteReplacement(texts.getOrDefault(word.group(), word.group())));
  }

  /** An expression that can stand anywhere: in brackets where it has an operator. */
  static String bracketed(String expression) {
    return hasOperator(expression) ? "(" + expression + ")" : expression;
  }

  /** Whether there is an operator outside of brackets, or the like: then it takes brackets. */
  private static boolean hasOperator(String expression) {
    int depth = 0;
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      depth += "([".indexOf(c) >= 0 ? 1 : ")]".indexOf(c) >= 0 ? -1 : 0;
      if (depth == 0 && "+-*/@%<>=!&|^~,".indexOf(c) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** A name that nothing has yet. */
  String freshName(String stem) {
    Set<String> taken = words();
    taken.addAll(tensors.keySet());
    for (int number = 1; ; number++) {
      String name = number == 1 ? stem : stem + number;
      if (!taken.contains(name)) {
        return name;
      }
    }
  }

  Map<String, InputType> inputTypes() {
    Map<String, InputType> types = new LinkedHashMap<>();
    tensors.forEach(
        (name, variable) ->
            types.put(name, new InputType(type(variable.value()), variable.requiresGrad())));
    return types;
  }

  static TensorType type(Tensor tensor) {
    return new TensorType(tensor.dtype(), tensor.shape());
  }

  int gradients() {
    return (int) tensors.values().stream().filter(Variable::requiresGrad).count();
  }

  long elements() {
    long elements = cotangent == null ? 0 : cotangent.size();
    for (Variable variable : tensors.values()) {
      elements += variable.value().size();
    }
    return elements;
  }

  /** The same for the same candidate, and for no other one. */
  String fingerprint() {
    StringBuilder text = new StringBuilder();
    statements.forEach(statement -> text.append(statement).append('\n'));
    text.append(loss).append('\n');
    for (Configuration side : List.of(from, to)) {
      text.append(side.order().name()).append(' ').append(side.threads());
      text.append(' ').append(side.seed()).append('\n');
    }
    tensors.forEach(
        (name, variable) -> {
          text.append(name).append(variable.requiresGrad());
          append(variable.value(), text);
        });
    if (cotangent != null) {
      append(cotangent, text);
    }
    return text.toString();
  }

  private static void append(Tensor tensor, StringBuilder text) {
    text.append(type(tensor)).append(Tensors.sha256(tensor)).append('\n');
  }
}
