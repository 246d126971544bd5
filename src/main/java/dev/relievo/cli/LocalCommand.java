package dev.relievo.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relievo local}: what the compose file says, as processes of this machine. */
@Command(
    name = "local",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run the services of docker-compose.yml without a container engine, until interrupted.",
      "Reads the file: a process for each replica with the service's arguments, environment and"
          + " memory limit; the embedded broker for Kafka; jobs to their end; the order and the"
          + " readiness that the file asks for. Services of profiles are left out. What ends by"
          + " itself is started again."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relievo local",
      "  RELIEVO_DETECT_REPLICAS=2 relievo local --port 0 --file docker-compose.yml"
    })
final class LocalCommand implements Callable<Integer> {

  private static final Path SETSID = Path.of("/usr/bin/setsid");

  @Spec private CommandSpec spec;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      defaultValue = "docker-compose.yml",
      description = "The compose file; default: ${DEFAULT-VALUE}.")
  private Path file;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "9092",
      description = "Port of the broker, 0 for any; default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "Give up where it is not all ready after this long; default: ${DEFAULT-VALUE}.")
  private int patience;

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> variables = new HashMap<>(System.getenv());
    List<ComposeService> services =
        ComposeFile.read(file, variables).values().stream()
            .filter(service -> service.profiles().isEmpty())
            .toList();
    int brokerPort = BrokerCommand.freePort(port);
    LocalCluster cluster = new LocalCluster(relievo(), brokerPort, this::say);
    List<String> forced;
    try {
      cluster.start(services, Duration.ofSeconds(patience));
      cluster.describe().forEach(this::say);
      say("ready: kafka at 127.0.0.1:" + brokerPort);
      cluster.keepRunning();
    } catch (InterruptedException e) {
      say("stopping");
    } finally {
      forced = cluster.stop();
    }
    if (!forced.isEmpty()) {
      throw new CommandFailure(ExitCode.INCOMPLETE, "ended by force: " + String.join(", ", forced));
    }
    say("stopped");
    return ExitCode.OK;
  }

  /**
   * The command line that this process was started by, without its arguments. In a session of its
   * own where the system can do that: else an interrupt in a terminal reaches all processes at
   * once, and the broker goes before the stages have committed.
   */
  private static List<String> relievo() {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-jar");
    command.add(System.getProperty("java.class.path"));
    return command;
  }

  private synchronized void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
