package dev.relievo.stream;

import dev.relievo.record.FaceResult;
import dev.relievo.record.FrameResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every topic as {@link RelievoConfig.TopicOptions} wants it. */
public final class TopicPlan {

  /** Below it the broker, which looks every five minutes, deletes what nobody has read yet. */
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /** What has neither pixels nor coefficients nor, as dead letters may, raw values. */
  private static final Set<Class<?>> WITHOUT_FACES = Set.of(FrameResult.class, FaceResult.class);

  private TopicPlan() {}

  /**
   * The topics, in the order of the chain.
   *
   * @throws IllegalArgumentException where an option is out of its range; the message names it
   */
  public static List<WantedTopic> of(RelievoConfig.TopicOptions options) {
    return of(options, options.partitions(), options.replication());
  }

  /**
   * The topics, in the order of the chain, with other numbers of partitions and copies.
   *
   * @throws IllegalArgumentException where an option is out of its range; the message names it
   */
  public static List<WantedTopic> of(
      RelievoConfig.TopicOptions options, int partitions, short replication) {
    if (partitions < 1) {
      throw new IllegalArgumentException("a topic has at least 1 partition, not " + partitions);
    }
    if (replication < 1 && replication != WantedTopic.CLUSTER_DEFAULT) {
      throw new IllegalArgumentException(
          "a partition has at least 1 copy, or -1 for the cluster's default, not " + replication);
    }
    long partitionBytes = options.partitionBytes();
    if (partitionBytes < 1 && partitionBytes != -1) {
      throw new IllegalArgumentException(
          "relievo.topics.partition-bytes must be above 0, or -1 for no limit, not "
              + partitionBytes);
    }
    return Topics.onBroker().stream()
        .map(
            topic ->
                WantedTopic.of(
                    topic, partitions, replication, retention(topic, options), partitionBytes))
        .toList();
  }

  private static Duration retention(Topic<?> topic, RelievoConfig.TopicOptions options) {
    Duration retention = configured(topic, options.retention()).orElse(topic.retention());
    if (retention.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "%s cannot have a retention of %s: the shortest is %s"
              .formatted(topic.name(), retention, SHORTEST));
    }
    Duration longest = options.longestFaceRetention();
    if (mayHoldFaces(topic) && retention.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          ("%s may hold faces and cannot have a retention of %s: the longest is %s;"
                  + " relievo.topics.longest-face-retention says so")
              .formatted(topic.name(), retention, longest));
    }
    return retention;
  }

  static boolean mayHoldFaces(Topic<?> topic) {
    return !WITHOUT_FACES.contains(topic.type());
  }

  private static Optional<Duration> configured(Topic<?> topic, RelievoConfig.Retention retention) {
    return switch (topic.type().getSimpleName()) {
      case "Frame" -> retention.frames();
      case "FaceCrop" -> retention.faceCrops();
      case "CoarseFace" -> retention.coarseFaces();
      case "UnwrappedFace" -> retention.uvMaps();
      case "DetailedFace" -> retention.detailedFaces();
      case "FaceMesh" -> retention.meshes();
      case "FrameResult" -> retention.frameResults();
      case "FaceResult" -> retention.faceResults();
      case "TrackedCamera", "FusedTrack" -> retention.tracks();
      case "DeadLetter" -> retention.deadLetters();
      default -> throw new IllegalStateException("no option for the retention of " + topic.name());
    };
  }
}
