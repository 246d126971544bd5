package dev.relievo.chaos;

import dev.relievo.stream.EmbeddedBroker;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A broker that can be killed and started again over the same data and at the same address. */
final class BrokerProcess implements AutoCloseable {

  private static final int HEAP_MEGABYTES = 320;

  private final Path folder;
  private final int port = EmbeddedBroker.freePort();
  private final int controllerPort = EmbeddedBroker.freePort();
  private ChildJvm process;

  BrokerProcess(Path folder) {
    this.folder = folder;
    start();
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Starts it; does not wait. */
  void start() {
    List<String> arguments = List.of(data().toString(), "" + port, "" + controllerPort);
    process =
        ChildJvm.ofClass(BrokerMain.class, HEAP_MEGABYTES, folder.resolve("broker.log"), arguments);
  }

  void kill() {
    process.kill();
  }

  /** Ends it and deletes its data. */
  @Override
  public void close() {
    process.kill();
    try (Stream<Path> files = Files.walk(data())) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + data(), e);
    }
  }

  private Path data() {
    return folder.resolve("kafka");
  }
}
