package dev.relievo.stream;

import dev.relievo.nn.Batcher;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.StageMemory;
import java.time.Duration;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * The one topology, whatever the stage: source topic, {@link StageProcessor}, perhaps with a store
 * for what the stage remembers, and three sinks for outputs, answers and dead letters. The source
 * and the sinks bear the names of their topics, the processor the stage's.
 *
 * <p>Records cross it as bytes: what cannot be decoded is the processor's to answer, not the
 * consumer's to stumble over.
 */
public final class StageTopology {

  private StageTopology() {}

  /**
   * Builds it.
   *
   * @param definition topics and answers
   * @param memory of the stage; kept in a store where its definition has a topic for that
   * @param batcher of the stage, shared by all stream threads of the process
   * @param metrics of the stage
   * @param shedder of the stage
   * @param timeout longest wait for one result
   * @param keepPayload whether dead letters hold the raw value, which may be a picture of a person
   */
  static <I extends SpecificRecord, O extends SpecificRecord, A extends SpecificRecord>
      Topology build(
          StageDefinition<I, O, A> definition,
          Optional<StageMemory<I, O, ?>> memory,
          Batcher<I, Outcome<O>> batcher,
          StageMetrics metrics,
          Shedder shedder,
          Duration timeout,
          boolean keepPayload) {
    String source = definition.source().name();
    String stage = definition.name();
    Topology topology =
        new Topology()
            .addSource(
                AutoOffsetReset.earliest(),
                source,
                // A clock that is wrong must not lose a frame, nor stop the stage.
                (record, partitionTime) -> Math.max(0, record.timestamp()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                source)
            .addProcessor(
                stage,
                () ->
                    metrics.watched(
                        new StageProcessor<>(
                            definition,
                            recollection(definition, memory),
                            batcher,
                            metrics,
                            shedder,
                            timeout,
                            keepPayload)),
                source);
    if (memory.isPresent()) {
      definition
          .memory()
          .map(topic -> Recollection.store(definition, topic))
          .ifPresent(store -> topology.addStateStore(store, stage));
    }
    addSink(topology, definition.sink(), stage);
    addSink(topology, definition.results(), stage);
    addSink(topology, definition.deadLetters(), stage);
    return topology;
  }

  /** One a processor: each has its own part of the store. */
  private static <I extends SpecificRecord, O extends SpecificRecord>
      Optional<Recollection<I, O, ?>> recollection(
          StageDefinition<I, O, ?> definition, Optional<StageMemory<I, O, ?>> memory) {
    return definition.memory().flatMap(topic -> memory.map(m -> Recollection.of(topic, m)));
  }

  private static void addSink(Topology topology, Topic<?> topic, String parent) {
    topology.addSink(
        topic.name(), topic.name(), new ByteArraySerializer(), new ByteArraySerializer(), parent);
  }
}
