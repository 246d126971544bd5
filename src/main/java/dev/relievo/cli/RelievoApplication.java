package dev.relievo.cli;

import io.quarkus.picocli.runtime.annotations.TopCommand;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;
import picocli.CommandLine;

/** Runs one command and ends. */
public final class RelievoApplication implements QuarkusApplication {

  private final RelievoCommand top;
  private final CommandLine.IFactory factory;

  private final StopSignal stop;

  @Inject
  RelievoApplication(
      @TopCommand RelievoCommand top, CommandLine.IFactory factory, StopSignal stop) {
    this.top = top;
    this.factory = factory;
    this.stop = stop;
  }

  @Override
  public int run(String... args) {
    return stop.guard(() -> execute(line(top, factory), args));
  }

  /** The commands, as they are run with Quarkus and without. */
  static CommandLine line(RelievoCommand top, CommandLine.IFactory factory) {
    return new CommandLine(top, factory)
        .setUsageHelpWidth(100)
        .setExecutionExceptionHandler(new FailureHandler());
  }

  private static int execute(CommandLine command, String... args) {
    try {
      return command.execute(args);
    } catch (LinkageError | VirtualMachineError e) {
      // A native library that is missing, or no memory: picocli handles exceptions only.
      e.printStackTrace(command.getErr());
      return ExitCode.INTERNAL;
    }
  }
}
