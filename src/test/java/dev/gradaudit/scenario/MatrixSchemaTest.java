package dev.gradaudit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.gradaudit.engine.builtin.op.OpTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Wherever a value of a scenario stands, a variable may stand for it, for the reader and for the
 * schema as an editor uses it: in every shipped scenario each value in turn is taken into a matrix.
 */
final class MatrixSchemaTest {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  /** Enough of a long list; all of its items are alike. */
  private static final int MOST_ITEMS = 3;

  /** What no shipped scenario has. */
  private static final List<String> OTHERS =
      List.of(
          """
          {"name": "a", "loss": "y", "dtype": "float64", "grad_output": "random",
           "tensors": {"w": {"shape": [2, 2], "init": {"fill": "0x1.8p3"}, "requires_grad": true},
                       "u": {"data": [[1, "nan"], [2, 3]], "shape": [2, 2], "dtype": "float32"},
                       "k": {"shape": [4], "init": {"kaiming_uniform": 4}, "seed": 7},
                       "a": {"shape": [4], "init": {"wide": [-3, 4]}},
                       "r": {"shape": [2], "init": {"arange": [0, 0.5]}},
                       "i": {"shape": [2], "init": {"randint": [0, 2]}, "dtype": "int64"},
                       "s": 3},
           "program": ["y = w * 2"],
           "audit": {"runs": 2, "seeds": [0, -5], "threads": [1, 2], "orders": ["sequential"]},
           "expect": {"repeat": "bitwise", "order": {"max_ulp": 3}}}
          """,
          """
          {"tensors": {"w": {"data": [1, 2], "requires_grad": true}}, "grad_output": [1, 2],
           "program": "y = w * 2"}
          """,
          """
          {"engine": {"command": ["step", "{out}"], "env": {"A": "{threads}"}, "timeout": "60s"}}
          """);

  private static final Schema SCHEMA = schema();

  private static Schema schema() {
    try (var in = ScenarioReader.class.getResourceAsStream("scenario.schema.json")) {
      return SchemaRegistry.withDialect(Dialects.getDraft202012()).getSchema(MAPPER.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> documents() throws IOException {
    List<String> documents = new ArrayList<>(OTHERS);
    try (Stream<Path> files = Files.list(Path.of("scenarios"))) {
      for (Path file : files.sorted().toList()) {
        String text = Files.readString(file);
        if (!MAPPER.readTree(text).has("matrix")) {
          documents.add(text);
        }
      }
    }
    return documents;
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyValueMayBeThatOfAVariable(String text) {
    JsonNode root = MAPPER.readTree(text);
    assertThat(SCHEMA.validate(root)).isEmpty();
    int taken = takeEach(root, root);
    assertThat(taken).isGreaterThan(3);
    // All values are back in their places.
    assertThat(root).isEqualTo(MAPPER.readTree(text));
  }

  /** Takes each value below a node into a matrix and puts it back; how many there are. */
  private static int takeEach(JsonNode root, JsonNode node) {
    int taken = 0;
    if (node instanceof ObjectNode object) {
      for (String name : List.copyOf(object.propertyNames())) {
        JsonNode child = object.get(name);
        if (child.isContainer()) {
          taken += takeEach(root, child);
        } else if (!name.equals("$schema")) {
          object.put(name, "${v}");
          tryOut((ObjectNode) root, child);
          object.set(name, child);
          taken++;
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < Math.min(MOST_ITEMS, array.size()); i++) {
        JsonNode child = array.get(i);
        if (child.isContainer()) {
          taken += takeEach(root, child);
        } else {
          array.set(i, "${v}");
          tryOut((ObjectNode) root, child);
          array.set(i, child);
          taken++;
        }
      }
    }
    return taken;
  }

  private static void tryOut(ObjectNode root, JsonNode value) {
    root.putObject("matrix").putArray("v").add(value);
    String text = root.toString();
    assertThat(SCHEMA.validate(root)).as(text).isEmpty();
    Reading reading =
        new ScenarioReader(OpTable.instance(), ReadLimits.ofThisJvm()).read("s.json", text);
    assertThat(reading).as(text).isInstanceOf(Reading.Accepted.class);
    root.remove("matrix");
  }
}
