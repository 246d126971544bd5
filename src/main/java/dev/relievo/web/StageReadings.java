package dev.relievo.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.relievo.stream.Chain;
import dev.relievo.stream.StageRunner;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the stages of this process have done so far, from their meters: numbers that only grow, so
 * that whoever reads twice knows the rate between.
 */
final class StageReadings {

  private final StageRunner runner;
  private final MeterRegistry registry;

  /**
   * Of a process.
   *
   * @param runner null where it runs no stages
   */
  StageReadings(StageRunner runner, MeterRegistry registry) {
    this.runner = runner;
    this.registry = registry;
  }

  /** One object a stage of the process, in the order of the chain. */
  ObjectNode read() {
    ObjectNode out = JsonNodeFactory.instance.objectNode().put("type", "stages");
    out.put("at", System.nanoTime() / 1_000_000);
    out.put("here", runner != null);
    ArrayNode stages = out.putArray("stages");
    if (runner != null) {
      out.put(
          "failure", runner.failure() == null ? "" : String.valueOf(runner.failure().getMessage()));
      Map<String, String> states = runner.states();
      Chain.STAGES.stream()
          .filter(states::containsKey)
          .forEach(stage -> read(stage, states.get(stage), stages.addObject()));
    }
    return out;
  }

  private void read(String stage, String state, ObjectNode to) {
    Collection<Timer> records = registry.find("relievo.stage.records").tag("stage", stage).timers();
    long count = records.stream().mapToLong(Timer::count).sum();
    long done =
        records.stream()
            .filter(t -> "done".equals(t.getId().getTag("outcome")))
            .mapToLong(Timer::count)
            .sum();
    double millis = records.stream().mapToDouble(t -> t.totalTime(TimeUnit.MILLISECONDS)).sum();
    to.put("name", stage)
        .put("state", state)
        .put("records", count)
        .put("unfinished", count - done)
        .put("millis", millis)
        .put("lag", lag(stage));
  }

  /** Records that the stage's group has not committed; null as long as that is not known. */
  private Long lag(String stage) {
    Gauge gauge = registry.find("relievo.stage.lag.records").tag("stage", stage).gauge();
    return gauge == null || Double.isNaN(gauge.value()) ? null : Math.round(gauge.value());
  }
}
