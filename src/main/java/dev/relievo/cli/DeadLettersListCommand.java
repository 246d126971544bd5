package dev.relievo.cli;

import dev.relievo.stream.LetterListing;
import dev.relievo.stream.LetterReader;
import dev.relievo.stream.RelievoConfig;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relievo dead-letters list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "List dead letters, oldest first.",
      "The id is what show and replay take. \"replayed\" says whether the record was written again,"
          + " not whether that helped."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relievo dead-letters list --since 1h",
      "  relievo dead-letters list --stage detect --reason INVALID_RECORD --unreplayed --json"
    })
final class DeadLettersListCommand implements Callable<Integer> {

  @Inject RelievoConfig config;
  @Mixin private KafkaOption kafka;
  @Mixin private LetterOptions letters;
  @Spec private CommandSpec spec;

  @Option(names = "--unreplayed", description = "Only those whose record was not replayed.")
  private boolean unreplayed;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "The newest N, default ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @Override
  public Integer call() {
    LetterOptions.requirePositive("--limit", limit);
    try (LetterReader reader = new LetterReader(kafka.settings(config))) {
      LetterListing listing =
          reader.list(letters.filter(unreplayed), limit, LetterReader.Keep.NEWEST);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(LetterView.json(listing));
      } else {
        LetterView.table(listing, out);
      }
    }
    return ExitCode.OK;
  }
}
