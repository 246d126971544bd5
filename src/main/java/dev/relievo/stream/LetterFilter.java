package dev.relievo.stream;

import dev.relievo.record.RejectReason;
import java.time.Instant;
import java.util.List;

/**
 * Which dead letters are meant.
 *
 * @param stages that wrote them
 * @param reason theirs; null for any
 * @param since the record died then or later; null for any time
 * @param unreplayed only those whose record was not replayed
 */
public record LetterFilter(
    List<String> stages, RejectReason reason, Instant since, boolean unreplayed) {

  /** Those of all stages. */
  public static final LetterFilter ALL = new LetterFilter(Chain.STAGES, null, null, false);

  boolean accepts(Letter letter) {
    return (reason == null || letter.content().getReason() == reason)
        && (since == null || !letter.content().getFailedAt().isBefore(since))
        && !(unreplayed && letter.replayedAs() != null);
  }
}
