package dev.gradaudit.report;

import dev.gradaudit.compare.CollectionComparison;
import dev.gradaudit.compare.CollectionComparison.Outcome;
import dev.gradaudit.compare.Difference;
import dev.gradaudit.compare.TensorPair;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVPrinter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;

/**
 * Two files of tensors against each other, for {@code compare}.
 *
 * @param from the first file, as the user named it
 * @param maxUlp the limit, unsigned; 0 demands the same bits
 * @param sameFile whether both names lead to one file, which says nothing
 */
public record FileComparison(
    String from, String to, long maxUlp, boolean sameFile, CollectionComparison comparison) {
  static final String SCHEMA = "gradaudit.compare/1";

  private static final int INDENTED_DEPTH = 2;

  /** Whether everything was compared and within the limit. */
  public boolean holds() {
    return outcome() == Outcome.WITHIN;
  }

  Outcome outcome() {
    return comparison.outcome(maxUlp);
  }

  /** {@code identical}, {@code within}, {@code beyond}, {@code unlike}, {@code missing}. */
  static String status(TensorPair pair, long maxUlp) {
    if (pair instanceof TensorPair.Compared compared) {
      boolean identical = compared.difference().identical();
      return identical ? "identical" : compared.within(maxUlp) ? "within" : "beyond";
    }
    return pair instanceof TensorPair.Unlike ? "unlike" : "missing";
  }

  /** A page for people. */
  public void writeTable(RenderOptions options, Writer out) throws IOException {
    Page page = new Page(options);
    new FileComparisonSection(page, this).write();
    out.write(page.toString());
    out.flush();
  }

  /** JSON, {@code gradaudit.compare/1}; the same bytes for the same files. */
  public void writeJson(Writer out) throws IOException {
    try (JsonGenerator json = JsonLayout.generator(out, INDENTED_DEPTH)) {
      json.writeStartObject();
      json.writeStringProperty("schema", SCHEMA);
      json.writeStringProperty("from", from);
      json.writeStringProperty("to", to);
      json.writeBooleanProperty("same_file", sameFile);
      JsonValues.unsigned(json, "max_ulp", maxUlp);
      json.writeStringProperty("outcome", outcome().name().toLowerCase(Locale.ROOT));
      json.writeBooleanProperty("holds", holds());
      json.writeNumberProperty("compared", comparison.compared().size());
      json.writeNumberProperty("elements", comparison.elements());
      json.writeArrayPropertyStart("tensors");
      for (TensorPair pair : comparison.pairs()) {
        json.writeStartObject();
        pair(json, pair);
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

  private void pair(JsonGenerator json, TensorPair pair) {
    json.writeStringProperty("from", pair.from());
    json.writeStringProperty("to", pair.to());
    json.writeStringProperty("status", status(pair, maxUlp));
    if (pair instanceof TensorPair.Compared compared) {
      kind(json, "", compared.kind());
      JsonFacts.figures(json, compared.difference());
    } else if (pair instanceof TensorPair.Unlike unlike) {
      kind(json, "from_", unlike.fromKind());
      kind(json, "to_", unlike.toKind());
    } else if (pair instanceof TensorPair.Alone alone) {
      kind(json, "", alone.kind());
    }
  }

  private static void kind(JsonGenerator json, String prefix, TensorPair.Kind kind) {
    json.writeStringProperty(prefix + "dtype", kind.type());
    json.writeArrayPropertyStart(prefix + "shape");
    for (int extent : kind.shape().extents()) {
      json.writeNumber(extent);
    }
    json.writeEndArray();
  }

  /** CSV, a row for each name; figures are empty where nothing was compared. */
  public void writeCsv(Writer out) throws IOException {
    CSVPrinter csv = CsvCells.printer(out);
    List<String> header = new ArrayList<>(List.of("from", "to", "status", "dtype", "shape"));
    header.addAll(List.of("to_dtype", "to_shape"));
    List<String> figures = CsvRenderer.figureNames();
    header.addAll(figures);
    csv.printRecord(header);
    for (TensorPair pair : comparison.pairs()) {
      List<String> row = new ArrayList<>();
      String fromName = pair.from();
      String toName = pair.to();
      row.add(fromName == null ? "" : CsvCells.text(fromName));
      row.add(toName == null ? "" : CsvCells.text(toName));
      row.add(status(pair, maxUlp));
      TensorPair.Kind first = firstKind(pair);
      TensorPair.Kind second = pair instanceof TensorPair.Unlike unlike ? unlike.toKind() : first;
      row.addAll(List.of(first.type(), first.shape().toString()));
      row.addAll(List.of(second.type(), second.shape().toString()));
      if (pair instanceof TensorPair.Compared compared) {
        CsvRenderer.addFigures(row, compared.difference());
      } else {
        figures.forEach(name -> row.add(""));
      }
      csv.printRecord(row);
    }
    csv.flush();
  }

  private static TensorPair.Kind firstKind(TensorPair pair) {
    if (pair instanceof TensorPair.Compared compared) {
      return compared.kind();
    }
    return pair instanceof TensorPair.Unlike unlike
        ? unlike.fromKind()
        : ((TensorPair.Alone) pair).kind();
  }

  /** {@code NaN against number} of a constant's name. */
  static String words(Difference.NonFinite kind) {
    return switch (kind) {
      case NAN_AGAINST_NUMBER -> "NaN against a number";
      case INFINITE_AGAINST_FINITE -> "infinite against finite";
      case OPPOSITE_INFINITIES -> "infinities of opposite signs";
      case NAN_PAYLOAD -> "NaN against another NaN";
    };
  }
}
