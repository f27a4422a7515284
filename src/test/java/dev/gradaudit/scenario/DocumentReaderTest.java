package dev.gradaudit.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.program.Fault;
import dev.gradaudit.scenario.DocumentNode.ArrayNode;
import dev.gradaudit.scenario.DocumentNode.Member;
import dev.gradaudit.scenario.DocumentNode.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {
  private record Result(FaultLog faults, Optional<DocumentNode> root) {
    String slice(DocumentNode node) {
      return faults.source().slice(node.start(), node.end());
    }

    String key(Member member) {
      return faults.source().slice(member.keyStart(), member.keyEnd());
    }

    List<Fault> list() {
      return faults.inFileOrder();
    }
  }

  private static Result json(String text) {
    FaultLog faults = new FaultLog(new SourceText("t.json", text));
    return new Result(faults, DocumentReader.read(faults, new JsonNotation()));
  }

  private static Result yaml(String text) {
    FaultLog faults = new FaultLog(new SourceText("t.yaml", text));
    return new Result(faults, DocumentReader.read(faults, new YamlNotation(faults.source())));
  }

  @Test
  void knowsWhereEveryKeyAndValueOfJsonStands() {
    Result result =
        json(
            "{ \"a\" : -1.5e3, // c\n \"b\\n\\\"\":[true,null, \"\\u0041\\\"x\"], /* d */ \"c\":{},}");
    ObjectNode root = (ObjectNode) result.root().orElseThrow();
    assertThat(root.members()).containsOnlyKeys("a", "b\n\"", "c");
    assertThat(root.members().values().stream().map(result::key))
        .containsExactly("\"a\"", "\"b\\n\\\"\"", "\"c\"");
    assertThat(root.members().values().stream().map(m -> result.slice(m.value())))
        .containsExactly("-1.5e3", "[true,null, \"\\u0041\\\"x\"]", "{}");
    ArrayNode array = (ArrayNode) requireNonNull(root.get("b\n\""));
    assertThat(array.items().stream().map(result::slice))
        .containsExactly("true", "null", "\"\\u0041\\\"x\"");
  }

  @Test
  void knowsWhereEveryKeyAndValueOfYamlStandsBehindCharactersBeyondTheBasicPlane() {
    Result result = yaml("# 😀\n\"k😀\": [😀, 12, 'it''s']\nb:\n  c: x y\n  d: 0x1F\n");
    ObjectNode root = (ObjectNode) result.root().orElseThrow();
    assertThat(root.members().values().stream().map(result::key)).containsExactly("\"k😀\"", "b");
    ArrayNode array = (ArrayNode) requireNonNull(root.get("k😀"));
    assertThat(array.items().stream().map(result::slice)).containsExactly("😀", "12", "'it''s'");
    ObjectNode b = (ObjectNode) requireNonNull(root.get("b"));
    assertThat(b.members().values().stream().map(m -> result.slice(m.value())))
        .containsExactly("x y", "0x1F");
  }

  @Test
  void resolvesYamlScalarsByTheCoreSchemaOfYaml12() {
    Result result =
        yaml("[yes, 'true', TRUE, 1_000, .5, 5., ~, '', null, .inf, -.INF, .NaN, 1:30, 0o8, ' 1']");
    assertThat(JsonTree.whole(result.root().orElseThrow(), result.faults().source()).toString())
        .isEqualTo(
            "[\"yes\",\"true\",true,\"1_000\",0.5,5,null,\"\",null,\"inf\",\"-inf\",\"nan\","
                + "\"1:30\",\"0o8\",\" 1\"]");
  }

  @Test
  void reportsEveryDuplicateKeyWithBothPlacesAndReadsOn() {
    for (Result result :
        List.of(
            json("{\n\"a\": 1,\n\"b\": 2,\n\"a\": 3, \"b\": 4}"),
            yaml("\na: 1\nb: 2\na: 3\nb: 4\n"))) {
      assertThat(result.root()).isPresent();
      assertThat(result.list()).hasSize(2);
      assertThat(result.list().get(0).message()).isEqualTo("duplicate key 'a'");
      assertThat(result.list().get(0).location().line()).isEqualTo(4);
      assertThat(result.list().get(0).advice()).contains("line 2, column 1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "- ", "? "})
  void refusesAHundredThousandLevelsWithOneFault(String opening) {
    String text = opening.repeat(100_000);
    for (Result result : List.of(json(text), yaml(text))) {
      assertThat(result.root()).isEmpty();
      assertThat(result.list()).hasSize(1);
    }
  }

  @Test
  void takesTheDeepestNestingThatIsAllowedAndRefusesOneMore() {
    int max = DocumentReader.MAX_DEPTH;
    assertThat(json("[".repeat(max) + "]".repeat(max)).root()).isPresent();
    assertThat(yaml("[".repeat(max) + "]".repeat(max)).root()).isPresent();
    Result tooDeep = json("[".repeat(max + 1) + "]".repeat(max + 1));
    assertThat(tooDeep.list())
        .singleElement()
        .extracting(Fault::message)
        .isEqualTo("nested more than 64 levels deep");
    assertThat(tooDeep.list().get(0).location().column()).isEqualTo(max + 1);
  }

  @Test
  void keepsAFileOfAMillionFaultsReadable() {
    String text = "{" + "\"a\":1,".repeat(100_000) + "}";
    Result result = json(text);
    assertThat(result.list()).hasSize(101);
    assertThat(result.list().get(100).message()).isEqualTo("and 99899 more faults");
  }
}
