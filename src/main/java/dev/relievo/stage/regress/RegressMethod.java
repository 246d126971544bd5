package dev.relievo.stage.regress;

import dev.relievo.stage.Outcome;
import java.util.List;

/** A way from crops with landmarks to coarse faces. Not safe to share between threads. */
interface RegressMethod extends AutoCloseable {

  /** What records name it by. */
  String id();

  /** Pixels of a crop's side that it makes use of; a crop may be decoded down to that. */
  int leastSide();

  /**
   * Regresses faces.
   *
   * @return one outcome with one face an input, in order; what fails fails alone
   */
  List<Outcome<FaceFit.Fitted>> regress(List<FaceInput> faces);

  /** Sees batches of every size up to a largest one, so that the engine has prepared for them. */
  default void warmUp(int maxBatch) {}

  /** Frees native memory. */
  @Override
  default void close() {}
}
