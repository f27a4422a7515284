package dev.gradaudit.report;

import dev.gradaudit.history.Change;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;

/**
 * What has changed between two audits, for {@code compare}.
 *
 * @param from the earlier report, as the user named it
 */
public record ChangesText(String from, String to, List<Change> changes) {
  static final String SCHEMA = "gradaudit.changes/1";

  private static final int INDENTED_DEPTH = 2;
  private static final int KIND = 2;
  private static final int TEXT = 11;

  public ChangesText {
    changes = List.copyOf(changes);
  }

  /** A page for people: scenario by scenario, what is for the worse marked. */
  public void writeTable(RenderOptions options, Writer out) throws IOException {
    Page page = new Page(options);
    page.line().wrap(Style.QUIET, from + " → " + to).end();
    String scenario = null;
    for (Change change : changes) {
      if (!change.scenario().equals(scenario)) {
        scenario = change.scenario();
        page.blank();
        page.line().add(Style.STRONG, scenario.isEmpty() ? "the whole audit" : scenario).end();
      }
      Style style =
          switch (change.kind()) {
            case FIXED -> Style.GOOD;
            case KNOWN, TIME -> Style.QUIET;
            case NEW, GONE, CHANGED -> change.regression() ? Style.BAD : Style.NOTABLE;
          };
      page.line()
          .add(change.regression() ? style : Style.PLAIN, change.regression() ? mark(page) : "")
          .to(KIND)
          .add(style, change.kind().label())
          .to(TEXT)
          .wrap(Style.PLAIN, (change.axis() == null ? "" : change.axis() + ": ") + change.message())
          .end();
    }
    page.blank();
    long worse = changes.stream().filter(Change::regression).count();
    page.line()
        .add(
            worse > 0 ? Style.BAD : Style.GOOD,
            changes.isEmpty()
                ? "nothing has changed"
                : worse == 0
                    ? "nothing for the worse"
                    : Figures.count(worse, "change") + " for the worse")
        .end();
    out.write(page.toString());
    out.flush();
  }

  private static String mark(Page page) {
    return page.options().unicode() ? "✗" : "x";
  }

  /** JSON, {@code gradaudit.changes/1}. */
  public void writeJson(Writer out) throws IOException {
    try (JsonGenerator json = JsonLayout.generator(out, INDENTED_DEPTH)) {
      json.writeStartObject();
      json.writeStringProperty("schema", SCHEMA);
      json.writeStringProperty("from", from);
      json.writeStringProperty("to", to);
      json.writeBooleanProperty("regression", changes.stream().anyMatch(Change::regression));
      json.writeArrayPropertyStart("changes");
      for (Change change : changes) {
        json.writeStartObject();
        json.writeStringProperty("kind", change.kind().label());
        json.writeStringProperty("scenario", change.scenario());
        json.writeStringProperty("axis", change.axis());
        json.writeStringProperty("message", change.message());
        json.writeBooleanProperty("regression", change.regression());
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
}
