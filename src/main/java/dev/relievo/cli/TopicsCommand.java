package dev.relievo.cli;

import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.TopicAdmin;
import dev.relievo.stream.Topics;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relievo topics}: the explicit step that makes topics. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Create or describe the topics of a cluster.")
final class TopicsCommand {

  @Inject RelievoConfig config;
  @Mixin private KafkaOption kafka;
  @Spec private CommandSpec spec;

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Create what is missing; safe to repeat.",
        "Topics with fewer partitions than asked for get more, which moves cameras between"
            + " partitions; topics with more are refused, as Kafka cannot take any away."
      },
      footer = "%nExample:%n  relievo topics create --partitions 48 --replication 3")
  int create(
      @Option(
              names = "--partitions",
              description = "Of every topic; default: relievo.topics.partitions, which is 24.")
          Integer partitions,
      @Option(
              names = "--replication",
              description = "Copies of each partition; default: what the cluster has for default.")
          Short replication) {
    try (TopicAdmin admin = new TopicAdmin(kafka.settings(config))) {
      admin
          .create(
              Topics.all(),
              partitions == null ? config.topics().partitions() : partitions,
              replication == null ? config.topics().replication() : replication)
          .forEach((name, change) -> out().printf("%-30s %s%n", name, change));
    }
    return ExitCode.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "List the topics with partitions, copies, retention and largest record.")
  int describe() {
    try (TopicAdmin admin = new TopicAdmin(kafka.settings(config))) {
      var states = admin.describe(Topics.all());
      out()
          .printf("%-30s %10s %6s %9s %10s%n", "topic", "partitions", "copies", "retention", "KiB");
      Topics.all().forEach(topic -> print(topic.name(), states.get(topic.name())));
      return states.size() == Topics.all().size() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }
  }

  private void print(String name, TopicAdmin.State state) {
    if (state == null) {
      out().printf("%-30s %s%n", name, "is not there; create it with: relievo topics create");
    } else {
      out()
          .printf(
              "%-30s %10d %6d %7d m %10d%n",
              name,
              state.partitions(),
              state.replication(),
              state.retention().toMinutes(),
              state.maxMessageBytes() >> 10);
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
