package dev.relievo.evaluate;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Requests that the broker in this process has answered so far, by kind, from its own meters. */
final class BrokerRequests {

  private static final String METERS =
      "kafka.network:type=RequestMetrics,name=RequestsPerSec,request=%s,*";

  /** The kinds that a running chain makes. */
  private static final Map<String, String> KINDS =
      Map.of(
          "produce", "Produce",
          "fetch", "Fetch",
          "commit", "OffsetCommit",
          "heartbeat", "Heartbeat",
          "metadata", "Metadata");

  private BrokerRequests() {}

  /** Counts by kind. */
  static Map<String, Long> now() {
    Map<String, Long> counts = new TreeMap<>();
    KINDS.forEach((kind, request) -> counts.put(kind, count(request)));
    return counts;
  }

  private static long count(String request) {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    long count = 0;
    try {
      for (ObjectName name : beans.queryNames(new ObjectName(METERS.formatted(request)), null)) {
        count += ((Number) beans.getAttribute(name, "Count")).longValue();
      }
    } catch (JMException e) {
      throw new IllegalStateException("the broker's meters cannot be read", e);
    }
    return count;
  }
}
