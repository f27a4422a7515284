package dev.gradaudit.scenario;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import tools.jackson.databind.JsonNode;

/**
 * The keyword {@code enum}, without the text that the library's own one composes of the allowed
 * values when a schema is loaded: for that text it sets up a whole JSON mapper, which takes longer
 * (125 ms) than all the rest of checking a small scenario in a new JVM.
 */
final class EnumKeyword extends AbstractKeyword {
  EnumKeyword() {
    super("enum");
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode values, Schema parent, SchemaContext context) {
    return new BaseKeywordValidator(this, values, location, parent, context) {
      @Override
      public void validate(
          ExecutionContext execution, JsonNode node, JsonNode root, NodePath instance) {
        if (values.valueStream().noneMatch(node::equals)) {
          execution.addError(
              error()
                  .instanceNode(node)
                  .instanceLocation(instance)
                  .evaluationPath(execution.getEvaluationPath())
                  .build());
        }
      }
    };
  }
}
