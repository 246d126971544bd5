package dev.relievo.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker in this process: one node, KRaft, reachable from this machine only. Its data
 * lies in a temporary folder that only this user can read and that {@link #close} deletes, or in
 * one that is kept, see {@link #over}.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  private final KafkaRaftServer server;
  private final String bootstrapServers;
  private final Path data;
  private final boolean kept;
  private final ThreadGroup threads;

  private EmbeddedBroker(
      KafkaRaftServer server,
      ThreadGroup threads,
      String bootstrapServers,
      Path data,
      boolean kept) {
    this.server = server;
    this.threads = threads;
    this.bootstrapServers = bootstrapServers;
    this.data = data;
    this.kept = kept;
  }

  /** Starts a broker on a free port and returns when it serves; about two seconds. */
  public static EmbeddedBroker start() {
    return start(Map.of(), List.of());
  }

  /**
   * Starts a broker with other settings, such as listeners' security; its clients' listener is
   * named CLIENTS, its controller's NODE.
   *
   * @param changed settings that differ from the usual ones
   * @param users that exist before it starts: {@code SCRAM-SHA-512=[name=...,password=...]}
   */
  static EmbeddedBroker start(Map<String, String> changed, List<String> users) {
    Path data = null;
    try {
      data = Files.createTempDirectory("relievo-kafka");
      return start(data, false, freePort(), freePort(), changed, users);
    } catch (Exception e) {
      delete(data);
      throw notStarting(e);
    }
  }

  /**
   * Starts a broker over a folder that it keeps, so that one that was killed can go on from there.
   *
   * @param folder made where it is not there yet
   * @param port of the clients
   * @param controllerPort of its own; the same each time
   * @param more settings of Kafka, besides those of every embedded broker
   */
  public static EmbeddedBroker over(
      Path folder, int port, int controllerPort, Map<String, String> more) {
    try {
      return start(folder, true, port, controllerPort, more, List.of());
    } catch (Exception e) {
      throw notStarting(e);
    }
  }

  private static EmbeddedBroker start(
      Path data,
      boolean kept,
      int port,
      int controllerPort,
      Map<String, String> changed,
      List<String> users)
      throws Exception {
    // A folder that a broker has lived in keeps its cluster id; another one would be refused.
    if (Files.notExists(data.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
      format(data, users);
    }
    Properties settings = settings(data, port, controllerPort);
    settings.putAll(changed);
    KafkaConfig config = KafkaConfig.fromProps(settings, false);
    ThreadGroup threads = new ThreadGroup("kafka-broker");
    KafkaRaftServer server = startIn(threads, config);
    return new EmbeddedBroker(server, threads, HOST + ":" + port, data, kept);
  }

  private static IllegalStateException notStarting(Exception e) {
    return new IllegalStateException("the embedded Kafka broker does not start: " + e, e);
  }

  /** Starts the server from a thread of a group, which every thread that it ever makes inherits. */
  private static KafkaRaftServer startIn(ThreadGroup threads, KafkaConfig config) throws Exception {
    FutureTask<KafkaRaftServer> start =
        new FutureTask<>(
            () -> {
              KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
              server.startup();
              return server;
            });
    new Thread(threads, start, "kafka-broker-start").start();
    return start.get();
  }

  /** Ids of the broker's threads at this moment, by which its processor time can be told. */
  public Set<Long> threadIds() {
    Thread[] alive = new Thread[2 * threads.activeCount() + 16];
    int count = threads.enumerate(alive);
    return Stream.of(alive).limit(count).map(Thread::getId).collect(Collectors.toSet());
  }

  /** What a client needs to connect. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops the broker and deletes its data, unless they are in a folder that is kept. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    if (!kept) {
      delete(data);
    }
  }

  private static Properties settings(Path data, int port, int controllerPort) {
    int largest = Topics.FRAMES.maxMessageBytes();
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            "process.roles", "broker,controller",
            "node.id", "1",
            "controller.quorum.voters", "1@" + HOST + ":" + controllerPort,
            "listeners",
                "CLIENTS://" + HOST + ":" + port + ",NODE://" + HOST + ":" + controllerPort,
            "advertised.listeners", "CLIENTS://" + HOST + ":" + port,
            "listener.security.protocol.map", "CLIENTS:PLAINTEXT,NODE:PLAINTEXT",
            "controller.listener.names", "NODE",
            "inter.broker.listener.name", "CLIENTS",
            "log.dirs", data.toString()));
    settings.putAll(
        Map.of(
            "auto.create.topics.enable",
            "false",
            "message.max.bytes",
            largest,
            "replica.fetch.max.bytes",
            largest,
            "log.index.size.max.bytes",
            "1048576",
            "log.cleaner.dedupe.buffer.size",
            "4194304",
            "group.initial.rebalance.delay.ms",
            0));
    // One node: the internal topics have one copy, and one partition is plenty.
    for (String topic : List.of("offsets.topic", "transaction.state.log")) {
      settings.put(topic + ".replication.factor", "1");
      settings.put(topic + ".num.partitions", "1");
    }
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    // As the operating system tunes them, see KafkaSettings.
    settings.put("socket.send.buffer.bytes", "-1");
    settings.put("socket.receive.buffer.bytes", "-1");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
    // The controller proves that it is alive by an empty record; nobody else is there to ask.
    settings.put("metadata.max.idle.interval.ms", "5000");
    return settings;
  }

  private static void format(Path data, List<String> users) throws Exception {
    Formatter formatter = new Formatter();
    formatter.setPrintStream(
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    formatter
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName("NODE")
        .setMetadataLogDirectory(data.toString())
        .addDirectory(data.toString())
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setScramArguments(users)
        .run();
  }

  /** A port of this machine that nobody listens on at this moment. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on " + HOST, e);
    }
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the broker's data in " + folder, e);
    }
  }
}
