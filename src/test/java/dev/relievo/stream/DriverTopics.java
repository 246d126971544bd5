package dev.relievo.stream;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The topics of a topology that is driven without a broker. */
final class DriverTopics {

  private DriverTopics() {}

  static TestInputTopic<byte[], byte[]> input(TopologyTestDriver driver, Topic<?> topic) {
    return driver.createInputTopic(
        topic.name(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  static TestOutputTopic<byte[], byte[]> output(TopologyTestDriver driver, Topic<?> topic) {
    return driver.createOutputTopic(
        topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** What has come since the last call, decoded. */
  static <T extends SpecificRecord> List<T> read(TopologyTestDriver driver, Topic<T> topic)
      throws InvalidRecordException {
    List<T> records = new ArrayList<>();
    for (byte[] value : output(driver, topic).readValuesToList()) {
      records.add(topic.codec().decode(value));
    }
    return records;
  }
}
