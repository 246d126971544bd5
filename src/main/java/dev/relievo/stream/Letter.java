package dev.relievo.stream;

import dev.relievo.record.DeadLetter;
import java.util.Map;

/**
 * A dead letter where it lies, without the payload that it may carry.
 *
 * @param at where the letter lies itself
 * @param stage that wrote it
 * @param content what it says; never with a payload
 * @param payloadBytes length of the payload that the letter has, -1 where it has none
 * @param key of the record that died; null where it had none or a long one
 * @param headers that travelled along
 * @param replayedAs where a replay of the record lies; null where it was not replayed
 */
public record Letter(
    RecordLocation at,
    String stage,
    DeadLetter content,
    int payloadBytes,
    byte[] key,
    Map<String, byte[]> headers,
    RecordLocation replayedAs) {

  /** A short name for people to type: {@code stage/partition/offset} of the letter. */
  public String id() {
    return stage + "/" + at.partition() + "/" + at.offset();
  }

  /** Where the record lies, or lay, that the letter is about. */
  public RecordLocation source() {
    return new RecordLocation(content.getTopic(), content.getPartition(), content.getOffset());
  }

  /** How often the record had been replayed when it died. */
  public int replays() {
    return StageHeaders.replays(headers.get(StageHeaders.REPLAYS));
  }

  Letter replayedAs(RecordLocation replay) {
    return new Letter(at, stage, content, payloadBytes, key, headers, replay);
  }
}
