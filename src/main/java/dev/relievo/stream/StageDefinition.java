package dev.relievo.stream;

import dev.relievo.record.DeadLetter;
import dev.relievo.stage.Outcome;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a stage reads, what it writes, and which of its outcomes are answers.
 *
 * @param name of the stage, lower case
 * @param source topic of the inputs
 * @param sink topic of the outputs
 * @param results topic of the answers
 * @param cameraId of an input, which must be its record's key
 * @param answer of an input and its outcome; empty where a later stage will answer. A failed
 *     outcome always has one, so that nothing ends without an answer
 * @param view of an input that is shed
 * @param memory topic of what the stage remembers, where it does
 * @param <I> input record
 * @param <O> output record
 * @param <A> answer record
 */
public record StageDefinition<
    I extends SpecificRecord, O extends SpecificRecord, A extends SpecificRecord>(
    String name,
    Topic<I> source,
    Topic<O> sink,
    Topic<A> results,
    Function<I, String> cameraId,
    BiFunction<I, Outcome<O>, Optional<A>> answer,
    RecordView<A> view,
    Optional<Topic<?>> memory) {

  /** A stage without memory. */
  public StageDefinition(
      String name,
      Topic<I> source,
      Topic<O> sink,
      Topic<A> results,
      Function<I, String> cameraId,
      BiFunction<I, Outcome<O>, Optional<A>> answer,
      RecordView<A> view) {
    this(name, source, sink, results, cameraId, answer, view, Optional.empty());
  }

  /** Where this stage puts records that it cannot read. */
  public Topic<DeadLetter> deadLetters() {
    return Topics.deadLetters(name);
  }

  /** Whether it reads what publishers write. */
  boolean isFirst() {
    return source == Topics.FRAMES;
  }

  /** Kafka Streams' application id, which is also the consumer group. */
  public String applicationId() {
    return "relievo-" + name;
  }
}
