package dev.relievo.evaluate;

import dev.relievo.record.CoarseFace;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.OfflineChain;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * Milliseconds a frame and a face of the bare stage functions, batch by batch, without Kafka. Each
 * figure is over whole calls, so it holds decoding and encoding of what travels.
 */
public final class StageBench {

  private StageBench() {}

  /**
   * Times the chain on frames, again and again.
   *
   * @param frames at least one, with at least one face
   * @param rounds timed passes over all frames, after a tenth as many untimed ones
   */
  public static Metrics run(OfflineChain stages, List<Frame> frames, int rounds) {
    Timings detect = new Timings(), regress = new Timings();
    Timings unwrap = new Timings(), displace = new Timings(), mesh = new Timings();
    List<UnwrappedFace> unwrapped = new ArrayList<>();
    int warmUp = Math.max(2, rounds / 10);
    for (int round = -warmUp; round < rounds; round++) {
      boolean timed = round >= 0;
      for (Frame frame : frames) {
        List<FaceCrop> crops = detect.time(stages.detect(), frame, timed);
        for (FaceCrop crop : crops) {
          CoarseFace coarse = regress.time(stages.regress(), crop, timed).get(0);
          UnwrappedFace maps = unwrap.time(stages.unwrap(), coarse, timed).get(0);
          if (round == -warmUp) {
            unwrapped.add(maps);
          }
          DetailedFace detailed = displace.time(stages.displace(), maps, timed).get(0);
          mesh.time(stages.mesh(), detailed, timed);
        }
      }
    }
    Metrics metrics = new Metrics();
    metrics.putPercentiles("detect.stage_ms_per_frame", detect.values());
    metrics.putPercentiles("regress.ms_per_face", regress.values());
    metrics.putPercentiles("unwrap.stage_ms_per_face", unwrap.values());
    metrics.putPercentiles("displace.ms_per_face", displace.values());
    metrics.putAll(StageSpeed.run("displace", stages.displace(), unwrapped, 1, 8));
    metrics.putPercentiles("mesh.ms_per_face", mesh.values());
    return metrics;
  }

  /** Durations of single calls, ms. */
  private static final class Timings {
    private final List<Double> samples = new ArrayList<>();

    <I, O> List<O> time(Stage<I, O> stage, I input, boolean timed) {
      long start = System.nanoTime();
      Outcome<O> outcome = stage.apply(List.of(input)).get(0);
      if (timed) {
        samples.add((System.nanoTime() - start) / 1e6);
      }
      if (outcome instanceof Outcome.Failed<O> failed) {
        throw new IllegalStateException("a stage failed on a picture of the bench: " + failed);
      }
      return ((Outcome.Done<O>) outcome).outputs();
    }

    double[] values() {
      return samples.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }
}
