package dev.relievo.chaos;

import java.util.List;

/**
 * How a scenario went.
 *
 * @param scenario name
 * @param guarantee under which it ran
 * @param in records published, poison included
 * @param faces announced by them
 * @param kills processes killed
 * @param pauses processes stopped by SIGSTOP
 * @param stops processes told to stop by SIGTERM during the scenario
 * @param restarts processes that ended by themselves and were started anew
 * @param verdict on the topics
 * @param recoverySeconds the longest time from a blow until what lay there then was committed
 * @param seconds of the whole scenario
 * @param problems sentences, empty where all is well
 */
record Report(
    String scenario,
    Guarantee guarantee,
    int in,
    int faces,
    int kills,
    int pauses,
    int stops,
    int restarts,
    Verdict verdict,
    double recoverySeconds,
    double seconds,
    List<String> problems) {

  boolean isGood() {
    return problems.isEmpty();
  }
}
