package dev.relievo.cli;

import dev.relievo.stream.Chain;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which stages a process runs: the command line says so, else the environment. */
final class StageSelection {

  private static final String ALL = "all";

  private StageSelection() {}

  /**
   * The stages, each once, in the order of the chain.
   *
   * @param option names on the command line; null where there are none
   * @param configured {@code relievo.stage}, used where the command line names none
   * @throws CommandFailure where neither names one, or a name is none
   */
  static List<String> of(List<String> option, Optional<List<String>> configured) {
    Collection<String> names = option != null ? option : configured.orElse(List.of());
    Set<String> asked = new TreeSet<>();
    names.stream().map(String::strip).filter(name -> !name.isEmpty()).forEach(asked::add);
    if (asked.isEmpty()) {
      throw usage("which stages? Say --all, --stage detect, or RELIEVO_STAGE=detect");
    }
    if (asked.remove(ALL)) {
      asked.addAll(Chain.STAGES);
    }
    for (String name : asked) {
      if (!Chain.STAGES.contains(name)) {
        throw usage("there is no stage " + name);
      }
    }
    return Chain.STAGES.stream().filter(asked::contains).toList();
  }

  private static CommandFailure usage(String what) {
    return new CommandFailure(
        ExitCode.USAGE, what + "; the stages are " + String.join(", ", Chain.STAGES));
  }
}
