package dev.relievo.cli;

import picocli.CommandLine.Command;

/** {@code relievo train}: the networks that the project trains itself. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Train Relievo's networks on photographs: no 3D scans, no annotation.",
    subcommands = {TrainCoarseCommand.class, TrainDetailCommand.class, TrainAblationCommand.class},
    footer = "%nExample:%n  relievo train coarse --photos photos --out coarse.safetensors")
final class TrainCommand {}
