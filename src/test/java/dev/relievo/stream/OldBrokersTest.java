package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What brokers of Kafka 3.7 lack is not asked for, whatever the client's own default becomes. */
class OldBrokersTest {

  /** The consumer protocol is an early-access feature of 3.7, the streams protocol is of 4.1. */
  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once_v2"})
  void shouldJoinGroupsByTheClassicProtocol(String guarantee) {
    Properties streams =
        settings(Map.of("relievo.kafka.processing-guarantee", guarantee)).streams(Chain.detect());
    StreamsConfig config = new StreamsConfig(streams);

    assertThat(config.getString(StreamsConfig.GROUP_PROTOCOL_CONFIG))
        .isEqualToIgnoringCase("classic");
    assertThat(
            config
                .getMainConsumerConfigs("group", "client", 0)
                .getOrDefault(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic"))
        .asString()
        .isEqualToIgnoringCase("classic");
  }

  @Test
  void shouldPushNoMetricsAndCommitInOnePhase() {
    KafkaSettings settings = settings(Map.of());

    assertThat(new ConsumerConfig(settings.consumer()).getBoolean("enable.metrics.push")).isFalse();
    assertThat(new AdminClientConfig(settings.admin()).getBoolean("enable.metrics.push")).isFalse();
    ProducerConfig producer = new ProducerConfig(settings.producer());
    assertThat(producer.getBoolean("enable.metrics.push")).isFalse();
    assertThat(producer.getBoolean(ProducerConfig.TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG))
        .isFalse();
  }

  private static KafkaSettings settings(Map<String, String> options) {
    return KafkaSettings.of(TestConfig.with(options));
  }
}
