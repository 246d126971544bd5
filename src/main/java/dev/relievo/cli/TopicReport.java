package dev.relievo.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.relievo.stream.TopicDifference;
import dev.relievo.stream.TopicState;
import dev.relievo.stream.WantedTopic;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What {@code relievo topics describe} says: topics as they are, and as they should be. */
record TopicReport(
    List<WantedTopic> wanted, Map<String, TopicState> states, List<TopicDifference> differences) {

  boolean isAsWanted() {
    return differences.isEmpty();
  }

  void print(PrintWriter out) {
    out.printf("%-30s %10s %6s %9s %10s%n", "topic", "partitions", "copies", "retention", "KiB");
    for (WantedTopic topic : wanted) {
      TopicState state = states.get(topic.name());
      if (state == null) {
        out.printf("%-30s %s%n", topic.name(), "is not there");
      } else {
        out.printf(
            "%-30s %10d %6d %9s %10d%n",
            topic.name(),
            state.partitions(),
            state.replication(),
            minutes(state.retention()),
            state.maxMessageBytes() >> 10);
      }
    }
    if (!isAsWanted()) {
      out.println("\nNot as wanted:");
      differences.forEach(difference -> out.println("  " + difference));
    }
  }

  private static String minutes(Duration retention) {
    return retention.isNegative() ? "for ever" : retention.toMinutes() + " m";
  }

  /**
   * {@code {"asWanted": false, "topics": [{"name", "present", "partitions", "replication",
   * "settings": {}, "differences": [{"setting", "is", "wanted", "remedy"}]}]}}; settings by Kafka's
   * names, those only that Relievo cares for.
   */
  String json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("asWanted", isAsWanted());
    ArrayNode topics = root.putArray("topics");
    wanted.forEach(topic -> describe(topic, topics.addObject()));
    return root.toPrettyString();
  }

  private void describe(WantedTopic topic, ObjectNode node) {
    TopicState state = states.get(topic.name());
    node.put("name", topic.name()).put("present", state != null);
    if (state != null) {
      node.put("partitions", state.partitions()).put("replication", state.replication());
      ObjectNode settings = node.putObject("settings");
      topic.settings().keySet().stream()
          .sorted()
          .forEach(name -> settings.put(name, state.settings().get(name)));
    }
    ArrayNode list = node.putArray("differences");
    differences.stream()
        .filter(difference -> difference.topic().equals(topic.name()))
        .forEach(
            difference ->
                list.addObject()
                    .put("setting", difference.setting())
                    .put("is", difference.is())
                    .put("wanted", difference.wanted())
                    .put("remedy", difference.remedy().name()));
  }
}
