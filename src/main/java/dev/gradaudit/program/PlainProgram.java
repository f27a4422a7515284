package dev.gradaudit.program;

import dev.gradaudit.program.Token.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A program in its plainest form: one assignment in each line, each to names that have no value
 * yet, without comments, imports and {@code backward()}.
 *
 * @param loss the name of the loss
 */
public record PlainProgram(List<String> statements, String loss) {
  public PlainProgram {
    statements = List.copyOf(statements);
  }

  /**
   * The plain form of a program that compiles.
   *
   * @param inputs the names of the tensors of the scenario
   */
  public static PlainProgram of(Program program, Collection<String> inputs) {
    // A statement may go on over several program lines, which line ends hold together.
    return new Plainer(inputs, String.join("\n", program.statements())).run(program.lossName());
  }

  private static final class Plainer {
    private final String text;
    private final List<Token> tokens;
    private final Set<String> taken;
    private final Map<String, String> renamed = new HashMap<>();
    private final List<String> statements = new ArrayList<>();
    private final Set<String> defined;
    private String backward = "";

    Plainer(Collection<String> inputs, String text) {
      this.text = text;
      this.tokens = Lexer.tokens(text);
      this.defined = new HashSet<>(inputs);
      this.taken = new HashSet<>(inputs);
      tokens.stream()
          .filter(token -> token.kind() == Kind.NAME)
          .map(Token::text)
          .forEach(taken::add);
    }

    PlainProgram run(String loss) {
      int start = 0;
      for (int i = 0; i < tokens.size(); i++) {
        if (tokens.get(i).kind() == Kind.NEWLINE || tokens.get(i).kind() == Kind.END) {
          if (i > start) {
            statement(tokens.subList(start, i));
          }
          start = i + 1;
        }
      }
      return new PlainProgram(
          statements, backward.isEmpty() ? renamed.getOrDefault(loss, loss) : backward);
    }

    private void statement(List<Token> words) {
      String first = words.get(0).text();
      if (first.equals("import") || first.equals("from")) {
        return;
      }
      int operator = operator(words);
      if (operator < 0) {
        backward(words);
        return;
      }
      String sign = words.get(operator).text();
      String value = text(words.subList(operator + 1, words.size()));
      if (!sign.equals("=")) {
        String name = renamed.getOrDefault(first, first);
        value = name + " " + sign.substring(0, sign.length() - 1) + " (" + value + ")";
      }
      StringBuilder targets = new StringBuilder();
      Token previous = null;
      for (Token word : words.subList(0, operator)) {
        targets.append(gap(previous, word));
        targets.append(word.kind() == Kind.NAME ? assigned(word.text()) : word.text());
        previous = word;
      }
      statements.add(targets + " = " + value);
    }

    /** A name to assign to that has no value yet. */
    private String assigned(String name) {
      if (defined.add(name)) {
        return name;
      }
      String fresh = fresh(name, taken);
      renamed.put(name, fresh);
      return fresh;
    }

    /** {@code receiver.backward(...)}: the receiver is the loss. */
    private void backward(List<Token> words) {
      int dot = words.size() - 1;
      while (dot > 0 && !(words.get(dot).is(".") && words.get(dot + 1).text().equals("backward"))) {
        dot--;
      }
      List<Token> receiver = words.subList(0, dot);
      String value = text(receiver);
      if (receiver.size() == 1) {
        backward = value;
        return;
      }
      backward = assigned("loss");
      statements.add(backward + " = " + value);
    }

    private static int operator(List<Token> words) {
      int depth = 0;
      int found = -1;
      for (int i = 0; i < words.size(); i++) {
        Token word = words.get(i);
        if (word.kind() == Kind.SYMBOL) {
          depth += "([{".contains(word.text()) ? 1 : ")]}".contains(word.text()) ? -1 : 0;
          found = depth == 0 && TokenCursor.isAssignment(word) ? i : found;
        }
      }
      return found;
    }

    /** The text of some words, on one line, with the names that stand for others replaced. */
    private String text(List<Token> words) {
      StringBuilder out = new StringBuilder();
      Token previous = null;
      for (int i = 0; i < words.size(); i++) {
        Token word = words.get(i);
        out.append(gap(previous, word));
        boolean attribute = previous != null && previous.is(".");
        boolean keyword = i + 1 < words.size() && words.get(i + 1).is("=");
        boolean variable = word.kind() == Kind.NAME && !attribute && !keyword;
        String own = text.substring(word.start(), word.end());
        out.append(variable ? renamed.getOrDefault(own, own) : own);
        previous = word;
      }
      return out.toString();
    }

    private String gap(@Nullable Token previous, Token next) {
      if (previous == null) {
        return "";
      }
      String gap = text.substring(previous.end(), next.start());
      return gap.isBlank() && gap.indexOf('\n') < 0 && gap.indexOf('\r') < 0
          ? gap
          : previous.is("(") || previous.is("[") || next.is(")") || next.is("]") ? "" : " ";
    }
  }

  /** A name like another that is not taken; from then on it is. */
  public static String fresh(String name, Set<String> taken) {
    for (int number = 2; ; number++) {
      String candidate = name + "_" + number;
      if (taken.add(candidate)) {
        return candidate;
      }
    }
  }
}
