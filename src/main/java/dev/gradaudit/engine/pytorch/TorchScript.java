package dev.gradaudit.engine.pytorch;

import dev.gradaudit.program.Arguments;
import dev.gradaudit.program.ModuleOp;
import dev.gradaudit.program.Node;
import dev.gradaudit.program.Op;
import dev.gradaudit.program.Program;
import dev.gradaudit.program.ReplacedCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes a program as TorchScript: a class with one method, {@code forward}, from the tensors of
 * the scenario, and what the module returned that it calls, to the loss.
 *
 * <p>What the program calls is called, also where the graph has a definition in its place: the
 * kernels that run are those of PyTorch. The calls stand in the sequence of the program, since
 * PyTorch adds up the gradients of a tensor that is used several times in the reverse of it.
 */
final class TorchScript {
  /** The class of the module, as its archive names it. */
  static final String CLASS = "Step";

  private static final Set<String> LISTS = Set.of("split", "chunk", "unbind");

  /** Something that is computed: the results of one call. */
  private record Item(Op op, Arguments arguments, List<Node> inputs, List<Integer> results) {
    int position() {
      return results.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
  }

  private final Program program;
  private final Map<Integer, Item> items = new HashMap<>();

  private TorchScript(Program program) {
    this.program = program;
  }

  /** The source text of the class. */
  static String write(Program program) {
    return new TorchScript(program).write();
  }

  private String write() {
    StringBuilder text = new StringBuilder();
    text.append("class ").append(CLASS).append("(Module):\n");
    text.append("  __parameters__ = []\n  __buffers__ = []\n  training : bool\n");
    text.append("  def forward(self: __torch__.").append(CLASS);
    for (Node.Input input : program.inputs()) {
      text.append(",\n    ").append(name(input)).append(": Tensor");
    }
    for (Node.Apply call : program.moduleCalls()) {
      text.append(",\n    ").append(name(call)).append(": Tensor");
    }
    text.append(") -> Tensor:\n");
    for (Item item : needed()) {
      write(item, text);
    }
    text.append("    return ").append(name(program.loss())).append('\n');
    return text.toString();
  }

  /** What the loss needs, in the sequence of the program. */
  private List<Item> needed() {
    Map<Integer, List<ReplacedCall>> replaced = new HashMap<>();
    for (ReplacedCall call : program.replacedCalls()) {
      if (ScriptForms.ofReplaced(call.op().name()) != null) {
        for (int id : call.results()) {
          replaced.computeIfAbsent(id, none -> new ArrayList<>()).add(call);
        }
      }
    }
    Set<Item> needed = new TreeSet<>(Comparator.comparingInt(Item::position));
    Deque<Node> open = new ArrayDeque<>(List.of(program.loss()));
    while (!open.isEmpty()) {
      Node node = open.pop();
      if (node instanceof Node.Apply apply
          && !(apply.op() instanceof ModuleOp)
          && !items.containsKey(apply.id())) {
        Item item = item(apply, replaced.getOrDefault(apply.id(), List.of()));
        item.results().forEach(id -> items.put(id, item));
        needed.add(item);
        item.inputs().forEach(open::push);
      }
    }
    return List.copyOf(needed);
  }

  /** The outermost call that a node stands for is the one that was replaced last. */
  private static Item item(Node.Apply apply, List<ReplacedCall> calls) {
    if (calls.isEmpty()) {
      return new Item(apply.op(), apply.arguments(), apply.inputs(), List.of(apply.id()));
    }
    ReplacedCall call = calls.get(calls.size() - 1);
    return new Item(call.op(), call.arguments(), call.inputs(), call.results());
  }

  private static void write(Item item, StringBuilder text) {
    ScriptCall call = new ScriptCall(item.op(), item.arguments(), item.inputs(), TorchScript::name);
    String value = ScriptForms.ofOperator(item.op().name()).write(call);
    text.append("    ");
    if (item.results().size() == 1 && !LISTS.contains(item.op().name())) {
      text.append("v").append(item.results().get(0)).append(" = ").append(value).append('\n');
      return;
    }
    String all = "r" + item.position();
    text.append(all).append(" = ").append(value).append('\n');
    for (int i = 0; i < item.results().size(); i++) {
      int id = item.results().get(i);
      if (id != ReplacedCall.UNUSED) {
        text.append("    v").append(id).append(" = ").append(all).append('[').append(i);
        text.append("]\n");
      }
    }
  }

  /** A number has no variable: where it is the loss itself, it becomes a tensor. */
  private static String name(Node node) {
    if (node instanceof Node.Constant constant) {
      return "torch.full([], "
          + ScriptCall.real(constant.value())
          + ", dtype="
          + ScriptCall.dtype(constant.dtype())
          + ")";
    }
    return (node instanceof Node.Input ? "x" : "v") + node.id();
  }
}
