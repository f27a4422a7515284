package dev.gradaudit.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a scenario to begin with. */
@Command(
    name = "init",
    header = "Writes a commented scenario that runs, to begin with.",
    description = {
      "Writes NAME.json: tensors, a program, what to audit and what to expect, each explained.",
      ""
    })
final class InitCommand implements Subcommand {
  static final List<String> TEMPLATES = List.of("linear", "classifier", "attention", "module");

  private final Console console;

  @Parameters(index = "0", paramLabel = "NAME", description = "Of the scenario, and of its file.")
  private String name = "";

  @Option(
      names = "--template",
      paramLabel = "NAME",
      description =
          "linear (default), classifier, attention, or module (a model saved by torch.jit.save).")
  private String template = TEMPLATES.get(0);

  @Option(names = "--force", description = "Replace the file where it exists.")
  private boolean force;

  InitCommand(Console console) {
    this.console = console;
  }

  @Override
  public int call() throws CommandException {
    OptionValues.choice("--template", "template", template, TEMPLATES);
    String shown = name.endsWith(".json") ? name : name + ".json";
    if (name.isBlank() || shown.replaceFirst(".*[/\\\\]", "").startsWith(".")) {
      throw CommandException.usage("init needs a name, such as: gradaudit init step");
    }
    OutputFile file = OutputFile.at(shown);
    if (Files.exists(file.path()) && !force) {
      throw CommandException.usage(
          "'" + shown + "' exists; choose another name, or add --force to replace it");
    }
    String text = text();
    file.write(out -> out.write(text));
    boolean module = template.equals("module");
    console.say(
        "wrote '"
            + shown
            + "'; run it with:  gradaudit run "
            + quoted(shown)
            + (module ? " --engine pytorch, once model.pt is beside it" : ""));
    return ExitCode.OK;
  }

  private static String quoted(String path) {
    return path.matches("[A-Za-z0-9_./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }

  private String text() throws CommandException {
    String resource = "init/" + template + ".json";
    try (InputStream in =
        Objects.requireNonNull(InitCommand.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CommandException.failure("the template cannot be read: " + OutputFile.reason(e));
    }
  }
}
