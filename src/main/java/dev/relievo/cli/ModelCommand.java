package dev.relievo.cli;

import picocli.CommandLine.Command;

/** {@code relievo model}: where the files under {@code models/} come from. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Look at what lies in models/, and rebuild it from where it came from.",
    subcommands = {
      ModelBuildCommand.class,
      ModelLearnCommand.class,
      ModelInfoCommand.class,
      ModelConvertCommand.class
    },
    footer = "%nExample:%n  relievo model info")
final class ModelCommand {}
