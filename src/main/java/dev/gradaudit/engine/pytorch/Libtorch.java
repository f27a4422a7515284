package dev.gradaudit.engine.pytorch;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The libraries of PyTorch, which are not part of gradaudit: 115 MB that Maven fetches into a cache
 * folder when the engine is first used.
 */
public final class Libtorch {
  /** The version of PyTorch. */
  public static final String VERSION = "2.7.1";

  private static final String POM = "libtorch-pom.xml";
  private static final String PLUGIN =
      "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";

  private final Map<String, String> environment;
  private final Path folder;
  private final Consumer<String> notices;

  /**
   * @param environment says where the cache is: GRADAUDIT_CACHE, else XDG_CACHE_HOME/gradaudit,
   *     else .cache/gradaudit in the home folder; workers get it too, for MKL_CBWR and the like
   * @param notices told what is being fetched
   */
  public Libtorch(Map<String, String> environment, Consumer<String> notices) {
    this.environment = Map.copyOf(environment);
    this.folder = cache(environment).resolve("pytorch-" + VERSION);
    this.notices = notices;
  }

  /**
   * What a worker needs.
   *
   * @param natives where DJL unpacks the native libraries
   */
  record Installed(String classPath, Path natives) {}

  private static Path cache(Map<String, String> environment) {
    String own = environment.getOrDefault("GRADAUDIT_CACHE", "");
    if (!own.isEmpty()) {
      return Path.of(own).toAbsolutePath();
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base = xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
    return base.toAbsolutePath().resolve("gradaudit");
  }

  /** What the variables are where it runs. */
  Map<String, String> environment() {
    return environment;
  }

  /** Where the libraries are kept. */
  public Path folder() {
    return folder;
  }

  /** Finds the libraries, and fetches them where they are not there yet. */
  Installed install(BooleanSupplier cancelled)
      throws WorkerException, WorkerProcess.CancelledException {
    Path jars = folder.resolve("lib");
    if (!Files.isDirectory(jars)) {
      fetch(jars, cancelled);
    }
    return new Installed(own() + File.pathSeparator + jars.resolve("*"), folder.resolve("native"));
  }

  /** The jar or folder that holds the classes of gradaudit. */
  private static Path own() throws WorkerException {
    try {
      return Path.of(Libtorch.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new WorkerException("cannot find the classes of gradaudit: " + e.getMessage());
    }
  }

  private void fetch(Path jars, BooleanSupplier cancelled)
      throws WorkerException, WorkerProcess.CancelledException {
    notices.accept(
        "fetching libtorch "
            + VERSION
            + " (115 MB) with Maven into '"
            + folder
            + "'; this happens once");
    try {
      Files.createDirectories(folder);
      Path fresh = Files.createTempDirectory(folder, "fetching");
      try {
        Path pom = fresh.resolve("pom.xml");
        try (InputStream in =
            Objects.requireNonNull(Libtorch.class.getResourceAsStream(POM), POM)) {
          Files.write(pom, in.readAllBytes());
        }
        maven(pom, fresh.resolve("lib"), cancelled);
        publish(fresh.resolve("lib"), jars);
      } finally {
        delete(fresh);
      }
    } catch (IOException e) {
      throw new WorkerException(
          "cannot write to '" + folder + "': " + e + "; GRADAUDIT_CACHE names another folder");
    }
  }

  private void maven(Path pom, Path target, BooleanSupplier cancelled)
      throws WorkerException, WorkerProcess.CancelledException, IOException {
    Path log = pom.resolveSibling("log");
    Process process;
    try {
      process =
          new ProcessBuilder(
                  windows() ? "mvn.cmd" : "mvn",
                  "-B",
                  "-ntp",
                  "-Dstyle.color=never",
                  "-f",
                  pom.toString(),
                  "-Dgradaudit.platform=" + platform(),
                  "-DoutputDirectory=" + target,
                  PLUGIN)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new WorkerException(
          "libtorch has to be fetched first, which needs Maven: put mvn on the PATH" + byHand());
    }
    try {
      while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
        if (cancelled.getAsBoolean()) {
          process.destroy();
          throw new WorkerProcess.CancelledException();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
      throw new WorkerProcess.CancelledException();
    }
    if (process.exitValue() != 0) {
      throw new WorkerException(
          "libtorch could not be fetched: " + firstError(log) + "; is there a network?" + byHand());
    }
  }

  private String byHand() {
    return ", or copy the folder '" + folder + "' from a machine where '--engine pytorch' has run";
  }

  private static String firstError(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("[ERROR]"))
          .map(line -> line.substring("[ERROR]".length()).strip())
          .findFirst()
          .orElse("Maven failed");
    }
  }

  /** The classifier of the native libraries. */
  private static String platform() throws WorkerException {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    boolean arm = arch.equals("aarch64");
    boolean intel = arch.equals("amd64") || arch.equals("x86_64");
    if (os.contains("linux") && (arm || intel)) {
      return arm ? "linux-aarch64" : "linux-x86_64";
    }
    if (os.contains("mac") && arm) {
      return "osx-aarch64";
    }
    if (os.contains("win") && intel) {
      return "win-x86_64";
    }
    throw new WorkerException(
        "there is no libtorch "
            + VERSION
            + " for "
            + System.getProperty("os.name")
            + " on "
            + arch);
  }

  private static boolean windows() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win");
  }

  /** Another process may have been faster. */
  private static void publish(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException faster) {
      return;
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
