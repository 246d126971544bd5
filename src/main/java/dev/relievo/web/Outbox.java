package dev.relievo.web;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What waits to be sent to one browser. As long as a message is under way, newer ones wait, and one
 * replaces what waits under the same key: a slow browser gets the newest of everything, and what
 * waits for it is bounded. Thread-safe.
 */
final class Outbox {

  /** Keys that wait at most; of more the oldest are dropped. */
  static final int MOST = 256;

  private final Function<String, CompletionStage<?>> send;
  private final Map<String, String> waiting = new LinkedHashMap<>();
  private boolean sending;

  /**
   * An empty one.
   *
   * @param send begins to send a text; completed when the network has taken it
   */
  Outbox(Function<String, CompletionStage<?>> send) {
    this.send = send;
  }

  /**
   * Sends a message as soon as the one before is through, as an element of a JSON array.
   *
   * @param key of which only the newest matters
   * @param json the message
   */
  void put(String key, String json) {
    String batch;
    synchronized (this) {
      waiting.remove(key);
      waiting.put(key, json);
      if (waiting.size() > MOST) {
        Iterator<String> oldest = waiting.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
      batch = nextBatch();
    }
    send(batch);
  }

  /** What waits, taken out; null where nothing may be sent now. */
  private synchronized String nextBatch() {
    if (sending || waiting.isEmpty()) {
      return null;
    }
    sending = true;
    String batch = "[" + String.join(",", waiting.values()) + "]";
    waiting.clear();
    return batch;
  }

  private void send(String batch) {
    if (batch != null) {
      // After a failure nothing is sent any more: the connection is closed, and forgotten soon.
      send.apply(batch).thenRun(this::sent);
    }
  }

  private void sent() {
    synchronized (this) {
      sending = false;
    }
    send(nextBatch());
  }
}
