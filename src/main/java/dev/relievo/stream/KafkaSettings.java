package dev.relievo.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/** Settings of every Kafka client here, in one place, made from {@link RelievoConfig}. */
public final class KafkaSettings {

  /** A batch of images is fetched whole however large; this only bounds what comes along. */
  private static final int FETCH_BYTES = 32 << 20;

  /** Of a reader that wants all there is. */
  private static final int PARTITION_FETCH_BYTES = 4 << 20;

  /**
   * Of a stage: as much of one partition's backlog is worked off before another partition of the
   * thread, of which nothing was fetched yet, has its turn.
   */
  private static final int STAGE_PARTITION_FETCH_BYTES = 1 << 20;

  /** How long a stream thread with nothing to do sleeps at most; a record wakes it at once. */
  private static final int LONGEST_POLL_MILLIS = 500;

  /** How often a consumer looks after its heartbeat, and tries again what failed. */
  private static final int BACKOFF_MILLIS = 300;

  /**
   * Socket buffers as the operating system tunes them: Kafka's own 64 and 128 KiB have a record of
   * half a megabyte wait for its reader several times on its way.
   */
  private static final int TUNED_BY_SYSTEM = -1;

  private static final int LARGEST_REQUEST = Topics.FRAMES.maxMessageBytes();

  private final RelievoConfig config;
  private final String bootstrapServers;
  private final Map<String, Object> security;

  private KafkaSettings(
      RelievoConfig config, String bootstrapServers, Map<String, Object> security) {
    this.config = config;
    this.bootstrapServers = bootstrapServers;
    this.security = security;
  }

  /**
   * For the configured cluster.
   *
   * @throws SettingsException where its options contradict each other
   */
  public static KafkaSettings of(RelievoConfig config) {
    return new KafkaSettings(
        config,
        config.kafka().bootstrapServers(),
        ClientSecurity.settings(config.kafka().security()));
  }

  /** For another cluster with otherwise the same options. */
  public KafkaSettings at(String otherBootstrapServers) {
    return new KafkaSettings(config, otherBootstrapServers, security);
  }

  /** For the broker of this process, which asks nobody who they are. */
  public KafkaSettings on(EmbeddedBroker broker) {
    return new KafkaSettings(config, broker.bootstrapServers(), Map.of());
  }

  /** The cluster, for messages. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** What all clients share. */
  private Map<String, Object> common() {
    Map<String, Object> settings = new HashMap<>(security);
    settings.put(CommonClientConfigs.SEND_BUFFER_CONFIG, TUNED_BY_SYSTEM);
    settings.put(CommonClientConfigs.RECEIVE_BUFFER_CONFIG, TUNED_BY_SYSTEM);
    settings.putAll(config.kafka().properties());
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    return settings;
  }

  /** Of an admin client that gives up within 15 s where there is no broker. */
  Map<String, Object> admin() {
    Map<String, Object> settings = common();
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
    return settings;
  }

  /** Of a producer of frames. */
  Map<String, Object> producer() {
    Map<String, Object> settings = common();
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * LARGEST_REQUEST);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, config.kafka().linger().toMillis());
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
    return settings;
  }

  /** Of a consumer that belongs to no group and sees committed records only. */
  Map<String, Object> consumer() {
    Map<String, Object> settings = common();
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
    return settings;
  }

  /** Of a stage's Kafka Streams. */
  Properties streams(StageDefinition<?, ?, ?> definition) {
    RelievoConfig.Kafka kafka = config.kafka();
    RelievoConfig.StageOptions stage = config.stage();
    int records = stage.maxPollRecords();
    Properties settings = new Properties();
    settings.putAll(common());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, definition.applicationId());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, stage.threads());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, kafka.processingGuarantee());
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitMillis(kafka));
    // Commits are due between two polls: longer than their interval would delay them.
    int poll = Math.min(commitMillis(kafka), LONGEST_POLL_MILLIS);
    settings.put(StreamsConfig.POLL_MS_CONFIG, poll);
    settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, records);
    consumer(settings, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, records);
    consumer(settings, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    consumer(
        settings, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, STAGE_PARTITION_FETCH_BYTES);
    consumer(settings, ConsumerConfig.RETRY_BACKOFF_MS_CONFIG, BACKOFF_MILLIS);
    consumer(settings, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, millis(kafka.sessionTimeout()));
    consumer(
        settings, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, millis(kafka.sessionTimeout()) / 3);
    // Between two polls a thread works off what it has; half of this is when Streams polls anyway.
    consumer(
        settings,
        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
        Math.max(300_000, 4 * millis(stage.timeout())));
    producer(settings, ProducerConfig.LINGER_MS_CONFIG, millis(kafka.linger()));
    producer(settings, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    producer(
        settings, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, millis(kafka.transactionTimeout()));
    return settings;
  }

  private static int commitMillis(RelievoConfig.Kafka kafka) {
    int millis = millis(kafka.commitInterval());
    boolean exactlyOnce = StreamsConfig.EXACTLY_ONCE_V2.equals(kafka.processingGuarantee());
    return exactlyOnce ? Math.min(millis, 100) : millis;
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }

  private static void consumer(Properties settings, String name, Object value) {
    settings.put(StreamsConfig.consumerPrefix(name), value);
  }

  private static void producer(Properties settings, String name, Object value) {
    settings.put(StreamsConfig.producerPrefix(name), value);
  }
}
