package dev.tlsdiag.cli;

import dev.tlsdiag.cli.completion.BashScript;
import dev.tlsdiag.cli.completion.CommandNode;
import dev.tlsdiag.cli.completion.FishScript;
import dev.tlsdiag.cli.completion.ZshScript;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag completion}: a script that tells a shell what may be typed. */
@Command(
    sortOptions = false,
    customSynopsis = {"tlsdiag completion bash|zsh|fish|kubectl", ""},
    description = {
      "Prints a script with which a shell completes commands, options and their values.",
      "",
      "Examples:",
      "  source <(tlsdiag completion bash)                  # for this shell; a line for ~/.bashrc",
      "  tlsdiag completion zsh > ~/.zfunc/_tlsdiag         # a folder of $fpath",
      "  tlsdiag completion fish > ~/.config/fish/completions/tlsdiag.fish",
      "  tlsdiag completion kubectl > ~/bin/kubectl_complete-tlsdiag   # an executable file on the PATH",
      ""
    },
    footer = {"", "Exit: 0 printed · 2 usage"})
final class CompletionCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "SHELL",
      completionCandidates = Shells.class,
      description = "bash, zsh, fish; or kubectl, for 'kubectl tlsdiag' in any of them.")
  String shell;

  @Override
  public Integer call() {
    new Shells().check("completion", shell);
    spec.commandLine().getOut().print(script(shell, CompletionTree.read()));
    return ExitCode.CLEAN;
  }

  /**
   * The script.
   *
   * @param shell one of {@link Shells}
   */
  static String script(String shell, CommandNode program) {
    return switch (shell) {
      case "bash" -> BashScript.of(program);
      case "zsh" -> ZshScript.of(program);
      case "fish" -> FishScript.of(program);
      case "kubectl" -> BashScript.forKubectl(program);
      default -> throw new IllegalArgumentException(shell);
    };
  }

  /** Who completes. */
  static final class Shells extends Takes.Words {
    Shells() {
      super("bash", "zsh", "fish", "kubectl");
    }
  }
}
