package dev.relievo.stage;

import dev.relievo.record.CoarseFace;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.Frame;
import dev.relievo.record.UnwrappedFace;
import java.util.ArrayList;
import java.util.List;

/**
 * The stages one after the other in the caller's thread, without Kafka. Closes them with itself.
 *
 * @param detect first stage
 * @param regress second stage
 * @param unwrap third stage
 * @param displace fourth stage
 * @param mesh last stage
 */
public record OfflineChain(
    Stage<Frame, FaceCrop> detect,
    Stage<FaceCrop, CoarseFace> regress,
    Stage<CoarseFace, UnwrappedFace> unwrap,
    Stage<UnwrappedFace, DetailedFace> displace,
    Stage<DetailedFace, FaceMesh> mesh)
    implements AutoCloseable {

  /**
   * Runs a frame through all stages.
   *
   * @return a failure where the frame cannot be used; else one outcome a face, a mesh or a failure,
   *     in the order of the faces; none where there is no face
   */
  public Outcome<Outcome<FaceMesh>> reconstruct(Frame frame) {
    Outcome<FaceCrop> crops = detect.apply(List.of(frame)).get(0);
    if (crops instanceof Outcome.Failed<FaceCrop> failed) {
      return Outcome.failed(failed.reason(), failed.message());
    }
    List<Outcome<FaceCrop>> faces =
        ((Outcome.Done<FaceCrop>) crops).outputs().stream().map(Outcome::done).toList();
    return new Outcome.Done<>(then(mesh, then(displace, then(unwrap, then(regress, faces)))));
  }

  /** Applies a stage that makes one record of each to those that have got that far. */
  private static <I, O> List<Outcome<O>> then(Stage<I, O> stage, List<Outcome<I>> inputs) {
    List<I> batch = new ArrayList<>();
    for (Outcome<I> input : inputs) {
      if (input instanceof Outcome.Done<I> done) {
        batch.addAll(done.outputs());
      }
    }
    var results = (batch.isEmpty() ? List.<Outcome<O>>of() : stage.apply(batch)).iterator();
    List<Outcome<O>> outcomes = new ArrayList<>(inputs.size());
    for (Outcome<I> input : inputs) {
      outcomes.add(
          input instanceof Outcome.Failed<I> failed
              ? Outcome.failed(failed.reason(), failed.message())
              : results.next());
    }
    return outcomes;
  }

  @Override
  public void close() {
    detect.close();
    regress.close();
    unwrap.close();
    displace.close();
    mesh.close();
  }
}
