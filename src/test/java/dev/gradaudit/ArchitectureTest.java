package dev.gradaudit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the packages to what ARCHITECTURE.md says they may use. */
class ArchitectureTest {
  private static final String ROOT = "dev.gradaudit.";

  /** Each package with the ones that it may use; a subpackage belongs to its parent. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("text", Set.of()),
          Map.entry("numeric", Set.of()),
          Map.entry("tensor", Set.of("numeric")),
          Map.entry("tensorfile", Set.of("tensor", "numeric", "text")),
          Map.entry("statistics", Set.of("tensor", "numeric")),
          Map.entry("reduction", Set.of("numeric", "text")),
          Map.entry("program", Set.of("tensor", "numeric", "text")),
          Map.entry("plan", Set.of("reduction", "numeric")),
          Map.entry(
              "scenario",
              Set.of("program", "plan", "tensorfile", "tensor", "reduction", "numeric", "text")),
          Map.entry("engine", Set.of("program", "plan", "tensor", "reduction")),
          Map.entry(
              "engine.builtin",
              Set.of("engine", "program", "plan", "tensor", "reduction", "numeric", "text")),
          Map.entry(
              "engine.command",
              Set.of(
                  "engine",
                  "program",
                  "plan",
                  "tensor",
                  "tensorfile",
                  "reduction",
                  "numeric",
                  "text")),
          Map.entry(
              "engine.pytorch",
              Set.of("engine", "program", "plan", "tensor", "reduction", "numeric", "text")),
          Map.entry("compare", Set.of("tensor", "plan", "numeric")),
          Map.entry(
              "audit",
              Set.of(
                  "engine",
                  "compare",
                  "scenario",
                  "program",
                  "plan",
                  "statistics",
                  "tensor",
                  "reduction",
                  "numeric",
                  "text")),
          Map.entry(
              "reveal",
              Set.of(
                  "engine",
                  "program",
                  "plan",
                  "tensor",
                  "reduction",
                  "numeric",
                  "statistics",
                  "text")),
          Map.entry(
              "shard",
              Set.of(
                  "audit",
                  "engine",
                  "compare",
                  "scenario",
                  "program",
                  "plan",
                  "statistics",
                  "tensor",
                  "reduction",
                  "numeric",
                  "text")),
          Map.entry(
              "history",
              Set.of(
                  "audit",
                  "engine",
                  "compare",
                  "scenario",
                  "program",
                  "plan",
                  "statistics",
                  "tensor",
                  "reduction",
                  "numeric",
                  "text")),
          Map.entry(
              "report",
              Set.of(
                  "history",
                  "reveal",
                  "audit",
                  "statistics",
                  "engine",
                  "compare",
                  "scenario",
                  "program",
                  "plan",
                  "tensor",
                  "reduction",
                  "numeric",
                  "text")));

  private final JavaClasses production =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.gradaudit");

  @Test
  void everyPackageUsesOnlyWhatItMay() {
    MAY_USE.forEach(
        (name, allowed) -> {
          List<String> packages = new ArrayList<>(List.of(ROOT + name));
          if (!name.equals("engine")) {
            packages.add(ROOT + name + "..");
          }
          DescribedPredicate<JavaClass> forbidden =
              DescribedPredicate.describe(
                  "a package that " + name + " may not use",
                  used ->
                      used.getPackageName().startsWith(ROOT)
                          && !owner(used).equals(name)
                          && !allowed.contains(owner(used)));
          noClasses()
              .that()
              .resideInAnyPackage(packages.toArray(String[]::new))
              .should()
              .dependOnClassesThat(forbidden)
              .check(production);
        });
  }

  @Test
  void everyPackageHasARule() {
    Set<String> packages = new TreeSet<>();
    for (JavaClass type : production) {
      if (type.getPackageName().startsWith(ROOT)) {
        packages.add(owner(type));
      }
    }
    packages.remove("cli");
    assertThat(packages).containsExactlyInAnyOrderElementsOf(MAY_USE.keySet());
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("dev.gradaudit.(*)..").should().beFreeOfCycles().check(production);
  }

  @Test
  void onlyTheCommandLineNamesAConcreteEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.gradaudit.cli..", "dev.gradaudit.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.gradaudit.engine.*..")
        .check(production);
  }

  /** Libtorch may crash: it lives in a process of its own, and nothing else loads it. */
  @Test
  void onlyTheWorkerUsesLibtorch() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.gradaudit.engine.pytorch.worker")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..")
        .check(production);
  }

  @Test
  void onlyTheListOfFormatsKnowsThePage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.gradaudit.report.html..")
        .and()
        .doNotHaveFullyQualifiedName("dev.gradaudit.report.ReportFormat")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.gradaudit.report.html..")
        .check(production);
    classes()
        .that()
        .resideInAPackage("dev.gradaudit.report.html")
        .and()
        .doNotHaveSimpleName("HtmlRenderer")
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .notBePublic()
        .check(production);
  }

  @Test
  void operatorsAreHiddenBehindTheirTable() {
    classes()
        .that()
        .resideInAPackage("dev.gradaudit.engine.builtin.op")
        .and()
        .areTopLevelClasses()
        .and()
        .doNotHaveSimpleName("OpTable")
        .and()
        .doNotHaveSimpleName("package-info")
        .should()
        .notBePublic()
        .check(production);
  }

  /** The name under which a class's package stands in the rules. */
  private static String owner(JavaClass type) {
    String name = type.getPackageName().substring(ROOT.length());
    if (name.startsWith("engine.")) {
      int second = name.indexOf('.', "engine.".length());
      return second < 0 ? name : name.substring(0, second);
    }
    int first = name.indexOf('.');
    return first < 0 ? name : name.substring(0, first);
  }
}
