package dev.relievo.cli;

import dev.relievo.stream.FramePublisher;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.TopicAdmin;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;

/**
 * Loads what most commands do, for the launcher's archive of classes: the help of all, Kafka's
 * clients, which need not reach a cluster for that, and a command with Quarkus. What they print
 * goes nowhere.
 */
public final class Rehearsal {

  private static final String NOWHERE = "localhost:1";

  /** Quarkus' own goes before those that are built in. */
  private static final int CONVERTER_PRIORITY = 200;

  private Rehearsal() {}

  /** The process's entry. */
  public static void main(String... args) {
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    PlainCommands.execute("--help");
    PlainCommands.execute("publish", "--help");
    PlainCommands.execute("completion", "bash");
    KafkaSettings settings = KafkaSettings.of(defaults()).at(NOWHERE);
    new TopicAdmin(settings).close();
    new FramePublisher(settings).close();
    Relievo.main("acls", "print");
  }

  private static RelievoConfig defaults() {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withConverter(Duration.class, CONVERTER_PRIORITY, new DurationConverter())
        .withMapping(RelievoConfig.class)
        .build()
        .getConfigMapping(RelievoConfig.class);
  }
}
