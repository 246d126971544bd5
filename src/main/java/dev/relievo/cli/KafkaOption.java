package dev.relievo.cli;

import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which cluster. */
final class KafkaOption {

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      scope = ScopeType.INHERIT,
      description =
          "The cluster; default: relievo.kafka.bootstrap-servers, which is localhost:9092.")
  private String bootstrapServers;

  KafkaSettings settings(RelievoConfig config) {
    KafkaSettings configured = KafkaSettings.of(config);
    return bootstrapServers == null ? configured : configured.at(bootstrapServers);
  }
}
