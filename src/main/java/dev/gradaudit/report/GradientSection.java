package dev.gradaudit.report;

import dev.gradaudit.tensor.Tensor;
import dev.gradaudit.tensor.Tensors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The loss and the gradients of one run, each element in decimal and in bits. */
final class GradientSection {
  private static final int INDENT = 2;

  /** More than fits on a screen says less. */
  private static final int SHOWN_ELEMENTS = 16;

  /** Enough to tell fingerprints apart by eye. */
  private static final int SHOWN_HEX_DIGITS = 16;

  private final Page page;
  private final GradientRun run;

  GradientSection(Page page, GradientRun run) {
    this.page = page;
    this.run = run;
  }

  void write() {
    page.line()
        .add(Style.STRONG, page.clip(run.scenario(), page.options().width() / 2) + "  ")
        .wrap(
            Style.QUIET,
            "seed "
                + run.configuration().seed()
                + ", "
                + Figures.count(run.configuration().threads(), "thread")
                + ", "
                + run.configuration().order().name())
        .end();
    tensor("loss", run.loss());
    run.gradients().forEach((name, gradient) -> gradient("grad of " + name, gradient));
  }

  private void gradient(String title, @Nullable Tensor gradient) {
    if (gradient == null) {
      page.blank();
      page.line()
          .to(INDENT)
          .add(Style.STRONG, title + "  ")
          .wrap(Style.DOUBTFUL, "none: the loss does not depend on it")
          .end();
    } else {
      tensor(title, gradient);
    }
  }

  private void tensor(String title, Tensor tensor) {
    page.blank();
    page.line()
        .to(INDENT)
        .add(Style.STRONG, title + "  ")
        .wrap(
            Style.QUIET,
            tensor.dtype().label()
                + " "
                + tensor.shape()
                + "  sha256 "
                + Tensors.sha256(tensor).substring(0, SHOWN_HEX_DIGITS))
        .end();
    boolean all = page.options().detail() == RenderOptions.Detail.VERBOSE;
    int shown = all ? tensor.size() : Math.min(tensor.size(), SHOWN_ELEMENTS);
    String[] indices = new String[shown];
    String[] values = new String[shown];
    for (int i = 0; i < shown; i++) {
      indices[i] = Arrays.toString(tensor.shape().indexOf(i));
      values[i] = NumberText.of(tensor.dtype(), tensor.doubleAt(i));
    }
    boolean scalar = tensor.shape().rank() == 0;
    int value = INDENT + 2 + (scalar ? 0 : widest(indices) + 2);
    int bits = value + widest(values) + 2;
    for (int i = 0; i < shown; i++) {
      Page.Line line = page.line().to(INDENT + 2);
      if (!scalar) {
        line.add(Style.QUIET, indices[i]).to(value);
      }
      line.add(values[i])
          .to(bits)
          .add(Style.QUIET, NumberText.bits(tensor.dtype(), tensor.bitsAt(i)))
          .end();
    }
    if (shown < tensor.size()) {
      String rest = "… " + (tensor.size() - shown) + " more; -v or --format json shows all";
      page.line().to(INDENT + 2).add(Style.QUIET, rest).end();
    }
  }

  private static int widest(String[] texts) {
    return Arrays.stream(texts).mapToInt(String::length).max().orElse(0);
  }
}
