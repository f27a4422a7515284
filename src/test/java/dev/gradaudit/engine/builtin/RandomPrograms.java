package dev.gradaudit.engine.builtin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Draws programs that compose operators over small tensors, as lines for {@link Steps}. Every
 * intermediate result stays within a few units of 0, so that the programs are well conditioned.
 */
final class RandomPrograms {
  private static final List<String> UNARY =
      List.of(
          "torch.sin(%s)",
          "torch.cos(%s)",
          "torch.tanh(%s)",
          "torch.sigmoid(%s)",
          "F.relu(%s)",
          "F.softplus(%s)",
          "torch.abs(%s)",
          "torch.exp(torch.tanh(%s))",
          "torch.sqrt(1 + %s ** 2)",
          "torch.log(2 + torch.sin(%s))",
          "-%s",
          "%s ** 3",
          "2 ** torch.sin(%s)");
  private static final List<String> BINARY =
      List.of(
          "%s + %s",
          "%s - %s",
          "%s * %s",
          "%s / (1 + %s ** 2)",
          "(1.5 + torch.sin(%s)) ** torch.cos(%s)",
          "F.mse_loss(%s, %s, reduction='none')",
          "torch.sigmoid(%s * 2 - %s)");

  private final SplittableRandom random;
  private final List<Operand> operands = new ArrayList<>();
  private final List<String> statements = new ArrayList<>();

  private record Operand(String name, int[] shape) {}

  private RandomPrograms(SplittableRandom random) {
    this.random = random;
  }

  /** A program of some statements whose loss depends on most of them. */
  static String draw(SplittableRandom random, int statements) {
    RandomPrograms drawn = new RandomPrograms(random);
    StringBuilder tensors = new StringBuilder();
    for (String name : List.of("a", "b", "c")) {
      int[] shape = new int[random.nextInt(3)];
      Arrays.setAll(shape, dim -> 1 + random.nextInt(4));
      drawn.operands.add(new Operand(name, shape));
      tensors.append(name).append(extents(shape)).append(' ');
    }
    for (int i = 0; i < statements; i++) {
      drawn.addStatement("v" + i);
    }
    return tensors + "| " + String.join("; ", drawn.statements) + "; " + drawn.loss();
  }

  private void addStatement(String name) {
    Operand x = pick();
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> add(name, String.format(pick(UNARY), x.name), x.shape);
      case 3, 4, 5 -> addBinary(name, x);
      case 6 -> addReduction(name, x);
      case 7 -> addMatmul(name, x);
      case 8 -> addAlongDim(name, x);
      default -> addView(name, x);
    }
  }

  private void addBinary(String name, Operand x) {
    Operand y = pick();
    if (broadcasts(x.shape, y.shape)) {
      add(name, String.format(pick(BINARY), x.name, y.name), broadcast(x.shape, y.shape));
    } else {
      add(name, x.name + " * " + y.name + ".mean()", x.shape);
    }
  }

  private void addReduction(String name, Operand x) {
    if (x.shape.length == 0) {
      add(name, "torch.sin(" + x.name + ").sum()", x.shape);
      return;
    }
    int dim = random.nextInt(x.shape.length);
    int[] kept = x.shape.clone();
    kept[dim] = 1;
    String how = random.nextBoolean() ? ".mean" : ".sum";
    add(name, x.name + how + "(dim=" + dim + ", keepdim=True)", kept);
  }

  /** A product with a matrix that fits: the operand's own transpose. */
  private void addMatmul(String name, Operand x) {
    if (x.shape.length != 2) {
      add(name, "torch.tanh(" + x.name + ")", x.shape);
      return;
    }
    int m = x.shape[0];
    add(name, String.format("torch.tanh(%s @ %s.T)", x.name, x.name), new int[] {m, m});
  }

  private void addAlongDim(String name, Operand x) {
    if (x.shape.length == 0) {
      add(name, "torch.cos(" + x.name + ")", x.shape);
      return;
    }
    int dim = random.nextInt(x.shape.length);
    String op = pick(List.of("softmax", "log_softmax"));
    add(name, "F." + op + "(" + x.name + ", dim=" + dim + ")", x.shape);
  }

  private void addView(String name, Operand x) {
    if (x.shape.length == 2 && random.nextBoolean()) {
      add(name, x.name + ".T", new int[] {x.shape[1], x.shape[0]});
    } else if (x.shape.length > 0) {
      add(name, x.name + "[-1]", Arrays.copyOfRange(x.shape, 1, x.shape.length));
    } else {
      add(name, x.name + "[None]", new int[] {1});
    }
  }

  private void add(String name, String expression, int[] shape) {
    statements.add(name + " = " + expression);
    operands.add(new Operand(name, shape));
  }

  /** The sum over the last results and all tensors, so that every gradient exists. */
  private String loss() {
    int from = Math.max(3, operands.size() - 3);
    List<Operand> last = new ArrayList<>(operands.subList(from, operands.size()));
    last.addAll(operands.subList(0, 3));
    return last.stream()
        .map(operand -> "torch.sum(torch.sin(" + operand.name + "))")
        .collect(Collectors.joining(" + "));
  }

  private Operand pick() {
    // Later results more often, so that chains get long.
    int size = operands.size();
    return operands.get(Math.max(random.nextInt(size), random.nextInt(size)));
  }

  private String pick(List<String> some) {
    return some.get(random.nextInt(some.size()));
  }

  private static String extents(int[] shape) {
    return Arrays.toString(shape).replace(" ", "");
  }

  private static boolean broadcasts(int[] a, int[] b) {
    for (int i = 1; i <= Math.min(a.length, b.length); i++) {
      int left = a[a.length - i];
      int right = b[b.length - i];
      if (left != right && left != 1 && right != 1) {
        return false;
      }
    }
    return true;
  }

  private static int[] broadcast(int[] a, int[] b) {
    int[] longer = (a.length >= b.length ? a : b).clone();
    int[] shorter = a.length >= b.length ? b : a;
    for (int i = 1; i <= shorter.length; i++) {
      int at = longer.length - i;
      longer[at] = Math.max(longer[at], shorter[shorter.length - i]);
    }
    return longer;
  }
}
