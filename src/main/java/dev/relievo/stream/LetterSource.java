package dev.relievo.stream;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The record that a letter is about, as far as it may be shown.
 *
 * @param present whether it still lies where the letter says
 * @param why it does not; empty where it does
 * @param key printable
 * @param headers printable, by name
 * @param value described, not shown; null where it is not there
 */
public record LetterSource(
    boolean present, String why, String key, Map<String, String> headers, RawValue value) {

  static LetterSource of(RecordFetcher.Fetched fetched, Topic<?> topic) {
    if (fetched instanceof RecordFetcher.Fetched.Found found) {
      Map<String, String> headers = new LinkedHashMap<>();
      found
          .record()
          .headers()
          .forEach(header -> headers.put(Printable.of(header.key()), Printable.of(header.value())));
      return new LetterSource(
          true,
          "",
          Printable.of(found.record().key()),
          headers,
          RawValue.of(found.record().value(), topic));
    }
    String why = ((RecordFetcher.Fetched.Missing) fetched).why();
    return new LetterSource(false, why, "none", Map.of(), null);
  }
}
