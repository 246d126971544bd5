package dev.relievo.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The processes of stages, kept alive as an orchestrator would: one that ends by itself is started
 * anew. Killing and stopping one is the scenario's to make up for. Thread-safe.
 */
final class Fleet implements AutoCloseable {

  private static final int KEEP_MILLIS = 200;
  private static final int STOP_SECONDS = 90;

  private final Path folder;
  private final long batchMillis;
  private final Map<String, String> options;
  private final List<StageProcess> processes = new ArrayList<>();
  private final Thread keeper = new Thread(this::keep, "keeper");
  private boolean closed;
  private int started;
  private int restarts;

  Fleet(Path folder, long batchMillis, Map<String, String> options) {
    this.folder = folder;
    this.batchMillis = batchMillis;
    this.options = options;
    keeper.setDaemon(true);
    keeper.start();
  }

  /** Starts a process of stages; does not wait. */
  StageProcess start(List<String> stages) {
    return start(stages, options);
  }

  /** Starts one with other options. */
  synchronized StageProcess start(List<String> stages, Map<String, String> others) {
    String name = (stages.size() == 1 ? stages.get(0) : "stages") + "-" + ++started;
    StageProcess process = new StageProcess(folder, name, stages, batchMillis, others);
    processes.add(process);
    return process;
  }

  Map<String, String> options() {
    return options;
  }

  synchronized List<StageProcess> processes() {
    return List.copyOf(processes);
  }

  /** The process that has a stage. */
  StageProcess only(String stage) {
    List<StageProcess> those =
        processes().stream().filter(process -> process.stages().contains(stage)).toList();
    if (those.size() != 1) {
      throw new ChaosFailure(stage + " has " + those.size() + " processes instead of one");
    }
    return those.get(0);
  }

  boolean isReady() {
    return processes().stream().allMatch(StageProcess::isReady);
  }

  /** Processes that ended by themselves and were replaced. */
  synchronized int restarts() {
    return restarts;
  }

  /** SIGKILL, and forgets it. */
  void kill(StageProcess process) {
    forget(process);
    process.process().kill();
  }

  /** SIGTERM, and waits until it has closed everything; see {@link #awaitClosed}. */
  void stop(StageProcess process) throws InterruptedException {
    tellToStop(process);
    awaitClosed(process);
  }

  /** SIGTERM; nobody replaces it. */
  void tellToStop(StageProcess process) {
    forget(process);
    process.process().stop();
  }

  /** Stops them all at the same time. */
  void stopAll() throws InterruptedException {
    List<StageProcess> all = processes();
    all.forEach(this::tellToStop);
    for (StageProcess process : all) {
      awaitClosed(process);
    }
  }

  /**
   * Waits until a process that was told to stop has closed everything.
   *
   * @throws ChaosFailure where it does not within a time
   */
  void awaitClosed(StageProcess process) throws InterruptedException {
    boolean ended = process.process().awaitEnd(STOP_SECONDS);
    if (!ended) {
      process.process().kill();
    }
    if (!ended || process.pulse().state() != Pulse.State.CLOSED) {
      throw new ChaosFailure(process.name() + " was told to stop and did not close");
    }
  }

  private synchronized void forget(StageProcess process) {
    processes.remove(process);
  }

  private void keep() {
    try {
      while (true) {
        Thread.sleep(KEEP_MILLIS);
        replaceTheDead();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void replaceTheDead() {
    if (closed) {
      return;
    }
    for (StageProcess process : List.copyOf(processes)) {
      if (!process.process().isAlive()) {
        processes.remove(process);
        restarts++;
        start(process.stages(), process.options());
      }
    }
  }

  /** Kills what is left. */
  @Override
  public synchronized void close() {
    closed = true;
    keeper.interrupt();
    processes().forEach(this::kill);
  }
}
