package dev.gradaudit.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of this build. */
final class Version {
  private Version() {}

  /** From the manifest of the jar; {@code development} when run from a folder of classes. */
  static String ofTool() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** The commit that the jar was built from; empty where that is not known. */
  private static String commit() {
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      Properties build = new Properties();
      if (in != null) {
        build.load(in);
      }
      String commit = build.getProperty("commit", "");
      return commit.matches("[0-9a-f]{7,40}") ? commit : "";
    } catch (IOException e) {
      return "";
    }
  }

  /** What {@code --version} prints. */
  static String[] lines() {
    String commit = commit();
    return new String[] {
      "gradaudit " + ofTool() + (commit.isEmpty() ? "" : " (commit " + commit + ")"),
      "Java "
          + property("java.version")
          + ", "
          + property("java.vm.name")
          + " "
          + property("java.vm.version"),
      property("os.name")
          + " "
          + property("os.version")
          + ", "
          + property("os.arch")
          + ", "
          + Runtime.getRuntime().availableProcessors()
          + " processors"
    };
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
