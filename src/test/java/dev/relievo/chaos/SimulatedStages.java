package dev.relievo.chaos;

import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.stream.Chain;
import dev.relievo.stream.StageRunner;
import dev.relievo.stream.TextStages;
import java.time.Duration;
import java.util.List;

/**
 * The five stages with words for pictures, see {@link TextStages}, each on a simulated device. What
 * is no word goes through the real decoder, which knows every kind of bad picture.
 */
final class SimulatedStages {

  private final Duration perBatch;
  private final Pulse pulse;

  SimulatedStages(Duration perBatch, Pulse pulse) {
    this.perBatch = perBatch;
    this.pulse = pulse;
  }

  void start(String stage, StageRunner runner) {
    switch (stage) {
      case "detect" -> runner.start(Chain.detect(), on(stage, SimulatedStages::detect));
      case "regress" -> runner.start(Chain.regress(), on(stage, TextStages.regress()));
      case "unwrap" -> runner.start(Chain.unwrap(), on(stage, TextStages.unwrap()));
      case "displace" -> runner.start(Chain.displace(), on(stage, TextStages.displace()));
      case "mesh" -> runner.start(Chain.mesh(), on(stage, TextStages.mesh()));
      default -> throw new IllegalArgumentException("there is no stage " + stage);
    }
  }

  private <I, O> Stage<I, O> on(String name, Stage<I, O> stage) {
    return new SimulatedDevice<>(name, stage, perBatch, pulse);
  }

  private static List<Outcome<FaceCrop>> detect(List<Frame> batch) {
    Stage<Frame, FaceCrop> words = TextStages.detect();
    return batch.stream()
        .map(frame -> Picture.isWords(frame.getImage()) ? one(words, frame) : decoded(frame))
        .toList();
  }

  private static Outcome<FaceCrop> one(Stage<Frame, FaceCrop> words, Frame frame) {
    return words.apply(List.of(frame)).get(0);
  }

  private static Outcome<FaceCrop> decoded(Frame frame) {
    try {
      ImageDecoder.decode(frame.getImage());
      return new Outcome.Done<>(List.of());
    } catch (ImageRejectedException e) {
      return Outcome.failed(e.reason(), e.getMessage());
    }
  }
}
