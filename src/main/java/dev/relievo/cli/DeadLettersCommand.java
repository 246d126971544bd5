package dev.relievo.cli;

import picocli.CommandLine.Command;

/** {@code relievo dead-letters}: what stages could not read. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "List, show and replay records that a stage could not read.",
      "A stage writes a letter to relievo.<stage>.dead-letters for each: where the record lies, why"
          + " it could not be read, and, with relievo.stage.dead-letter-payload=true, its raw"
          + " value."
    },
    subcommands = {
      DeadLettersListCommand.class,
      DeadLettersShowCommand.class,
      DeadLettersReplayCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relievo dead-letters list --since 1h",
      "  relievo dead-letters show detect/3/17",
      "  relievo dead-letters replay --stage detect --dry-run"
    })
final class DeadLettersCommand {}
