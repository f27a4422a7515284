package dev.gradaudit.cli;

/** The version of this build. */
final class Version {
  private Version() {}

  /** From the manifest of the jar; {@code development} when run from a folder of classes. */
  static String ofTool() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** The line that {@code --version} prints. */
  static String line() {
    return "gradaudit "
        + ofTool()
        + " (Java "
        + System.getProperty("java.version")
        + ", "
        + System.getProperty("java.vm.name")
        + ")";
  }
}
