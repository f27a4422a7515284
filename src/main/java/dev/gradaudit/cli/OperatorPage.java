package dev.gradaudit.cli;

import dev.gradaudit.program.Literals;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.Parameter;
import dev.gradaudit.program.Signature;
import java.util.List;
import java.util.stream.Collectors;

/** The list of operators as a page of documentation. */
final class OperatorPage {
  private OperatorPage() {}

  /** The page, in Markdown. */
  static String of(List<Op> ops) {
    StringBuilder page = new StringBuilder();
    page.append("# Operators\n\n");
    page.append(
        "Written as functions (`torch.`, `F.`, `torch.nn.functional.`) or as methods of their first"
            + " argument, with PyTorch's names, defaults and gradients. This page is what"
            + " `gradaudit list ops --format markdown` prints.\n\n");
    page.append("| operator | what it computes |\n|---|---|\n");
    for (Op op : ops) {
      Signature signature = op.signature();
      page.append("| `").append(cell(call(signature))).append('`');
      if (!signature.aliases().isEmpty()) {
        page.append("<br>also `").append(String.join("`, `", signature.aliases())).append('`');
      }
      page.append(" | ").append(cell(signature.summary())).append(" |\n");
    }
    return page.toString();
  }

  /** {@code sum(input, dim=None, keepdim=False)}. */
  static String call(Signature signature) {
    return signature.parameters().stream()
        .map(OperatorPage::parameter)
        .collect(Collectors.joining(", ", signature.name() + "(", ")"));
  }

  private static String parameter(Parameter parameter) {
    return parameter.isRequired()
        ? parameter.name()
        : parameter.name() + "=" + Literals.text(parameter.defaultValue());
  }

  /** A bar would end the cell. */
  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
