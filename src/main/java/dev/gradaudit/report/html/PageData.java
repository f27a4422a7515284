package dev.gradaudit.report.html;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.AxisVerdict;
import dev.gradaudit.audit.Comparison;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.report.NumberText;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The data of the page as JSON: for each scenario its verdicts and the comparisons that there is
 * room for, those furthest apart first. A cell of a comparison is its text, or the text and the
 * number by which it is sorted.
 */
final class PageData {
  private static final String SCHEMA = "gradaudit.page/1";

  /** Characters of all comparisons. */
  private static final int ROOM = 900_000;

  /** A share for each scenario, so that the first one does not take everything. */
  private static final int MOST_ROWS = 2_000;

  private final AuditReport report;
  private final List<List<String>> rows = new ArrayList<>();

  PageData(AuditReport report) {
    this.report = report;
    int share = ROOM / Math.max(1, report.scenarios().size());
    int left = 0;
    for (ScenarioReport scenario : report.scenarios()) {
      left += share;
      List<String> own = new ArrayList<>();
      for (Comparison pair : ComparisonRows.sorted(scenario)) {
        String row = row(pair);
        if (row.length() > left || own.size() >= MOST_ROWS) {
          break;
        }
        own.add(row);
        left -= row.length();
      }
      rows.add(own);
    }
  }

  /** How many comparisons of a scenario the page has. */
  int comparisons(int scenario) {
    return rows.get(scenario).size();
  }

  DataBlock block() {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("schema", SCHEMA);
      json.writeBooleanProperty("complete", report.complete());
      json.writeArrayPropertyStart("columns");
      ComparisonRows.COLUMNS.forEach(column -> json.writeString(column.head()));
      json.writeEndArray();
      json.writeArrayPropertyStart("scenarios");
      for (int i = 0; i < report.scenarios().size(); i++) {
        json.writeRaw('\n');
        scenario(json, report.scenarios().get(i), rows.get(i));
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return new DataBlock("data", out.toString());
  }

  private static void scenario(JsonGenerator json, ScenarioReport scenario, List<String> rows) {
    json.writeStartObject();
    json.writeStringProperty("name", scenario.name());
    json.writeStringProperty("file", scenario.file());
    json.writeStringProperty("sha256", scenario.sha256());
    json.writeStringProperty("status", scenario.status().name().toLowerCase(Locale.ROOT));
    json.writeObjectPropertyStart("verdicts");
    for (AxisVerdict verdict : scenario.verdicts()) {
      json.writeObjectPropertyStart(verdict.axis().label());
      json.writeStringProperty("verdict", verdict.verdict().name());
      json.writeBooleanProperty("holds", verdict.holds());
      json.writeName("max_ulp");
      json.writeNumber(NumberText.ofUnsigned(verdict.maxUlp()));
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeNumberProperty("total_comparisons", scenario.comparisons().size());
    json.writeArrayPropertyStart("comparisons");
    for (String row : rows) {
      json.writeRawValue(row);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String row(Comparison pair) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartArray();
      for (ComparisonRows.Cell cell : ComparisonRows.cells(pair)) {
        if (cell.text().equals(cell.sortable())) {
          json.writeString(cell.text());
        } else {
          json.writeStartArray();
          json.writeString(cell.text());
          json.writeString(cell.sortable());
          json.writeEndArray();
        }
      }
      json.writeEndArray();
    }
    return out.toString();
  }
}
