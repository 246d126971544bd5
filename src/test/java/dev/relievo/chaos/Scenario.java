package dev.relievo.chaos;

import java.util.List;

/** Something bad that happens to stages at work. */
interface Scenario {

  /** Lower case, for reports. */
  String name();

  /** Under which of the guarantees it is worth its time. */
  default List<Guarantee> guarantees() {
    return List.of(Guarantee.values());
  }

  /**
   * Starts processes and cameras and torments them. What comes after is the same for all: the
   * cameras stop, everything settles, the processes are told to stop, the topics are read.
   *
   * @throws ChaosFailure where something does not happen that must
   */
  void torment(Stand stand) throws InterruptedException;

  /** What must hold of the topics besides that all ids are there. */
  default List<String> inspect(Observation observation) {
    return List.of();
  }
}
