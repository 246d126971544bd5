package dev.relievo.stream;

/** What became of the wish to replay a record. */
public sealed interface ReplayResult {

  /** From where the record was taken. */
  enum From {
    /** From the topic where it still lies, with its key and all its headers. */
    TOPIC,
    /** From the payload of its letter, with those headers that letters keep. */
    LETTER
  }

  /**
   * It is written again.
   *
   * @param to where; null in a dry run, which writes nothing
   * @param from where it was taken from
   * @param count how often it has been replayed now
   */
  record Replayed(RecordLocation to, From from, int count) implements ReplayResult {}

  /**
   * It does not lie there any more, and its letter has no payload.
   *
   * @param why a sentence
   */
  record Gone(String why) implements ReplayResult {}

  /**
   * It must not be.
   *
   * @param why a sentence
   */
  record Refused(String why) implements ReplayResult {}
}
