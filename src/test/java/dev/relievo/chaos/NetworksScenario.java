package dev.relievo.chaos;

import dev.relievo.image.UnusableImages;
import dev.relievo.stream.Chain;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * The shipped application with its networks, as processes of {@code relievo serve}: photographs and
 * pictures of every bad kind go in, each process is killed at work.
 */
final class NetworksScenario implements Scenario {

  private static final List<List<String>> LAYOUT =
      List.of(List.of("detect"), List.of("regress", "unwrap"), List.of("displace", "mesh"));

  private static final double FRAMES_PER_SECOND = 4;

  private static final int STOP_SECONDS = 120;

  @Override
  public String name() {
    return "networks";
  }

  /** The stricter one; what it costs in time the other would cost again. */
  @Override
  public List<Guarantee> guarantees() {
    return List.of(Guarantee.EXACTLY_ONCE_V2);
  }

  @Override
  public void torment(Stand stand) throws InterruptedException {
    List<ServeProcess> processes = new ArrayList<>();
    try {
      LAYOUT.forEach(stages -> processes.add(serve(stand, stages)));
      for (ServeProcess process : processes) {
        stand.await(process.name() + " serves", process::isReady);
      }
      stand.journal().say("three processes of relievo serve run");
      UnusableImages.all()
          .forEach(
              image ->
                  stand.load().publish("camera-0", Picture.rejected(image.file(), image.reason())));
      stand.load().start(Stand.CAMERAS, FRAMES_PER_SECOND, photographs());
      for (ServeProcess process : List.copyOf(processes)) {
        kill(stand, process, processes);
      }
      stand.settle();
      stop(stand, processes);
    } finally {
      for (ServeProcess process : processes) {
        process.process().kill();
      }
    }
  }

  private static ServeProcess serve(Stand stand, List<String> stages) {
    return new ServeProcess(stand.folder(), stages, stand.fleet().options());
  }

  /** Kills a process that has begun and has work left, and starts another. */
  private static void kill(Stand stand, ServeProcess process, List<ServeProcess> processes) {
    String stage = process.stages().get(0);
    stand.await(
        process.name() + " is at work",
        () -> stand.watch().hasCommitted(stage) && stand.watch().lag(stage) > 0);
    Map<TopicPartition, Long> ends = stand.watch().ends(stage);
    process.process().kill();
    Instant killed = Instant.now();
    processes.remove(process);
    long lag = stand.watch().lag(stage);
    Stand.require(lag > 0, process.name() + " had no work left when it died");
    stand.journal().killed(process.name() + ": lag " + lag);
    processes.add(serve(stand, process.stages()));
    stand.awaitRecovery(stage, ends, killed);
  }

  private static void stop(Stand stand, List<ServeProcess> processes) throws InterruptedException {
    for (ServeProcess process : processes) {
      process.process().stop();
    }
    for (ServeProcess process : processes) {
      if (!process.process().awaitEnd(STOP_SECONDS)) {
        throw new ChaosFailure(process.name() + " was told to stop and did not");
      }
      stand.journal().stopped(process.name());
    }
  }

  /** The two of the demo; one face each. */
  private static List<Picture> photographs() {
    return Stream.of("grace_hopper.jpg", "astronaut.png")
        .map(
            name -> new Picture(resource("/photos/" + name), 1, Optional.empty(), Optional.empty()))
        .toList();
  }

  private static byte[] resource(String name) {
    try (InputStream in = Chain.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
