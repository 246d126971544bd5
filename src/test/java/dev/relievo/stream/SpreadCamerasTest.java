package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class SpreadCamerasTest {

  @Test
  void shouldPutAsManyCamerasIntoEachPartition() {
    List<String> ids = SpreadCameras.ids("c-", 32, 8);

    assertThat(ids).hasSize(32).doesNotHaveDuplicates();
    List<Integer> partitions =
        ids.stream()
            .map(id -> BuiltInPartitioner.partitionForKey(id.getBytes(StandardCharsets.UTF_8), 8))
            .toList();
    assertThat(partitions).isEqualTo(IntStream.range(0, 32).map(i -> i % 8).boxed().toList());
  }
}
