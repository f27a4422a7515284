package dev.gradaudit.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.report.RenderOptions.Detail;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every sample report in every format, held to the files under {@code golden/report}. After a
 * change that is meant, write them anew with {@code -Dgolden.update=true} and read the difference.
 */
class GoldenReportsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/report");
  private static final String VERSION = "1.2.3";

  private final Locale locale = Locale.getDefault();
  private final TimeZone zone = TimeZone.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(locale);
    TimeZone.setDefault(zone);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"en-US", "tr-TR", "de-DE", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai"})
  void everyReportIsTheSameInEveryLocale(String tag) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(tag));
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
    for (Map.Entry<String, String> rendered : renderedByFile().entrySet()) {
      Path golden = GOLDEN.resolve(rendered.getKey());
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(GOLDEN);
        Files.writeString(golden, rendered.getValue());
      }
      assertThat(rendered.getValue())
          .as("%s in %s", golden, tag)
          .isEqualTo(Files.readString(golden));
    }
  }

  @Test
  void noGoldenFileIsLeftWithoutItsReport() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertThat(new TreeSet<>(files.map(file -> file.getFileName().toString()).toList()))
          .isEqualTo(new TreeSet<>(renderedByFile().keySet()));
    }
  }

  @Test
  void noLineOfATableIsWiderThanTheTerminal() throws IOException {
    for (Map.Entry<String, AuditReport> sample : SampleReports.all().entrySet()) {
      for (int width : List.of(40, 80, 100, 140, 300)) {
        for (Detail detail : Detail.values()) {
          RenderOptions options = new RenderOptions(VERSION, width, false, true, detail);
          String table = render(ReportFormat.TABLE, sample.getValue(), options);
          assertThat(table.lines())
              .as("%s at %d, %s", sample.getKey(), width, detail)
              .allSatisfy(
                  line ->
                      assertThat(Printable.width(line))
                          .as(line)
                          .isLessThanOrEqualTo(options.width()));
        }
      }
    }
  }

  @Test
  void colourChangesNothingButColour() throws IOException {
    for (AuditReport report : SampleReports.all().values()) {
      for (Detail detail : Detail.values()) {
        String plain =
            render(ReportFormat.TABLE, report, new RenderOptions(VERSION, 80, false, true, detail));
        String colored =
            render(ReportFormat.TABLE, report, new RenderOptions(VERSION, 80, true, true, detail));
        assertThat(colored.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain);
      }
    }
  }

  private static Map<String, String> renderedByFile() throws IOException {
    Map<String, RenderOptions> tables = new LinkedHashMap<>();
    tables.put("80", new RenderOptions(VERSION, 80, false, true, Detail.NORMAL));
    tables.put("80-color", new RenderOptions(VERSION, 80, true, true, Detail.NORMAL));
    tables.put("80-ascii", new RenderOptions(VERSION, 80, false, false, Detail.NORMAL));
    tables.put("140", new RenderOptions(VERSION, 140, false, true, Detail.NORMAL));
    tables.put("140-verbose", new RenderOptions(VERSION, 140, false, true, Detail.VERBOSE));
    tables.put("80-verbose", new RenderOptions(VERSION, 80, false, true, Detail.VERBOSE));
    tables.put("80-quiet", new RenderOptions(VERSION, 80, false, true, Detail.QUIET));
    Map<String, String> byFile = new LinkedHashMap<>();
    for (Map.Entry<String, AuditReport> sample : SampleReports.all().entrySet()) {
      for (ReportFormat format : ReportFormat.values()) {
        Map<String, RenderOptions> variants =
            format == ReportFormat.TABLE ? tables : Map.of("", RenderOptions.plain(VERSION));
        for (Map.Entry<String, RenderOptions> variant : variants.entrySet()) {
          String suffix = variant.getKey().isEmpty() ? "" : "-" + variant.getKey();
          String ending = format == ReportFormat.TABLE ? "txt" : format.label();
          byFile.put(
              sample.getKey() + suffix + "." + ending,
              render(format, sample.getValue(), variant.getValue()));
        }
      }
    }
    return byFile;
  }

  static String render(ReportFormat format, AuditReport report, RenderOptions options)
      throws IOException {
    StringWriter out = new StringWriter();
    format.renderer().render(report, options, out);
    // As a file would hold it: what UTF-8 cannot carry is replaced.
    String text = new String(out.toString().getBytes(UTF_8), UTF_8);
    return format == ReportFormat.HTML ? withoutAssets(text) : text;
  }

  /** The style sheet and the script are files of their own, and no part of what a report says. */
  private static String withoutAssets(String page) {
    return page.replaceAll("(?s)<(style|script)>\n.*?</\\1>", "<$1></$1>")
        .replaceAll("'sha256-[^']*'", "'sha256-…'");
  }
}
