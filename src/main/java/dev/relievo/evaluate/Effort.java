package dev.relievo.evaluate;

/**
 * What some work took of processor time and memory, and who spent it: a difference of two readings
 * of {@link EffortClock}.
 *
 * @param process seconds of the whole process, user and system
 * @param stages of the threads that call the stage functions, in the chain or bare, and of those
 *     that help them
 * @param broker of the threads of the embedded broker
 * @param clients of Kafka: streams, producers, consumers, publisher and reader
 * @param compiler seconds of the just-in-time compilers
 * @param collector seconds of the garbage collector
 */
record Effort(
    double process, Share stages, Share broker, Share clients, double compiler, double collector) {

  static final Effort NONE = new Effort(0, Share.NONE, Share.NONE, Share.NONE, 0, 0);

  /**
   * Of some Java threads.
   *
   * @param seconds of processor time, user and system
   * @param allocated bytes of the heap
   */
  record Share(double seconds, double allocated) {

    static final Share NONE = new Share(0, 0);

    Share plus(Share other) {
      return new Share(seconds + other.seconds, allocated + other.allocated);
    }

    Share times(double factor) {
      return new Share(seconds * factor, allocated * factor);
    }
  }

  Effort plus(Effort other) {
    return new Effort(
        process + other.process,
        stages.plus(other.stages),
        broker.plus(other.broker),
        clients.plus(other.clients),
        compiler + other.compiler,
        collector + other.collector);
  }

  Effort minus(Effort other) {
    return plus(
        new Effort(
            -other.process,
            other.stages.times(-1),
            other.broker.times(-1),
            other.clients.times(-1),
            -other.compiler,
            -other.collector));
  }

  /** Seconds of all that is not Kafka's own threads. */
  double withoutKafka() {
    return process - broker.seconds() - clients.seconds();
  }

  /** Seconds of threads that are neither Java's nor named above: mostly the networks' own. */
  double rest() {
    return withoutKafka() - stages.seconds() - compiler - collector;
  }

  /** Bytes of the heap, all Java threads together. */
  double allocated() {
    return stages.allocated() + broker.allocated() + clients.allocated();
  }
}
