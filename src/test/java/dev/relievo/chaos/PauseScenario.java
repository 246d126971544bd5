package dev.relievo.chaos;

import dev.relievo.stream.Chain;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * A process is stopped in the midst of a batch (SIGSTOP) until the cluster has given its partitions
 * to another one and that has done its work. Then it goes on (SIGCONT), with an answer in its hands
 * that somebody else has given by now.
 */
final class PauseScenario implements Scenario {

  private static final double FRAMES_PER_SECOND = 15;

  /** Batches that a process does after its return, to show that it is back at work. */
  private static final int BACK_AT_WORK = 5;

  private static final List<String> PAUSED = List.of("detect", "regress", "mesh");

  @Override
  public String name() {
    return "pause";
  }

  @Override
  public void torment(Stand stand) throws InterruptedException {
    stand.start(Chain.STAGES.stream().map(List::of).toList(), FRAMES_PER_SECOND);
    for (String stage : PAUSED) {
      pause(stand, stage);
    }
  }

  private static void pause(Stand stand, String stage) throws InterruptedException {
    StageProcess paused = stand.fleet().only(stage);
    StageProcess other = stand.fleet().start(List.of(stage));
    stand.awaitReady();
    stand.await(
        "both processes of " + stage + " have partitions",
        () ->
            stand.watch().members(stage) == 2 * Stand.THREADS && other.pulse().batches(stage) > 0);
    stand.seize(paused, stage);
    Stand.dwell();
    String work = stand.work(paused);
    paused.process().pause();
    Instant stopped = Instant.now();
    paused.pulse().hold(stage, false);
    stand.journal().paused(paused.name() + ": " + work);
    Map<TopicPartition, Long> ends = stand.watch().ends(stage);
    stand.await(
        "the cluster takes " + paused.name() + " for dead",
        () -> stand.watch().members(stage) == Stand.THREADS);
    stand.awaitRecovery(stage, ends, stopped);
    Stand.require(paused.inFlight() > 0, paused.name() + " had nothing in its hands");
    long before = paused.pulse().batches(stage);
    paused.process().resume();
    stand.await(
        paused.name() + " is back at work",
        () ->
            stand.watch().members(stage) == 2 * Stand.THREADS
                && paused.pulse().batches(stage) > before + BACK_AT_WORK);
    stand.journal().say(paused.name() + " is back at work");
    stand.fleet().stop(other);
    stand.journal().stopped(other.name());
  }
}
