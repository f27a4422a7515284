package dev.gradaudit.report;

import dev.gradaudit.audit.Cures;
import dev.gradaudit.audit.Cures.Spread;
import dev.gradaudit.audit.Cures.Trial;
import dev.gradaudit.reduction.SiteKey;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.apache.commons.csv.CSVPrinter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;

/** What each cure leaves and costs, for programs. */
public final class CuresMachine {
  private static final String SCHEMA = "gradaudit.cures/1";

  private static final int INDENTED_DEPTH = 2;

  private CuresMachine() {}

  /**
   * JSON; equal but for the object {@code timing}, which has the times of the trials in their
   * sequence.
   */
  public static void json(String scenario, Cures cures, Writer out) throws IOException {
    try (JsonGenerator json = JsonLayout.generator(out, INDENTED_DEPTH)) {
      json.writeStartObject();
      json.writeStringProperty("schema", SCHEMA);
      json.writeStringProperty("scenario", scenario);
      json.writeObjectPropertyStart("timing");
      json.writeArrayPropertyStart("time_ratios");
      cures.trials().forEach(trial -> JsonValues.number(json, trial.time()));
      json.writeEndArray();
      json.writeStringProperty(
          "recommended", cures.recommended().map(CuresMachine::id).orElse(null));
      json.writeStringProperty(
          "alternative", cures.alternative().map(CuresMachine::id).orElse(null));
      json.writeEndObject();
      json.writeNumberProperty("runs", cures.runs());
      json.writeName("spread");
      spread(json, cures.spread());
      json.writeArrayPropertyStart("origins");
      for (SiteKey key : cures.origins()) {
        json.writeStartObject();
        site(json, key);
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayPropertyStart("trials");
      for (Trial trial : cures.trials()) {
        json.writeStartObject();
        json.writeStringProperty("cure", trial.cure().name());
        json.writeStringProperty("scope", trial.scope().label());
        SiteKey key = trial.site();
        if (key != null) {
          site(json, key);
        }
        json.writeName("remaining");
        spread(json, trial.remaining());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (JacksonIOException e) {
      throw e.getCause();
    }
    out.flush();
  }

  /** What is recommended depends on times, and so stands beside them. */
  private static String id(Trial trial) {
    SiteKey key = trial.site();
    return trial.cure().name()
        + " "
        + (key == null ? trial.scope().label() : key.op() + " (" + key.role() + ")");
  }

  private static void spread(JsonGenerator json, Spread spread) {
    json.writeStartObject();
    json.writeNumberProperty("differing_runs", spread.differing());
    JsonValues.unsigned(json, "max_ulp", spread.maxUlp());
    json.writeBooleanProperty("not_finite", spread.notFinite());
    json.writeEndObject();
  }

  private static void site(JsonGenerator json, SiteKey key) {
    json.writeStringProperty("op", key.op());
    json.writeStringProperty("role", key.role());
    json.writeStringProperty("label", key.label());
    json.writeNumberProperty("line", key.line());
    json.writeNumberProperty("column", key.column());
  }

  /** CSV, a row for each trial. */
  public static void csv(String scenario, Cures cures, Writer out) throws IOException {
    CSVPrinter csv = CsvCells.printer(out);
    csv.printRecord(
        List.of(
            "scenario",
            "cure",
            "scope",
            "line",
            "column",
            "op",
            "role",
            "label",
            "differing_runs",
            "max_ulp",
            "not_finite",
            "time_ratio"));
    for (Trial trial : cures.trials()) {
      SiteKey key = trial.site();
      csv.printRecord(
          CsvCells.text(scenario),
          trial.cure().name(),
          trial.scope().label(),
          key == null ? "" : key.line(),
          key == null ? "" : key.column(),
          key == null ? "" : CsvCells.text(key.op()),
          key == null ? "" : CsvCells.text(key.role()),
          key == null ? "" : CsvCells.text(key.label()),
          trial.remaining().differing(),
          NumberText.ofUnsigned(trial.remaining().maxUlp()),
          trial.remaining().notFinite(),
          NumberText.of(trial.time()));
    }
    csv.flush();
  }
}
