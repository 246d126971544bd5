package dev.relievo.chaos;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Java process of this class path, and what can be done to it from outside. */
final class ChildJvm {

  private static final List<String> SMALL =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
          "-Dlogging.configuration=" + ChildJvm.class.getResource("/chaos/logging.properties"));

  private static final Duration STOPPING = Duration.ofSeconds(10);

  private final Process process;

  private ChildJvm(Process process) {
    this.process = process;
  }

  /** Starts a class of this class path in a small machine; what it prints goes to a file. */
  static ChildJvm ofClass(Class<?> main, int heapMegabytes, Path log, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(java(), "-Xmx" + heapMegabytes + "m"));
    command.addAll(SMALL);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return start(command, log);
  }

  /** Starts a jar. */
  static ChildJvm ofJar(Path jar, Path log, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(options);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments);
    return start(command, log);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static ChildJvm start(List<String> command, Path log) {
    File to = log.toFile();
    try {
      return new ChildJvm(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(to))
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  /** In a child: ends it when its parent is gone, however that ended. */
  static void endWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nobody writes; the end of the stream is the news.
                }
              } catch (IOException e) {
                // As good as the end.
              }
              Runtime.getRuntime().halt(1);
            },
            "end-with-parent");
    watch.setDaemon(true);
    watch.start();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL; returns when it is dead. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM; does not wait. */
  void stop() {
    // Process.destroy() would also close the child's input: for it, the end of its parent.
    process.toHandle().destroy();
  }

  /** Waits for the end. */
  boolean awaitEnd(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  /**
   * SIGSTOP: it does not run until {@link #resume}, and does not know. Returns when the last of its
   * threads stands, which on a busy machine is not when the signal was sent.
   */
  void pause() throws InterruptedException {
    signal("STOP");
    long start = System.nanoTime();
    while (!stands()) {
      if (System.nanoTime() - start > STOPPING.toNanos()) {
        throw new ChaosFailure("a process runs on after SIGSTOP");
      }
      Thread.sleep(5);
    }
  }

  /** By Linux' account of each thread, whose state follows the name in brackets. */
  private boolean stands() {
    Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
    try (Stream<Path> all = Files.list(threads)) {
      return all.allMatch(ChildJvm::isStopped);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the threads of a process", e);
    }
  }

  private static boolean isStopped(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.startsWith(" T", stat.lastIndexOf(')') + 1);
    } catch (IOException ended) {
      return true;
    }
  }

  /** SIGCONT. */
  void resume() throws InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws InterruptedException {
    try {
      int exit =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (exit != 0) {
        throw new ChaosFailure("kill -" + name + " exited with " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot signal", e);
    }
  }
}
