package dev.relievo.evaluate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Processes that all run the same command, each of which runs {@link SimulatedStage}. */
final class StageProcesses implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration STOP = Duration.ofSeconds(30);

  private final List<String> command;
  private final List<Process> running = new ArrayList<>();

  /** Starts none yet. */
  StageProcesses(List<String> command) {
    this.command = command;
  }

  /**
   * Starts processes until there are so many, and waits until all of them are ready.
   *
   * @throws IllegalStateException where one ends, or is not ready in time
   */
  void grow(int count) throws InterruptedException {
    List<CompletableFuture<Void>> ready = new ArrayList<>();
    while (running.size() < count) {
      Process process = start();
      running.add(process);
      ready.add(CompletableFuture.runAsync(() -> awaitReady(process)));
    }
    try {
      CompletableFuture.allOf(ready.toArray(CompletableFuture[]::new))
          .get(START.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a process of the bench does not get ready", e);
    }
  }

  /** Whether all of them still run. */
  boolean areAlive() {
    return running.stream().allMatch(Process::isAlive);
  }

  private Process start() {
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + String.join(" ", command), e);
    }
  }

  private static void awaitReady(Process process) {
    try {
      BufferedReader out = process.inputReader();
      String line = out.readLine();
      while (line != null && !line.equals(SimulatedStage.READY)) {
        line = out.readLine();
      }
      if (line == null) {
        throw new IllegalStateException("it has ended; what it said is above");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has them stop as they would for an operator, and kills those that do not. */
  @Override
  public void close() {
    for (Process process : running) {
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        process.destroy(); // It is no longer there to read the end of its input.
      }
    }
    for (Process process : running) {
      try {
        if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
