package dev.relievo.cli;

import dev.relievo.nn.DeviceUnavailableException;
import dev.relievo.stream.KafkaUnavailableException;
import dev.relievo.stream.SettingsException;
import dev.relievo.stream.TopicConflictException;
import dev.relievo.video.CameraUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** One line for a person; the stack trace only with {@code --verbose}. */
final class FailureHandler implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (isInterruption(e)) {
      return ExitCode.INTERRUPTED;
    }
    int exitCode = exitCode(e);
    String message = message(e);
    String hint =
        exitCode == ExitCode.INTERNAL ? " (a defect; --verbose shows where it happened)" : "";
    command.getErr().println("relievo: " + oneLine(message) + hint);
    if (isVerbose(command)) {
      e.printStackTrace(command.getErr());
    }
    return exitCode;
  }

  /** Whether somebody wants the command to end. */
  static boolean isInterruption(Throwable e) {
    return e instanceof InterruptedException
        || e instanceof CancellationException
        || e instanceof ClosedByInterruptException
        || e instanceof UncheckedIOException && isInterruption(e.getCause());
  }

  private static int exitCode(Exception e) {
    if (e instanceof CommandFailure failure) {
      return failure.exitCode();
    }
    if (e instanceof SettingsException) {
      return ExitCode.USAGE;
    }
    if (e instanceof KafkaUnavailableException
        || e instanceof TopicConflictException
        || e instanceof DeviceUnavailableException
        || e instanceof CameraUnavailableException) {
      return ExitCode.UNAVAILABLE;
    }
    boolean file = e instanceof IOException || e instanceof UncheckedIOException;
    return file ? ExitCode.BAD_INPUT : ExitCode.INTERNAL;
  }

  private static String message(Exception e) {
    boolean wrapped = e.getCause() != null && e.getCause().toString().equals(e.getMessage());
    Throwable told = wrapped ? e.getCause() : e;
    if (told instanceof NoSuchFileException) {
      return told.getMessage() + ": there is no such file";
    }
    boolean known = exitCode(e) != ExitCode.INTERNAL && told.getMessage() != null;
    return known ? told.getMessage() : told.toString();
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ");
  }

  private static boolean isVerbose(CommandLine command) {
    Object top = command.getCommandSpec().root().userObject();
    return top instanceof RelievoCommand relievo && relievo.isVerbose();
  }
}
