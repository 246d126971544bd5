package dev.relievo.cli;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The processes of a compose file's services on this machine. The service whose image is Kafka's is
 * {@code relievo broker}; where a variable names its address, it gets the broker's. Every other
 * process gets a port of its own for HTTP, as a container has an address of its own.
 */
final class LocalCluster {

  private static final String KAFKA_IMAGE = "/kafka:";
  private static final Duration POLL = Duration.ofMillis(250);

  /** As the compose file's {@code stop_grace_period}. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  private final List<String> relievo;
  private final int brokerPort;
  private final Consumer<String> log;
  private final HttpClient http = HttpClient.newHttpClient();

  /** By start; the last is the first to go. */
  private final List<LocalProcess> running = new ArrayList<>();

  /** Names of services that are brokers, with their ports. */
  private final Map<String, Integer> brokers = new LinkedHashMap<>();

  /**
   * Starts nothing yet.
   *
   * @param relievo program and arguments that are {@code relievo}
   * @param brokerPort where the broker is to listen
   * @param log receives lines
   */
  LocalCluster(List<String> relievo, int brokerPort, Consumer<String> log) {
    this.relievo = relievo;
    this.brokerPort = brokerPort;
    this.log = log;
  }

  /**
   * Starts the services in order, each after those that it needs are ready or done.
   *
   * @throws CommandFailure where a job fails, an option is wrong, or one is not ready within the
   *     time
   */
  void start(Collection<ComposeService> services, Duration most) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    for (ComposeService service : services) {
      if (service.image().contains(KAFKA_IMAGE)) {
        startBroker(service);
        awaitReady(running.get(0), deadline);
      } else if (service.isJob()) {
        runJob(service);
      } else {
        for (int replica = 1; replica <= service.replicas(); replica++) {
          start(process(service, "-" + replica));
        }
      }
    }
    for (LocalProcess process : running) {
      awaitReady(process, deadline);
    }
  }

  private void startBroker(ComposeService service) {
    brokers.put(service.name(), brokerPort);
    List<String> command = command(service, List.of("broker", "--port", "" + brokerPort));
    URI port = URI.create(LocalProcess.TCP + "://127.0.0.1:" + brokerPort);
    start(new LocalProcess(service.name(), command, Map.of(), port, http, log));
  }

  private void start(LocalProcess process) {
    process.start();
    running.add(process);
  }

  private void runJob(ComposeService service) throws InterruptedException {
    LocalProcess job = process(service, "");
    job.start();
    int code = job.await();
    if (code != ExitCode.OK) {
      throw new CommandFailure(
          ExitCode.UNAVAILABLE, service.name() + " ended with exit code " + code);
    }
  }

  private LocalProcess process(ComposeService service, String suffix) {
    Map<String, String> environment = new LinkedHashMap<>();
    service.environment().forEach((name, value) -> environment.put(name, here(value)));
    int port = BrokerCommand.freePort(0);
    environment.put("QUARKUS_HTTP_PORT", String.valueOf(port));
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    URI readiness =
        service.readiness().isEmpty()
            ? null
            : URI.create("http://127.0.0.1:" + port + service.readiness());
    return new LocalProcess(
        service.name() + suffix,
        command(service, service.command()),
        environment,
        readiness,
        http,
        log);
  }

  /** A container's limit is what its virtual machine takes for the machine's memory. */
  private List<String> command(ComposeService service, List<String> arguments) {
    List<String> command = new ArrayList<>(relievo);
    service
        .memory()
        .ifPresent(bytes -> command.add(command.indexOf("-jar"), "-XX:MaxRAM=" + bytes));
    command.addAll(arguments);
    return command;
  }

  private String here(String value) {
    String text = value;
    for (Map.Entry<String, Integer> broker : brokers.entrySet()) {
      text = text.replaceAll("\\b" + broker.getKey() + ":\\d+", "127.0.0.1:" + broker.getValue());
    }
    return text;
  }

  private void awaitReady(LocalProcess process, long deadline) throws InterruptedException {
    while (process.readiness() != null && !process.isReady()) {
      if (!process.isAlive()) {
        startAgain(process);
      }
      if (System.nanoTime() > deadline) {
        throw new CommandFailure(ExitCode.UNAVAILABLE, process.name() + " does not get ready");
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /** As the compose file's {@code restart} says; but what cannot work is not tried again. */
  private void startAgain(LocalProcess process) {
    int code = process.exitCode();
    if (code == ExitCode.USAGE || code == ExitCode.BAD_INPUT) {
      throw new CommandFailure(code, process.name() + " ended with exit code " + code);
    }
    log.accept(process.name() + " ended with exit code " + code + " and is started again");
    process.start();
  }

  /** Name, process id and health page of each process. */
  List<String> describe() {
    return running.stream()
        .map(
            process ->
                "%-11s pid %d%s"
                    .formatted(
                        process.name(),
                        process.pid(),
                        process.readiness() == null ? "" : "  " + process.readiness()))
        .toList();
  }

  /** Starts again what ends by itself, until stopped. */
  void keepRunning() throws InterruptedException {
    while (true) {
      for (LocalProcess process : running) {
        if (!process.isAlive()) {
          startAgain(process);
        }
      }
      Thread.sleep(4 * POLL.toMillis());
    }
  }

  /**
   * Stops all stages at once, then the broker.
   *
   * @return names of those that had to be ended by force
   */
  List<String> stop() throws InterruptedException {
    List<LocalProcess> stages =
        running.stream().filter(process -> !brokers.containsKey(process.name())).toList();
    List<LocalProcess> others =
        running.stream().filter(process -> brokers.containsKey(process.name())).toList();
    List<String> forced = new ArrayList<>(stop(stages));
    forced.addAll(stop(others));
    running.clear();
    return forced;
  }

  private static List<String> stop(List<LocalProcess> processes) throws InterruptedException {
    processes.forEach(LocalProcess::askToStop);
    long deadline = System.nanoTime() + GRACE.toNanos();
    List<String> forced = new ArrayList<>();
    for (LocalProcess process : processes) {
      long left = Math.max(0, deadline - System.nanoTime());
      if (!process.awaitStop(Duration.ofNanos(left))) {
        forced.add(process.name());
      }
    }
    return forced;
  }
}
