package dev.relievo.chaos;

import dev.relievo.stream.Chain;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * The broker is killed while every stage is in the midst of a batch, and stays away for longer than
 * a client's patience with a single request or transaction (60 s).
 */
final class BrokerScenario implements Scenario {

  private static final double FRAMES_PER_SECOND = 15;

  private final Duration down;

  /**
   * The scenario.
   *
   * @param down how long there is no broker
   */
  BrokerScenario(Duration down) {
    this.down = down;
  }

  @Override
  public String name() {
    return "broker-down";
  }

  @Override
  public void torment(Stand stand) throws InterruptedException {
    stand.start(Chain.STAGES.stream().map(List::of).toList(), FRAMES_PER_SECOND);
    killBroker(stand);
  }

  /** Kills the broker under whatever runs, and starts it again. */
  void killBroker(Stand stand) throws InterruptedException {
    stand.seizeAll();
    Stand.dwell();
    Map<String, Map<TopicPartition, Long>> ends = new HashMap<>();
    Chain.STAGES.forEach(stage -> ends.put(stage, stand.watch().ends(stage)));
    String work =
        stand.fleet().processes().stream().map(stand::work).collect(Collectors.joining("; "));
    stand.broker().kill();
    stand.journal().killed("the broker: " + work);
    // What was in work is finished now, and there is nobody to take it.
    stand.fleet().processes().forEach(StageProcess::release);
    Thread.sleep(down.toMillis());
    Instant back = Instant.now();
    stand.broker().start();
    stand.journal().say("the broker is started again");
    for (String stage : Chain.STAGES) {
      stand.await(
          stage + " has done what lay before it",
          () -> stand.watch().isPast(stage, ends.get(stage)));
    }
    stand.journal().recovered(back);
  }
}
