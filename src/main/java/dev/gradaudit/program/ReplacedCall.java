package dev.gradaudit.program;

import java.util.List;

/**
 * A call that the compiler replaced by the operator's definition: what the program says where the
 * graph has what it means. For engines that know the operator itself.
 *
 * @param inputs nodes of the program, or constants that are not among them
 * @param results ids of the nodes that the call stands for, one for each item of a tuple; {@link
 *     #UNUSED} for an item that the loss does not depend on. At least one is used
 */
public record ReplacedCall(
    CompositeOp op, List<Node> inputs, Arguments arguments, List<Integer> results) {
  /** In the place of a result that is not part of the program. */
  public static final int UNUSED = -1;

  public ReplacedCall {
    inputs = List.copyOf(inputs);
    results = List.copyOf(results);
  }
}
