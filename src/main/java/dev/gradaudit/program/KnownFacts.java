package dev.gradaudit.program;

import dev.gradaudit.program.Parser.Arg;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a tensor answers without computing: its shape, its size; and elements of such tuples. */
final class KnownFacts {
  /** Methods that are not operators. */
  static final Set<String> METHODS = Set.of("size", "numel", "dim", "ndimension", "backward");

  private KnownFacts() {}

  /** An attribute, or null. */
  static @Nullable Operand attribute(TensorType type, String name) {
    return switch (name) {
      case "shape" -> ints(type.shape().extents());
      case "ndim" -> new Operand.Static(Argument.of((long) type.shape().rank()));
      case "dtype" -> new Operand.Static(Argument.of(type.dtype().label()));
      default -> null;
    };
  }

  /** One of {@link #METHODS}. */
  static Operand method(Operand.Method method, Operand.Tensor tensor, Span at, List<Arg> args) {
    TensorType type = tensor.node().type();
    if (method.name().equals("backward")) {
      return backward(tensor, method.receiverSpan(), args);
    }
    if (method.name().equals("size")) {
      return size(type.shape().extents(), at, args);
    }
    if (!args.isEmpty()) {
      throw new LanguageException(args.get(0).span(), method.name() + " takes no arguments");
    }
    boolean count = method.name().equals("numel");
    return new Operand.Static(Argument.of(count ? type.shape().size() : type.shape().rank()));
  }

  private static Operand backward(Operand.Tensor loss, Span receiver, List<Arg> arguments) {
    for (Arg arg : arguments) {
      if (arg.keyword() == null || arg.keyword().text().equals("gradient")) {
        throw new LanguageException(
            arg.span(),
            "backward takes its gradient from the scenario",
            "state it as \"grad_output\" beside the program");
      }
      if (!Set.of("retain_graph", "create_graph").contains(arg.keyword().text())) {
        throw new LanguageException(
            arg.keyword().span(), "backward has no argument '" + arg.keyword().shown() + "' here");
      }
    }
    return new Operand.Backward(loss.node(), receiver);
  }

  private static Operand size(int[] extents, Span name, List<Arg> arguments) {
    if (arguments.isEmpty()) {
      return ints(extents);
    }
    Arg arg = arguments.get(0);
    boolean named = arg.keyword() == null || arg.keyword().text().equals("dim");
    if (arguments.size() > 1
        || !named
        || !(arg.value() instanceof Operand.Static fixed
            && fixed.value() instanceof Argument.Num number)) {
      throw new LanguageException(
          name, "size takes one dimension at most", "write size() or size(dim)");
    }
    double dim = number.value() < 0 ? number.value() + extents.length : number.value();
    if (dim < 0 || dim >= extents.length || !number.integer()) {
      throw new LanguageException(
          arg.span(),
          "dimension "
              + Numbers.text(number)
              + " is out of range for a tensor of rank "
              + extents.length,
          extents.length == 0
              ? "a scalar has no dimensions"
              : "use " + -extents.length + " to " + (extents.length - 1));
    }
    return new Operand.Static(Argument.of((long) extents[(int) dim]));
  }

  /** One element, or a slice, of a tuple such as a shape; {@code slice} makes a tuple of some. */
  static Operand element(
      List<Operand> tuple, List<Argument> index, Span at, Function<List<Operand>, Operand> slice) {
    int size = tuple.size();
    if (index.size() == 1 && index.get(0) instanceof Argument.Num number && number.integer()) {
      double position = number.value() < 0 ? number.value() + size : number.value();
      if (position >= 0 && position < size) {
        return tuple.get((int) position);
      }
      throw new LanguageException(
          at, "index " + Numbers.text(number) + " is out of range for a tuple of " + size);
    }
    if (index.size() == 1
        && index.get(0) instanceof Argument.Slice range
        && (range.step() == null || range.step() == 1)) {
      int from = clamped(range.start() == null ? 0 : range.start(), size);
      int to = Math.max(from, clamped(range.stop() == null ? size : range.stop(), size));
      return slice.apply(tuple.subList(from, to));
    }
    throw new LanguageException(at, "a tuple is indexed by one int or a slice without a step");
  }

  private static int clamped(long bound, int size) {
    return (int) Math.max(0, Math.min(size, bound < 0 ? bound + size : bound));
  }

  private static Operand ints(int[] values) {
    List<Argument> items =
        IntStream.of(values).mapToObj(value -> Argument.of((long) value)).toList();
    return new Operand.Static(new Argument.Tuple(items));
  }
}
