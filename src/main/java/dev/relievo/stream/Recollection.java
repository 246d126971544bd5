package dev.relievo.stream;

import dev.relievo.stage.StageMemory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jboss.logging.Logger;

/**
 * The states of a {@link StageMemory} in a store of Kafka Streams: in memory, with a changelog
 * topic from which whoever takes a partition over reads them again. Used on the stream thread only,
 * within {@code process()}: states, outputs and the input's offset are committed together.
 *
 * <p>A stored value is the offset of the newest record in it and that record's timestamp, 8 bytes
 * each, and the state as {@link RecordCodec} writes it. The key is the length of the camera's id as
 * a character, the id, and the state's name within the camera.
 *
 * @param <I> input record
 * @param <O> output record
 * @param <S> state
 */
final class Recollection<I, O, S extends SpecificRecord> {

  private static final Logger LOG = Logger.getLogger(Recollection.class);

  private static final Duration SWEEP = Duration.ofMinutes(1);
  private static final int HEADER = 2 * Long.BYTES;

  private final Topic<S> changelog;
  private final StageMemory<I, O, S> memory;
  private KeyValueStore<String, byte[]> store;

  private record Known<S>(long offset, S state) {}

  private Recollection(Topic<S> changelog, StageMemory<I, O, S> memory) {
    this.changelog = changelog;
    this.memory = memory;
  }

  /**
   * States that are written to a topic.
   *
   * @throws IllegalArgumentException where it is a topic of something else
   */
  @SuppressWarnings("unchecked")
  static <I, O, S> Recollection<I, O, ?> of(Topic<?> changelog, StageMemory<I, O, S> memory) {
    if (changelog.type() != memory.stateType()) {
      throw new IllegalArgumentException(
          changelog.name() + " does not hold " + memory.stateType().getSimpleName());
    }
    return make((Topic<SpecificRecord>) changelog, (StageMemory<I, O, SpecificRecord>) memory);
  }

  private static <I, O, S extends SpecificRecord> Recollection<I, O, S> make(
      Topic<S> changelog, StageMemory<I, O, S> memory) {
    return new Recollection<>(changelog, memory);
  }

  /**
   * The store. What changes within a commit interval is written once.
   *
   * @param definition of the stage that has it
   */
  static StoreBuilder<KeyValueStore<String, byte[]>> store(
      StageDefinition<?, ?, ?> definition, Topic<?> changelog) {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(name(definition, changelog)),
            Serdes.String(),
            Serdes.ByteArray())
        .withCachingEnabled()
        .withLoggingEnabled(WantedTopic.of(changelog, 1, WantedTopic.CLUSTER_DEFAULT).settings());
  }

  /** Kafka Streams names the topic after the application and the store. */
  private static String name(StageDefinition<?, ?, ?> definition, Topic<?> changelog) {
    String start = definition.applicationId() + "-";
    String end = Topics.CHANGELOG;
    String topic = changelog.name();
    if (!topic.startsWith(start) || !topic.endsWith(end)) {
      throw new IllegalArgumentException(topic + " is no changelog of " + definition.name());
    }
    return topic.substring(start.length(), topic.length() - end.length());
  }

  /** Finds the store, and forgets from time to time what nothing has touched for long. */
  void open(StageDefinition<?, ?, ?> definition, ProcessorContext<?, ?> context) {
    store = context.getStateStore(name(definition, changelog));
    context.schedule(SWEEP, PunctuationType.STREAM_TIME, this::forgetBefore);
  }

  private void forgetBefore(long now) {
    long oldest = now - changelog.retention().toMillis();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      deleteIf(
          all,
          value -> value.length <= HEADER || ByteBuffer.wrap(value).getLong(Long.BYTES) < oldest);
    }
  }

  private void deleteIf(KeyValueIterator<String, byte[]> entries, Predicate<byte[]> isOver) {
    List<String> over = new ArrayList<>();
    while (entries.hasNext()) {
      KeyValue<String, byte[]> entry = entries.next();
      if (isOver.test(entry.value)) {
        over.add(entry.key);
      }
    }
    over.forEach(store::delete);
  }

  /**
   * Goes on by one record.
   *
   * @param offset of the record in its partition
   * @param timestamp of the record, ms
   * @return what is to be put out in place of the outputs
   */
  List<O> after(String camera, long offset, long timestamp, I input, List<O> outputs) {
    Optional<String> name = memory.key(input);
    if (name.isEmpty()) {
      return outputs;
    }
    String prefix = (char) camera.length() + camera;
    String key = prefix + name.get();
    Optional<Known<S>> known = read(store.get(key));
    if (known.isPresent() && offset <= known.get().offset()) {
      return memory.again(known.get().state(), input, outputs);
    }
    StageMemory.Step<O, S> step = memory.after(known.map(Known::state), input, outputs);
    if (step.state().isPresent()) {
      if (known.isEmpty()) {
        forgetWhatIsOver(prefix, input);
      }
      store.put(key, written(offset, timestamp, step.state().get()));
    }
    return step.outputs();
  }

  private void forgetWhatIsOver(String prefix, I input) {
    try (var ofCamera = store.prefixScan(prefix, Serdes.String().serializer())) {
      deleteIf(
          ofCamera,
          value -> read(value).map(known -> memory.isOver(known.state(), input)).orElse(true));
    }
  }

  private byte[] written(long offset, long timestamp, S state) {
    byte[] encoded = changelog.codec().encode(state);
    return ByteBuffer.allocate(HEADER + encoded.length)
        .putLong(offset)
        .putLong(timestamp)
        .put(encoded)
        .array();
  }

  /** Nothing where there is nothing, or what a newer release wrote: tracks then begin anew. */
  private Optional<Known<S>> read(byte[] value) {
    if (value == null || value.length <= HEADER) {
      return Optional.empty();
    }
    try {
      byte[] encoded = Arrays.copyOfRange(value, HEADER, value.length);
      long offset = ByteBuffer.wrap(value).getLong();
      return Optional.of(new Known<>(offset, changelog.codec().decode(encoded)));
    } catch (InvalidRecordException e) {
      LOG.warnf("a state in %s is of no use: %s", changelog.name(), e.getMessage());
      return Optional.empty();
    }
  }
}
