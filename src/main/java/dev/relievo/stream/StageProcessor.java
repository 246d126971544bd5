package dev.relievo.stream;

import dev.relievo.nn.Batcher;
import dev.relievo.nn.OutOfDeviceMemoryException;
import dev.relievo.record.DeadLetter;
import dev.relievo.record.RejectReason;
import dev.relievo.stage.Outcome;
import dev.relievo.stream.StageMetrics.End;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jboss.logging.Logger;

/**
 * One record at a time: shed it, or decode, have the stage do it, recall what came before, and
 * forward. {@link #process} returns only when everything that the record became is forwarded, for
 * then Kafka Streams may commit its offset.
 */
final class StageProcessor<
        I extends SpecificRecord, O extends SpecificRecord, A extends SpecificRecord>
    implements Processor<byte[], byte[], byte[], byte[]> {

  private static final Logger LOG = Logger.getLogger(StageProcessor.class);

  private final StageDefinition<I, O, A> definition;
  private final Optional<Recollection<I, O, ?>> recollection;
  private final Topic<DeadLetter> deadLetters;
  private final Batcher<I, Outcome<O>> batcher;
  private final StageMetrics metrics;
  private final Shedder shedder;
  private final Duration timeout;
  private final boolean keepPayload;
  private ProcessorContext<byte[], byte[]> context;

  StageProcessor(
      StageDefinition<I, O, A> definition,
      Optional<Recollection<I, O, ?>> recollection,
      Batcher<I, Outcome<O>> batcher,
      StageMetrics metrics,
      Shedder shedder,
      Duration timeout,
      boolean keepPayload) {
    this.definition = definition;
    this.recollection = recollection;
    this.deadLetters = definition.deadLetters();
    this.batcher = batcher;
    this.metrics = metrics;
    this.shedder = shedder;
    this.timeout = timeout;
    this.keepPayload = keepPayload;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    this.context = processorContext;
    recollection.ifPresent(r -> r.open(definition, processorContext));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    long start = System.nanoTime();
    Record<byte[], byte[]> carrying = record.withHeaders(carried(record));
    End end;
    try {
      Optional<ShedReason> shed = judge(record);
      end = shed.isPresent() ? shed(carrying, shed.get()) : work(carrying);
    } catch (InvalidRecordException e) {
      end = bury(carrying, e);
    }
    metrics.ended(end, System.nanoTime() - start, record.headers());
  }

  /** Headers of all that the record becomes. */
  private Headers carried(Record<byte[], byte[]> record) {
    Headers headers = StageHeaders.carried(record.headers());
    definition.view().correct(headers, record.value());
    shedder.stamp(headers, record);
    return headers;
  }

  private Optional<ShedReason> judge(Record<byte[], byte[]> record) {
    RecordMetadata at = context.recordMetadata().orElseThrow();
    return shedder.judge(record, at, context.currentSystemTimeMs());
  }

  private End shed(Record<byte[], byte[]> record, ShedReason reason) throws InvalidRecordException {
    RecordView.Shed<A> shed = definition.view().answer(record.value(), reason.message());
    checkKey(record.key(), shed.cameraId());
    byte[] answer = definition.results().codec().encode(shed.answer());
    checkAnswer(answer);
    forward(record, record.key(), answer, definition.results());
    metrics.shed(reason.tag());
    return End.SHED;
  }

  private End work(Record<byte[], byte[]> record) throws InvalidRecordException {
    I input = definition.source().codec().decode(record.value());
    checkKey(record.key(), definition.cameraId().apply(input));
    metrics.decoded(input);
    return answer(record, input, remembering(record, input, run(input)));
  }

  /**
   * Has what the camera's earlier records said added. A record that is replayed comes out of their
   * order, and a failure says nothing.
   */
  private Outcome<O> remembering(Record<byte[], byte[]> record, I input, Outcome<O> outcome) {
    if (recollection.isEmpty()
        || StageHeaders.replays(record.headers()) > 0
        || !(outcome instanceof Outcome.Done<O> done)) {
      return outcome;
    }
    long offset = context.recordMetadata().orElseThrow().offset();
    String camera = definition.cameraId().apply(input);
    return new Outcome.Done<>(
        recollection.get().after(camera, offset, record.timestamp(), input, done.outputs()));
  }

  private void checkKey(byte[] key, String cameraId) throws InvalidRecordException {
    String expected = "; publish each record with its camera's id in UTF-8 as the key";
    if (key == null) {
      throw new InvalidRecordException(
          RejectReason.INVALID_RECORD, "the record has no key" + expected);
    }
    if (cameraId.isEmpty() || cameraId.length() > CameraKey.MAX_LENGTH) {
      throw new InvalidRecordException(
          RejectReason.INVALID_RECORD,
          "a camera id has 1 to " + CameraKey.MAX_LENGTH + " characters, not " + cameraId.length());
    }
    if (!new String(key, StandardCharsets.UTF_8).equals(cameraId)) {
      throw new InvalidRecordException(
          RejectReason.INVALID_RECORD, "the key is not the record's camera id" + expected);
    }
  }

  private Outcome<O> run(I input) {
    try {
      return batcher.call(input, timeout);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error || e.getCause() instanceof OutOfDeviceMemoryException) {
        throw new StageStuckException(
            definition.name() + " cannot run: " + e.getCause(), e.getCause());
      }
      LOG.errorf(e.getCause(), "%s failed on a record of %s", definition.name(), where());
      return Outcome.failed(
          RejectReason.INTERNAL, "an error in " + definition.name() + ": " + e.getCause());
    } catch (TimeoutException e) {
      throw new StageStuckException(
          definition.name() + " gave no result within " + timeout + " for " + where(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageStuckException(definition.name() + " was interrupted at " + where(), e);
    }
  }

  /** Encodes everything before it forwards anything: an output that does not fit fails them all. */
  private End answer(Record<byte[], byte[]> record, I input, Outcome<O> outcome)
      throws InvalidRecordException {
    List<byte[]> outputs = new ArrayList<>();
    Outcome<O> kept = encode(outcome, outputs);
    boolean failed = kept instanceof Outcome.Failed<O>;
    Optional<A> answer = definition.answer().apply(input, kept);
    if (failed && answer.isEmpty()) {
      throw new IllegalStateException(definition.name() + " has no answer for a failed input");
    }
    Optional<byte[]> encodedAnswer = answer.map(definition.results().codec()::encode);
    if (encodedAnswer.isPresent()) {
      checkAnswer(encodedAnswer.get());
    }
    byte[] key = record.key();
    outputs.forEach(output -> forward(record, key, output, definition.sink()));
    encodedAnswer.ifPresent(bytes -> forward(record, key, bytes, definition.results()));
    metrics.became(outputs.size());
    if (kept instanceof Outcome.Failed<O> failure) {
      metrics.failed(failure.reason());
      return End.FAILED;
    }
    return End.DONE;
  }

  /**
   * Encodes the outputs.
   *
   * @param encoded receives them; stays empty where the outcome is a failure
   * @return the outcome, or a failure where an output is no valid record or too large
   */
  private Outcome<O> encode(Outcome<O> outcome, List<byte[]> encoded) {
    if (!(outcome instanceof Outcome.Done<O> done)) {
      return outcome;
    }
    List<byte[]> outputs;
    try {
      outputs = done.outputs().stream().map(definition.sink().codec()::encode).toList();
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s made an invalid record of %s", definition.name(), where());
      return Outcome.failed(
          RejectReason.INTERNAL, definition.name() + " made an invalid record: " + e.getMessage());
    }
    int most = definition.sink().maxValueBytes();
    int largest = outputs.stream().mapToInt(output -> output.length).max().orElse(0);
    if (largest > most) {
      return Outcome.failed(
          RejectReason.RECORD_TOO_LARGE,
          "a record for %s has %d bytes, the topic takes %d"
              .formatted(definition.sink().name(), largest, most));
    }
    encoded.addAll(outputs);
    return outcome;
  }

  private void checkAnswer(byte[] answer) throws InvalidRecordException {
    if (answer.length > definition.results().maxValueBytes()) {
      throw new InvalidRecordException(
          RejectReason.RECORD_TOO_LARGE,
          "the answer to the record has " + answer.length + " bytes, more than its topic takes");
    }
  }

  private End bury(Record<byte[], byte[]> record, InvalidRecordException e) {
    RecordMetadata at = context.recordMetadata().orElseThrow();
    LOG.warnf("%s cannot use %s: %s", definition.name(), where(), e.getMessage());
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setTopic(at.topic())
            .setPartition(at.partition())
            .setOffset(at.offset())
            .setStage(definition.name())
            .setReason(e.reason())
            .setExceptionClass((e.getCause() == null ? e : e.getCause()).getClass().getName())
            .setMessage(e.getMessage())
            .setFailedAt(Instant.now())
            .setPayload(payload(record.value()))
            .build();
    byte[] key = CameraKey.fits(record.key()) ? record.key() : null;
    forward(record, key, deadLetters.codec().encode(letter), deadLetters);
    metrics.buried(e.reason());
    return End.DEAD;
  }

  private ByteBuffer payload(byte[] value) {
    boolean fits = value != null && value.length < deadLetters.maxValueBytes() - 4096;
    return keepPayload && fits ? ByteBuffer.wrap(value) : null;
  }

  /**
   * Forwards what a record became.
   *
   * @param record with the headers that go on
   */
  private void forward(Record<byte[], byte[]> record, byte[] key, byte[] value, Topic<?> topic) {
    context.forward(new Record<>(key, value, record.timestamp(), record.headers()), topic.name());
  }

  private String where() {
    return context
        .recordMetadata()
        .map(at -> at.topic() + "-" + at.partition() + " at offset " + at.offset())
        .orElse(definition.source().name());
  }
}
