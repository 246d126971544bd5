package dev.relievo.stream;

import dev.relievo.record.DeadLetter;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Gathers the letters that are meant among the records of dead-letter topics, so many at most. */
final class LetterSearch {

  private static final Comparator<Letter> BY_TIME =
      Comparator.<Letter, Instant>comparing(letter -> letter.content().getFailedAt())
          .thenComparing(Letter::stage)
          .thenComparing(letter -> letter.at().partition())
          .thenComparing(letter -> letter.at().offset());

  private final Predicate<Letter> meant;
  private final int most;
  private final Map<RecordLocation, RecordLocation> replays;

  /** Its head is the letter that goes first where there are too many. */
  private final PriorityQueue<Letter> kept;

  private long matching;
  private long unreadable;

  /**
   * Starts with nothing.
   *
   * @param replays where replays lie, by where their records lay
   */
  LetterSearch(
      Predicate<Letter> meant,
      int most,
      LetterReader.Keep keep,
      Map<RecordLocation, RecordLocation> replays) {
    this.meant = meant;
    this.most = most;
    this.replays = replays;
    kept = new PriorityQueue<>(keep == LetterReader.Keep.NEWEST ? BY_TIME : BY_TIME.reversed());
  }

  void take(ConsumerRecord<byte[], byte[]> record) {
    if (ReplayNote.of(record).isPresent()) {
      return;
    }
    Letter letter;
    try {
      letter = letter(record);
    } catch (InvalidRecordException e) {
      unreadable++;
      return;
    }
    letter = letter.replayedAs(replays.get(letter.source()));
    if (meant.test(letter)) {
      matching++;
      kept.add(letter);
      if (kept.size() > most) {
        kept.poll();
      }
    }
  }

  LetterListing listing() {
    List<Letter> letters = kept.stream().sorted(BY_TIME).toList();
    return new LetterListing(letters, matching, unreadable);
  }

  /** The payload stays behind: there may be many letters. */
  private static Letter letter(ConsumerRecord<byte[], byte[]> record)
      throws InvalidRecordException {
    String stage = stage(record.topic());
    DeadLetter content = Topics.deadLetters(stage).codec().decode(record.value());
    int payload = content.getPayload() == null ? -1 : content.getPayload().remaining();
    content.put("payload", null);
    Map<String, byte[]> headers = new LinkedHashMap<>();
    record.headers().forEach(header -> headers.put(header.key(), header.value()));
    RecordLocation at = new RecordLocation(record.topic(), record.partition(), record.offset());
    return new Letter(at, stage, content, payload, record.key(), headers, null);
  }

  private static String stage(String topic) {
    return Chain.STAGES.stream()
        .filter(stage -> Topics.deadLetters(stage).name().equals(topic))
        .findFirst()
        .orElseThrow();
  }
}
