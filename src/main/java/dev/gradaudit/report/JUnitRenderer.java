package dev.gradaudit.report;

import dev.gradaudit.audit.AuditReport;
import dev.gradaudit.audit.Finding;
import dev.gradaudit.audit.ScenarioReport;
import dev.gradaudit.audit.ScenarioReport.Status;
import java.io.IOException;
import java.io.Writer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * JUnit's XML, as Jenkins, GitLab and others read it: a suite for each scenario, a case for each
 * axis and gradient. What a failure has to say is its text, which every reader shows; its attribute
 * is a summary. Characters that XML 1.0 cannot hold are left out.
 */
final class JUnitRenderer implements Renderer {
  @Override
  public void render(AuditReport report, RenderOptions options, Writer out) throws IOException {
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuites");
      Set<String> classes = new HashSet<>();
      for (ScenarioReport scenario : report.scenarios()) {
        suite(xml, scenario, unique(scenario, classes), report.timing().startedAt());
      }
      xml.writeCharacters("\n");
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.writeCharacters("\n");
      xml.flush();
    } catch (XMLStreamException e) {
      if (e.getNestedException() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException(e);
    }
    out.flush();
  }

  /** Scenarios of the same name, or of the same class, are told apart by their files. */
  private static String unique(ScenarioReport scenario, Set<String> classes) {
    String name = clean(scenario.name());
    for (int number = 1; !classes.add(className(name)); number++) {
      String file = clean(scenario.file());
      name = clean(scenario.name()) + " (" + file + (number == 1 ? ")" : ", " + number + ")");
    }
    return name;
  }

  /** A dot would begin a package. */
  private static String className(String suite) {
    return "gradaudit." + suite.replace('.', '_');
  }

  private static void suite(
      XMLStreamWriter xml, ScenarioReport scenario, String name, String startedAt)
      throws XMLStreamException {
    List<CiCases.Case> cases = CiCases.of(scenario);
    boolean broken = scenario.status() == Status.ERROR || scenario.status() == Status.INTERRUPTED;
    long failures = cases.stream().filter(CiCases.Case::failed).count();
    start(xml, 1, "testsuite");
    attribute(xml, "name", name);
    attribute(xml, "tests", Long.toString(cases.size() + (broken ? 1 : 0)));
    attribute(xml, "failures", Long.toString(failures));
    attribute(xml, "errors", broken ? "1" : "0");
    attribute(xml, "skipped", "0");
    attribute(xml, "time", String.format(Locale.ROOT, "%.3f", scenario.seconds()));
    attribute(xml, "timestamp", startedAt.replaceAll("Z$", ""));
    start(xml, 2, "properties");
    property(xml, "file", scenario.file());
    property(xml, "sha256", scenario.sha256());
    property(xml, "engine", scenario.plan().engine());
    end(xml, 2);
    for (CiCases.Case test : cases) {
      testCase(xml, name, test);
    }
    if (broken) {
      broken(xml, name, scenario);
    }
    end(xml, 1);
  }

  private static void property(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    indent(xml, 3);
    xml.writeEmptyElement("property");
    attribute(xml, "name", name);
    attribute(xml, "value", value);
  }

  private static void testCase(XMLStreamWriter xml, String suite, CiCases.Case test)
      throws XMLStreamException {
    String axis = test.verdict().axis().label();
    start(xml, 2, "testcase");
    attribute(xml, "classname", className(suite));
    attribute(xml, "name", test.gradient().isEmpty() ? axis : axis + ": " + test.gradient());
    if (test.failed()) {
      VerdictText text = new VerdictText(test.verdict());
      start(xml, 3, "failure");
      attribute(xml, "type", test.verdict().verdict().name());
      attribute(xml, "message", text.word() + " along " + axis + ": " + text.evidence());
      xml.writeCharacters(clean(CiCases.details(test)));
      xml.writeEndElement();
    } else {
      start(xml, 3, "system-out");
      xml.writeCharacters(clean(CiCases.details(test)));
      xml.writeEndElement();
    }
    end(xml, 2);
  }

  private static void broken(XMLStreamWriter xml, String suite, ScenarioReport scenario)
      throws XMLStreamException {
    String status = scenario.status() == Status.ERROR ? "error" : "interrupted";
    start(xml, 2, "testcase");
    attribute(xml, "classname", className(suite));
    attribute(xml, "name", "runs");
    start(xml, 3, "error");
    attribute(xml, "type", status);
    List<String> messages =
        scenario.findings().stream()
            .filter(finding -> finding.severity() == Finding.Severity.ERROR)
            .map(finding -> finding.message() + "\n" + finding.advice())
            .toList();
    attribute(
        xml,
        "message",
        messages.isEmpty() ? "not all runs were made" : messages.get(0).lines().findFirst().get());
    xml.writeCharacters(clean(messages.stream().collect(Collectors.joining("\n"))));
    xml.writeEndElement();
    end(xml, 2);
  }

  private static void start(XMLStreamWriter xml, int depth, String name) throws XMLStreamException {
    indent(xml, depth);
    xml.writeStartElement(name);
  }

  private static void end(XMLStreamWriter xml, int depth) throws XMLStreamException {
    indent(xml, depth);
    xml.writeEndElement();
  }

  private static void indent(XMLStreamWriter xml, int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }

  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeAttribute(name, clean(value));
  }

  /** What XML 1.0 can hold: no control characters but tab and line ends, no half characters. */
  private static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .filter(
            point ->
                point == '\t'
                    || point == '\n'
                    || point == '\r'
                    || point >= 0x20 && point <= 0xD7FF
                    || point >= 0xE000 && point <= 0xFFFD
                    || point >= 0x10000)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }
}
