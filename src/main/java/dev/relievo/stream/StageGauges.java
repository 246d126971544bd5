package dev.relievo.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.streams.KafkaStreams;

/**
 * How a stage stands at this moment, tagged {@code stage}, until closed:
 *
 * <ul>
 *   <li>{@code relievo.stage.ready}: 1 where it is RUNNING, else 0
 *   <li>{@code relievo.stage.state} (tag {@code state}): 1 for the state it is in, 0 for the others
 *   <li>{@code relievo.stage.lag.records}: what its group has not committed, see {@link GroupLag}
 * </ul>
 */
final class StageGauges implements AutoCloseable {

  private final MeterRegistry registry;
  private final String stage;
  private final List<Meter> meters = new ArrayList<>();

  StageGauges(
      MeterRegistry registry, StageDefinition<?, ?, ?> stage, KafkaStreams streams, GroupLag lag) {
    this.registry = registry;
    this.stage = stage.name();
    add(
        "relievo.stage.ready",
        "Whether the stage is running",
        Tags.empty(),
        streams,
        now -> is(now, KafkaStreams.State.RUNNING));
    for (KafkaStreams.State state : KafkaStreams.State.values()) {
      add(
          "relievo.stage.state",
          "Which state the stage is in",
          Tags.of("state", state.name().toLowerCase(Locale.ROOT)),
          streams,
          now -> is(now, state));
    }
    add(
        "relievo.stage.lag.records",
        "Records that the stage's group has not committed",
        Tags.empty(),
        lag,
        now -> now.of(stage));
  }

  private static double is(KafkaStreams streams, KafkaStreams.State state) {
    return streams.state() == state ? 1 : 0;
  }

  private <T> void add(String name, String what, Tags tags, T of, ToDoubleFunction<T> value) {
    meters.add(
        Gauge.builder(name, of, value)
            .description(what)
            .tags(tags)
            .tag("stage", stage)
            .register(registry));
  }

  /** Takes them away: a stage that is not here has no state. */
  @Override
  public void close() {
    meters.forEach(registry::remove);
  }
}
