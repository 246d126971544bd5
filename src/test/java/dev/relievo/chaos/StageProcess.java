package dev.relievo.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process of simulated stages. */
final class StageProcess {

  private static final int HEAP_MEGABYTES = 320;

  private final String name;
  private final List<String> stages;
  private final Map<String, String> options;
  private final ChildJvm process;
  private final Pulse pulse;

  /**
   * Starts it; does not wait.
   *
   * @param name of its log, unique in the folder
   * @param options of Relievo, the cluster's address included
   */
  StageProcess(
      Path folder,
      String name,
      List<String> stages,
      long batchMillis,
      Map<String, String> options) {
    this.name = name;
    this.stages = stages;
    this.options = options;
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve(name + ".pulse");
      pulse = Pulse.in(file);
      List<String> arguments =
          new ArrayList<>(List.of(file.toString(), String.join(",", stages), "" + batchMillis));
      options.forEach((option, value) -> arguments.add(option + "=" + value));
      process =
          ChildJvm.ofClass(
              StageMain.class, HEAP_MEGABYTES, folder.resolve(name + ".log"), arguments);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  String name() {
    return name;
  }

  List<String> stages() {
    return stages;
  }

  Map<String, String> options() {
    return options;
  }

  Pulse pulse() {
    return pulse;
  }

  ChildJvm process() {
    return process;
  }

  /** Holds none of its stages any more. */
  void release() {
    stages.forEach(stage -> pulse.hold(stage, false));
  }

  boolean isReady() {
    return process.isAlive() && pulse.state() == Pulse.State.READY;
  }

  /** Items in work of all its stages. */
  long inFlight() {
    return stages.stream().mapToLong(pulse::inFlight).sum();
  }
}
