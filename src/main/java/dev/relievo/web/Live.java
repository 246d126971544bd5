package dev.relievo.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All browsers that are connected. */
@Singleton
final class Live {

  /** Connections at most. */
  static final int MOST = 64;

  private record Browser(String camera, Outbox outbox) {}

  private final Map<String, Browser> browsers = new ConcurrentHashMap<>();

  /**
   * Takes a browser.
   *
   * @param camera under which it publishes itself; empty where it does not
   * @return whether there was room
   */
  boolean connect(String connection, String camera, Outbox outbox) {
    if (browsers.size() >= MOST) {
      return false;
    }
    browsers.put(connection, new Browser(camera, outbox));
    return true;
  }

  void disconnect(String connection) {
    browsers.remove(connection);
  }

  boolean isEmpty() {
    return browsers.isEmpty();
  }

  /** Tells all; replaces what has not been sent under this key. */
  void tell(String key, ObjectNode message) {
    String json = message.toString();
    browsers.values().forEach(browser -> browser.outbox().put(key, json));
  }

  /**
   * Tells all about a camera; the browser that publishes under its name gets everything, as it
   * waits for each answer, others the newest.
   *
   * @param camera the message's
   * @param key of which only the newest matters to onlookers
   * @param exactKey the same for its publisher
   */
  void tell(String camera, String key, String exactKey, ObjectNode message) {
    String json = message.toString();
    browsers
        .values()
        .forEach(b -> b.outbox().put(b.camera().equals(camera) ? exactKey : key, json));
  }
}
