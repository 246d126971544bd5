package dev.relievo.chaos;

import dev.relievo.stream.Chain;
import dev.relievo.stream.OldRelease;
import dev.relievo.stream.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * All stages are upgraded under load, one after the other, from a release that writes the last but
 * one version of each schema, and knows no newer one, to this one. Readers come before their
 * writers: from the end of the chain to its start.
 */
final class SchemaScenario implements Scenario {

  private static final double FRAMES_PER_SECOND = 15;

  @Override
  public String name() {
    return "schema";
  }

  @Override
  public void torment(Stand stand) throws InterruptedException {
    Map<String, String> old = new HashMap<>(stand.fleet().options());
    old.put(kafka("producer.interceptor.classes"), OldWriter.class.getName());
    old.put(kafka("main.consumer.interceptor.classes"), OldReader.class.getName());
    Chain.STAGES.forEach(stage -> stand.fleet().start(List.of(stage), old));
    stand.start(List.of(), FRAMES_PER_SECOND);
    stand.seizeAll(); // So that each has written something as the old release.
    stand.fleet().processes().forEach(StageProcess::release);
    List<String> stages = new ArrayList<>(Chain.STAGES);
    Collections.reverse(stages);
    for (String stage : stages) {
      upgrade(stand, stage);
    }
  }

  private static String kafka(String setting) {
    return "relievo.kafka.properties.\"" + setting + "\"";
  }

  private static void upgrade(Stand stand, String stage) throws InterruptedException {
    StageProcess old = stand.fleet().only(stage);
    stand.seize(old, stage);
    String work = stand.work(old);
    Map<TopicPartition, Long> ends = stand.watch().ends(stage);
    Instant told = Instant.now();
    stand.fleet().tellToStop(old);
    old.pulse().hold(stage, false);
    StageProcess successor = stand.fleet().start(List.of(stage));
    stand.fleet().awaitClosed(old);
    stand.journal().stopped(old.name() + ": " + work);
    stand.await(successor.name() + " works", () -> successor.pulse().batches(stage) > 0);
    stand.awaitRecovery(stage, ends, told);
  }

  /** Without records of both releases the upgrade would show nothing. */
  @Override
  public List<String> inspect(Observation observation) {
    List<String> problems = new ArrayList<>();
    for (Topic<?> topic : OldRelease.changedTopics()) {
      Set<Long> seen = observation.schemas().getOrDefault(topic.name(), Set.of());
      Set<Long> both = Set.of(OldRelease.oldFingerprint(topic), OldRelease.newFingerprint(topic));
      boolean letters = topic.name().endsWith(".dead-letters");
      if (!letters && !seen.equals(both)) {
        problems.add(topic.name() + " does not hold records of both releases, but of " + seen);
      }
    }
    return problems;
  }
}
