package dev.gradaudit.audit;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A machine that ran a part of an audit.
 *
 * @param name what tells it from the others
 * @param processor its model, as the system calls it
 * @param flags those that the Java virtual machine was started with
 */
public record Host(
    String name,
    String os,
    String arch,
    String processor,
    int processors,
    String javaVersion,
    String javaVm,
    List<String> flags) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Path NAME = Path.of("/etc/hostname");

  public Host {
    flags = List.copyOf(flags);
  }

  /**
   * This machine.
   *
   * @param name empty for the name that it has in the network
   */
  public static Host current(String name, Map<String, String> environment) {
    return new Host(
        name.isEmpty() ? ownName(environment) : name,
        property("os.name") + " " + property("os.version"),
        property("os.arch"),
        model(),
        Runtime.getRuntime().availableProcessors(),
        property("java.version"),
        property("java.vm.name") + " " + property("java.vm.version"),
        ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  /** Not asked of the network, which may take its time. */
  private static String ownName(Map<String, String> environment) {
    for (String variable : List.of("HOSTNAME", "COMPUTERNAME")) {
      String value = environment.getOrDefault(variable, "");
      if (!value.isBlank()) {
        return value.strip();
      }
    }
    String line = firstLine(NAME, "");
    return line.isBlank() ? "unknown" : line.strip();
  }

  private static String model() {
    String line = firstLine(PROCESSORS, "model name");
    return line.isEmpty() ? property("os.arch") : line.substring(line.indexOf(':') + 1).strip();
  }

  private static String firstLine(Path file, String start) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> line.startsWith(start)).findFirst().orElse("");
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
