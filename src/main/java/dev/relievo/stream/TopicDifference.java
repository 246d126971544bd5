package dev.relievo.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What sets a topic apart from how it should be.
 *
 * @param topic its name
 * @param setting {@code topic}, {@code partitions}, {@code replication} or Kafka's name of a
 *     setting
 * @param is as it is
 * @param wanted as it should be
 * @param remedy what helps
 */
public record TopicDifference(
    String topic, String setting, String is, String wanted, Remedy remedy) {

  /** What helps against a difference. */
  public enum Remedy {
    /** {@code relievo topics create} makes the topic, or makes it wider. */
    CREATE,
    /** {@code relievo topics create --fix}: it may delete records or keep them longer. */
    FIX,
    /** Nothing that Relievo does: it would narrow the topic, or move its data. */
    BY_HAND
  }

  /** The differences of one topic; empty where there is none. */
  static List<TopicDifference> of(WantedTopic wanted, TopicState state) {
    String name = wanted.name();
    if (state == null) {
      return List.of(new TopicDifference(name, "topic", "missing", "there", Remedy.CREATE));
    }
    List<TopicDifference> found = new ArrayList<>();
    if (state.partitions() != wanted.partitions()) {
      found.add(
          new TopicDifference(
              name,
              "partitions",
              String.valueOf(state.partitions()),
              String.valueOf(wanted.partitions()),
              widening(state.partitions() < wanted.partitions())));
    }
    if (wanted.replication() > 0 && state.replication() != wanted.replication()) {
      found.add(
          new TopicDifference(
              name,
              "replication",
              String.valueOf(state.replication()),
              String.valueOf(wanted.replication()),
              Remedy.BY_HAND));
    }
    new TreeMap<>(wanted.settings())
        .forEach(
            (setting, value) -> {
              String is = state.settings().getOrDefault(setting, "");
              if (!is.equals(value)) {
                Remedy remedy =
                    setting.equals(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                        ? widening(state.maxMessageBytes() < wanted.maxMessageBytes())
                        : Remedy.FIX;
                found.add(new TopicDifference(name, setting, is, value, remedy));
              }
            });
    return found;
  }

  private static Remedy widening(boolean wider) {
    return wider ? Remedy.CREATE : Remedy.BY_HAND;
  }

  /** For a person. */
  @Override
  public String toString() {
    String help =
        switch (remedy) {
          case CREATE -> "relievo topics create";
          case FIX -> "relievo topics create --fix";
          case BY_HAND -> "not changed by Relievo";
        };
    return "%s: %s is %s, wanted %s (%s)".formatted(topic, setting, is, wanted, help);
  }
}
