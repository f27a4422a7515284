package dev.gradaudit.scenario;

import dev.gradaudit.numeric.DType;
import dev.gradaudit.program.InputType;
import dev.gradaudit.program.TensorType;
import dev.gradaudit.scenario.DocumentNode.Member;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads all tensors of a scenario and their names. */
final class TensorsReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Words that mean something else in a program, here or in the Python it is pasted from. */
  private static final Set<String> RESERVED =
      Set.of(
          ("True False None torch F nn functional math and or not in is if else for while def return"
                  + " lambda import from as with pass del class try except finally raise yield global"
                  + " nonlocal assert break continue elif async await")
              .split(" "));

  private final FaultLog faults;
  private final TensorSpecReader reader;

  TensorsReader(FaultLog faults, TensorSpecReader reader) {
    this.faults = faults;
    this.reader = reader;
  }

  /**
   * The tensors in the order of the file.
   *
   * @param specs those whose type is known
   * @param types what the program is to know of each one
   */
  record Tensors(List<TensorSpec> specs, Map<String, InputType> types) {
    Tensors {
      specs = List.copyOf(specs);
    }
  }

  /** The tensors, or empty when there is nothing that could hold some. */
  Optional<Tensors> read(Member member, DType standard, boolean gradientNeeded) {
    if (!(member.value() instanceof ObjectNode object)) {
      faults.addMismatch(member.value(), "an object with a tensor for each name");
      return Optional.empty();
    }
    List<TensorSpec> specs = new ArrayList<>();
    Map<String, InputType> types = new LinkedHashMap<>();
    object
        .members()
        .forEach(
            (name, entry) -> {
              checkName(name, entry);
              Optional<TensorSpec> spec = reader.read(name, entry.value(), standard);
              spec.ifPresent(specs::add);
              TensorType type = spec.map(TensorSpec::type).orElse(null);
              types.put(name, new InputType(type, spec.isPresent() && spec.get().requiresGrad()));
            });
    boolean allKnown = specs.size() == types.size();
    if (gradientNeeded
        && allKnown
        && !specs.isEmpty()
        && specs.stream().noneMatch(TensorSpec::requiresGrad)) {
      faults.add(
          member.keyStart(),
          member.keyEnd(),
          "no tensor requires a gradient",
          "add \"requires_grad\": true to those whose gradient is to be audited");
      // The program need not complain of the same thing.
      types.replaceAll((name, input) -> new InputType(input.type(), true));
    }
    return Optional.of(new Tensors(specs, types));
  }

  private void checkName(String name, Member member) {
    if (!NAME.matcher(name).matches()) {
      faults.add(
          member.keyStart(),
          member.keyEnd(),
          Wording.quoted(name) + " is not a name that a program can use",
          "use letters, digits and _, and begin with a letter or _");
    } else if (RESERVED.contains(name)) {
      faults.add(
          member.keyStart(),
          member.keyEnd(),
          Wording.quoted(name) + " is a word of the program language",
          "choose another name");
    }
  }
}
