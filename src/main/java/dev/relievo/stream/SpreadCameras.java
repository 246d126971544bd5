package dev.relievo.stream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** Ids of cameras whose keys Kafka's own partitioner spreads evenly, which chance does not. */
public final class SpreadCameras {

  private SpreadCameras() {}

  /**
   * Ids.
   *
   * @param count how many
   * @param partitions of the topics; the i-th camera is in partition i modulo this
   */
  public static List<String> ids(String prefix, int count, int partitions) {
    List<String> ids = new ArrayList<>(count);
    for (int next = 0; ids.size() < count; next++) {
      String id = prefix + next;
      byte[] key = id.getBytes(StandardCharsets.UTF_8);
      if (BuiltInPartitioner.partitionForKey(key, partitions) == ids.size() % partitions) {
        ids.add(id);
      }
    }
    return ids;
  }
}
