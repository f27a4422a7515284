package dev.gradaudit.engine.builtin;

import dev.gradaudit.program.Node;
import dev.gradaudit.reduction.SiteKey;

/**
 * The operation that is being computed, which names the reduction sites inside it.
 *
 * @param role {@code forward}, {@code grad of x}, or {@code fan-out}
 */
record SiteScope(int node, String op, String role, int line, int column) {
  static SiteScope forward(Node.Apply node) {
    return new SiteScope(node.id(), node.label(), "forward", node.line(), node.column());
  }

  static SiteScope gradOf(Node.Apply node, String operand) {
    return new SiteScope(node.id(), node.label(), "grad of " + operand, node.line(), node.column());
  }

  /** The gradients of a node's uses come together; an input of the program stands on no line. */
  static SiteScope fanOut(Node node) {
    if (node instanceof Node.Apply apply) {
      return new SiteScope(apply.id(), apply.label(), "fan-out", apply.line(), apply.column());
    }
    String name = node instanceof Node.Input input ? input.name() : "constant";
    return new SiteScope(node.id(), name, "fan-out", 0, 0);
  }

  SiteKey key(String label) {
    return new SiteKey(node, op, role, label, line, column);
  }
}
