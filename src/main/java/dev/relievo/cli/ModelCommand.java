package dev.relievo.cli;

import picocli.CommandLine.Command;

/** {@code relievo model}: where the files under {@code models/} come from. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Rebuild what lies in models/ from the packages it came from.",
    subcommands = ModelConvertCommand.class)
final class ModelCommand {}
