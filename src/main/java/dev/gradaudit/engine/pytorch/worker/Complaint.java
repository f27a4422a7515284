package dev.gradaudit.engine.pytorch.worker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What libtorch complains of, in one line. */
final class Complaint {
  private static final int MOST = 1000;

  /** Stands before what went wrong in a module, after the source of it. */
  private static final String CAUSE = "RuntimeError:";

  private Complaint() {}

  /** Leaves out its call stacks and its pictures of the source. */
  static String of(@Nullable String message) {
    if (message == null || message.isBlank()) {
      return "libtorch failed and did not say why";
    }
    int cause = message.lastIndexOf(CAUSE);
    String said = cause < 0 ? message : message.substring(cause + CAUSE.length());
    List<String> lines = said.lines().map(String::strip).toList();
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      boolean frame = line.startsWith("frame #") || line.startsWith("Exception raised from");
      if (frame) {
        break;
      }
      boolean noise =
          line.isEmpty()
              || line.startsWith("~~~")
              || line.contains("<--- HERE")
              || line.startsWith("Traceback of TorchScript")
              || line.startsWith("The following operation failed")
              || line.startsWith("File \"code/");
      if (!noise) {
        text.append(text.length() == 0 ? "" : " ").append(line);
      }
    }
    String all = text.length() == 0 ? lines.get(0) : text.toString();
    return all.length() > MOST ? all.substring(0, MOST) + "…" : all;
  }
}
