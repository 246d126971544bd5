package dev.relievo.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.TopicAdmin;
import dev.relievo.stream.TopicDifference;
import dev.relievo.stream.TopicPlan;
import dev.relievo.stream.Topics;
import dev.relievo.stream.WantedTopic;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.util.List;
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
    description = "Create or describe the topics of a cluster.",
    footer = {
      "%nExamples:%n  relievo topics create --partitions 48 --replication 3",
      "  RELIEVO_TOPICS_RETENTION_FRAMES=15m relievo topics create",
      "  relievo topics describe --json"
    })
final class TopicsCommand {

  @Inject RelievoConfig config;
  @Mixin private KafkaOption kafka;
  @Spec private CommandSpec spec;

  /** What the topics should be like; both commands have it, so that they mean the same. */
  private static final class Wanted {
    @Option(
        names = "--partitions",
        paramLabel = "N",
        description = "Of every topic; default: relievo.topics.partitions, which is 24.")
    private Integer partitions;

    @Option(
        names = "--replication",
        paramLabel = "N",
        description = {
          "Copies of each partition; default: what the cluster has for default.",
          "From 3 on, a record counts as written when two of them have it."
        })
    private Short replication;

    List<WantedTopic> topics(RelievoConfig.TopicOptions options) {
      try {
        return TopicPlan.of(
            options,
            partitions == null ? options.partitions() : partitions,
            replication == null ? options.replication() : replication);
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
      }
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Create what is missing; safe to repeat.",
        "Topics with fewer partitions than asked for get more, which moves cameras between"
            + " partitions, and those that take only smaller records than ours take larger ones."
            + " Nothing is narrowed: topics with more partitions are refused, as Kafka cannot take"
            + " any away. Other settings that differ are listed, and the exit code is then 1.",
        "How long topics keep records is set by relievo.topics.retention.*, such as"
            + " RELIEVO_TOPICS_RETENTION_FRAMES=15m."
      },
      footer = {
        "%nExamples:%n  relievo topics create --partitions 48 --replication 3",
        "  RELIEVO_TOPICS_RETENTION_FRAMES=15m relievo topics create --fix"
      })
  int create(
      @Mixin Wanted wanted,
      @Option(
              names = "--fix",
              description = {
                "Also set retention, segments, clean-up and timestamps of topics that are there.",
                "A shorter retention deletes records."
              })
          boolean fix,
      @Option(names = "--json", description = "Print one JSON object: what each topic was changed.")
          boolean json) {
    List<WantedTopic> topics = wanted.topics(config.topics());
    try (TopicAdmin admin = new TopicAdmin(kafka.settings(config))) {
      var changes = admin.create(topics, fix ? TopicAdmin.Existing.FIX : TopicAdmin.Existing.KEEP);
      List<TopicDifference> left = admin.compare(topics);
      if (json) {
        ObjectNode root = new ObjectMapper().createObjectNode().put("asWanted", left.isEmpty());
        ObjectNode nodes = root.putObject("topics");
        changes.forEach((name, change) -> nodes.put(name, change.toString()));
        out().println(root.toPrettyString());
      } else {
        changes.forEach((name, change) -> out().printf("%-30s %s%n", name, change));
      }
      left.forEach(difference -> spec.commandLine().getErr().println("relievo: " + difference));
      return left.isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "List the topics, and in what they differ from what is wanted.",
        "The exit code is 1 where one does, or is not there."
      },
      footer = "%nExample:%n  relievo topics describe --partitions 48 --json")
  int describe(
      @Mixin Wanted wanted,
      @Option(names = "--json", description = "Print one JSON object instead of a table.")
          boolean json) {
    List<WantedTopic> topics = wanted.topics(config.topics());
    try (TopicAdmin admin = new TopicAdmin(kafka.settings(config))) {
      TopicReport report =
          new TopicReport(topics, admin.describe(Topics.onBroker()), admin.compare(topics));
      if (json) {
        out().println(report.json());
      } else {
        report.print(out());
      }
      return report.isAsWanted() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
