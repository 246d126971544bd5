package dev.relievo.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One process of a service: started, asked whether it is ready, started again, stopped. */
final class LocalProcess {

  /** Scheme of an address that need only be listened on. */
  static final String TCP = "tcp";

  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final int CONNECT = 1000;

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final URI readiness;
  private final Consumer<String> log;
  private final HttpClient http;
  private Process process;

  /**
   * Starts nothing yet.
   *
   * @param name for messages, before each line that it prints
   * @param command program and arguments
   * @param environment in addition to this process's own
   * @param readiness an HTTP address that answers 200 when it is ready, or a port as {@code
   *     tcp://HOST:PORT} that then listens; null where it only runs to its end
   * @param http client, shared
   * @param log receives a line
   */
  LocalProcess(
      String name,
      List<String> command,
      Map<String, String> environment,
      URI readiness,
      HttpClient http,
      Consumer<String> log) {
    this.name = name;
    this.command = command;
    this.environment = environment;
    this.readiness = readiness;
    this.http = http;
    this.log = log;
  }

  String name() {
    return name;
  }

  URI readiness() {
    return readiness;
  }

  long pid() {
    return process.pid();
  }

  void start() {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
    Thread reader = new Thread(() -> copy(process), name + "-output");
    reader.setDaemon(true);
    reader.start();
  }

  private void copy(Process from) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.accept("%-11s| %s".formatted(name, line));
      }
    } catch (IOException e) {
      log.accept("%-11s| its output ends: %s".formatted(name, e.getMessage()));
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The exit code of a process that has ended. */
  int exitCode() {
    return process.exitValue();
  }

  /** Waits for its end. */
  int await() throws InterruptedException {
    return process.waitFor();
  }

  /** Whether it says that it is ready. */
  boolean isReady() throws InterruptedException {
    if (!isAlive()) {
      return false;
    }
    return readiness.getScheme().equals(TCP) ? listens() : answers();
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(readiness.getHost(), readiness.getPort()), CONNECT);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean answers() throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(readiness).timeout(ANSWER).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // It does not listen yet, or is busy with its models.
    }
  }

  /** Asks it to stop, as a container engine does; what it still prints is read. */
  void askToStop() {
    process.toHandle().destroy();
  }

  /**
   * Waits until it has stopped, and ends it by force after the time.
   *
   * @return whether it stopped by itself
   */
  boolean awaitStop(Duration most) throws InterruptedException {
    if (process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
      return true;
    }
    process.destroyForcibly().waitFor();
    return false;
  }
}
