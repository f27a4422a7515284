package dev.gradaudit.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators that are written in the language, by the example of {@code outer}. */
final class CompositeOpTest {
  @Test
  void aCallIsReplacedByItsDefinition() {
    assertThat(Programs.tree("torch.outer(d, d + 1)")).isEqualTo("mul(getitem(d), add(d, 1.0))");
  }

  @Test
  void itsPartsStandWhereTheCallStandsAndAreNamedAfterIt() {
    Program program = Programs.compile("y = d * 2\nloss = y.outer(d)").get();
    List<Node.Apply> parts =
        program.nodes().stream()
            .filter(Node.Apply.class::isInstance)
            .map(Node.Apply.class::cast)
            .filter(node -> !node.composite().isEmpty())
            .toList();
    assertThat(parts).extracting(Node.Apply::label).containsExactly("outer/getitem", "outer/mul");
    assertThat(parts).extracting(Node.Apply::line).containsOnly(2);
    assertThat(parts).extracting(Node.Apply::column).containsOnly(10);
  }

  @Test
  void itsArgumentsAreComputedOnce() {
    Program program = Programs.compile("loss = torch.outer(d.exp(), d)").get();
    assertThat(program.nodes())
        .filteredOn(node -> node instanceof Node.Apply apply && apply.op().name().equals("exp"))
        .hasSize(1);
  }

  @Test
  void aCallThatCannotWorkIsAFaultOfTheCall() {
    assertThat(Programs.compile("loss = torch.outer(d, x)").rendered())
        .isEqualTo(
            """
            program.py:1:23: error: outer of d [4] and x [3, 4]: needs a vector, but its shape is [3, 4]
              1 | loss = torch.outer(d, x)
                |                       ^
            """);
  }
}
