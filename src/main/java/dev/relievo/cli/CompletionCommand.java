package dev.relievo.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code relievo completion}: what makes a shell complete commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Print a script that has a shell complete Relievo's commands and options with the tabulator."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(relievo completion bash)              now",
      "  relievo completion bash > ~/.local/share/bash-completion/completions/relievo",
      "  echo 'source <(relievo completion zsh)' >> ~/.zshrc"
    })
final class CompletionCommand implements Callable<Integer> {

  /** Shells; one script serves both. */
  enum Shell {
    /** GNU Bash. */
    bash,
    /** Zsh, by its emulation of Bash's completion. */
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    String script = AutoComplete.bash("relievo", spec.root().commandLine());
    if (shell == Shell.zsh) {
      // The script loads the emulation itself, which needs this of a bare configuration.
      script = "autoload -Uz compinit && compinit -u" + System.lineSeparator() + script;
    }
    spec.commandLine().getOut().print(script);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
