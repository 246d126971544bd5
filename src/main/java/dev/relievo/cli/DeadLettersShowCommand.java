package dev.relievo.cli;

import dev.relievo.stream.Letter;
import dev.relievo.stream.LetterReader;
import dev.relievo.stream.LetterSource;
import dev.relievo.stream.RelievoConfig;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code relievo dead-letters show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show a dead letter, and what there is to say of its record where that still lies there.",
      "Values are described, never shown: of their bytes only the format's envelope or the first"
          + " four are printed, as a picture of a person may follow. The exit code is 5 where there"
          + " is no such letter."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relievo dead-letters show detect/3/17            an id that list prints",
      "  relievo dead-letters show relievo.frames/3/4711  the newest about this record"
    })
final class DeadLettersShowCommand implements Callable<Integer> {

  @Inject RelievoConfig config;
  @Mixin private KafkaOption kafka;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "ID",
      description =
          "STAGE/PARTITION/OFFSET of the letter, or TOPIC/PARTITION/OFFSET of its record.")
  private String id;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    try (LetterReader reader = new LetterReader(kafka.settings(config))) {
      Letter letter = LetterOptions.find(id, reader);
      LetterSource source = reader.describeSource(letter);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(LetterView.json(letter, source));
      } else {
        LetterView.page(letter, source, out);
      }
    }
    return ExitCode.OK;
  }
}
