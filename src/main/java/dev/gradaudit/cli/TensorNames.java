package dev.gradaudit.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which tensors of two files are compared with which.
 *
 * @param renamed names of the second file by those of the first
 * @param only patterns of names; all names where there is none
 */
record TensorNames(Map<String, String> renamed, List<Pattern> only) {
  static TensorNames of(List<String> maps, List<String> only) throws CommandException {
    Map<String, String> renamed = new LinkedHashMap<>();
    for (String map : maps) {
      int equals = map.indexOf('=');
      if (equals < 0) {
        throw CommandException.usage(
            "--map: '" + map + "' has no '='; write for example weight=layer.weight");
      }
      String from = map.substring(0, equals);
      String to = map.substring(equals + 1);
      if (renamed.containsKey(from) || renamed.containsValue(to)) {
        throw CommandException.usage(
            "--map: '" + (renamed.containsKey(from) ? from : to) + "' is there twice");
      }
      renamed.put(from, to);
    }
    List<Pattern> patterns = new ArrayList<>();
    for (String glob : only) {
      patterns.add(pattern(glob));
    }
    return new TensorNames(renamed, patterns);
  }

  /** A literal but for {@code *} and {@code ?}; several stars in turn are one, which is as much. */
  private static Pattern pattern(String glob) {
    StringBuilder regex = new StringBuilder();
    for (char c : glob.replaceAll("\\*+", "*").toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  /** Whether a tensor of the first file takes part. */
  boolean selects(String name) {
    return only.isEmpty() || only.stream().anyMatch(glob -> glob.matcher(name).matches());
  }

  /** Whether a tensor of the second file does: under the name that it has in the first. */
  boolean selectsSecond(String name) {
    for (Map.Entry<String, String> entry : renamed.entrySet()) {
      if (entry.getValue().equals(name)) {
        return selects(entry.getKey());
      }
    }
    return selects(name);
  }
}
