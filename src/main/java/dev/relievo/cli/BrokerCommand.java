package dev.relievo.cli;

import dev.relievo.stream.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relievo broker}: a Kafka broker on this machine, until told to stop. */
@Command(
    name = "broker",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run a Kafka broker that only this machine reaches, until interrupted. For trying things out:"
          + " one node, no security, one copy of everything.",
      "It has no topics yet; make them with: relievo topics create"
    },
    footer = "%nExample:%n  relievo broker --data .relievo/broker")
final class BrokerCommand implements Callable<Integer> {

  private static final int MAX_PORT = 65_535;

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "9092",
      description = "Port of the clients, 0 for any; default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder that keeps the data; default: a temporary one, deleted at the end.")
  private Path data;

  @Override
  public Integer call() throws IOException, InterruptedException {
    int free = freePort(port);
    boolean kept = data != null;
    Path folder = kept ? data : Files.createTempDirectory("relievo-kafka");
    try (EmbeddedBroker broker =
        EmbeddedBroker.over(folder, free, EmbeddedBroker.freePort(), Map.of())) {
      spec.commandLine().getOut().println("broker at " + broker.bootstrapServers());
      spec.commandLine().getOut().flush();
      new CountDownLatch(1).await();
    } finally {
      if (!kept) {
        delete(folder);
      }
    }
    return ExitCode.OK;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * A port that can be listened on: Kafka itself would share one that another broker has.
   *
   * @param wanted 0 for any
   */
  static int freePort(int wanted) {
    if (wanted < 0 || wanted > MAX_PORT) {
      throw new CommandFailure(ExitCode.USAGE, "a port is 0 to 65535, not " + wanted);
    }
    try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNAVAILABLE, "port " + wanted + " of this machine is taken; use --port", e);
    }
  }
}
