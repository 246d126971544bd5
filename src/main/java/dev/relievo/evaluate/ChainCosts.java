package dev.relievo.evaluate;

import java.util.Map;

/**
 * Figures of the chain through Kafka beside the bare functions. Processor time is user and system,
 * in milliseconds a face:
 *
 * <ul>
 *   <li>{@code chain.overhead}: seconds a face through Kafka, as a ratio to the bare functions'
 *   <li>{@code chain.cpu_ms_per_face}: through Kafka, the whole process with broker, publisher and
 *       reader; {@code .bare}: the stage functions alone, the process without what the idle chain's
 *       threads take meanwhile; {@code .kafka}: the difference, what Kafka adds
 *   <li>whose time the first of them is: {@code .stages} (the threads that call the stage functions
 *       and their helpers), {@code .broker}, {@code .clients} (streams, producers, consumers,
 *       publisher, reader), {@code .jit}, {@code .gc}, {@code .rest} (threads that are not Java's).
 *       {@code .broker} and {@code .clients} are Kafka itself; what {@code .kafka} has beyond them
 *       is what Kafka makes dearer: stage functions that share caches with it, garbage
 *   <li>{@code .jit.bare} and {@code .gc.bare}: of the bare passes
 *   <li>{@code chain.allocated_kb_per_face}, by the same parties: bytes of the heap over 1000
 *   <li>{@code chain.requests_per_face}: what the broker was asked
 * </ul>
 */
final class ChainCosts {

  private static final String CPU = "chain.cpu_ms_per_face";
  private static final String ALLOCATED = "chain.allocated_kb_per_face";

  private ChainCosts() {}

  /**
   * The figures.
   *
   * @param kafka all passes through Kafka
   * @param bare all passes of the bare functions
   * @param requests of the passes through Kafka, by kind
   * @param frames of the passes through Kafka
   */
  static Metrics of(Pass kafka, Pass bare, Map<String, Long> requests, int frames) {
    Metrics metrics = new Metrics();
    int n = kafka.faces();
    metrics.put("chain.frames_per_s", frames / kafka.seconds(), frames);
    metrics.put("chain.faces_per_s", n / kafka.seconds(), n);
    metrics.put("chain.faces_per_s.bare", bare.faces() / bare.seconds(), bare.faces());
    metrics.put("chain.overhead", kafka.seconds() / n / (bare.seconds() / bare.faces()), n);
    processor(kafka, bare, metrics);
    memory(kafka, bare, metrics);
    requests.forEach(
        (kind, count) -> metrics.put("chain.requests_per_face." + kind, (double) count / n, n));
    return metrics;
  }

  private static void processor(Pass kafka, Pass bare, Metrics metrics) {
    Effort spent = kafka.effort();
    double total = perFace(spent.process(), kafka),
        own = perFace(bare.effort().withoutKafka(), bare);
    int n = kafka.faces();
    metrics.put(CPU, total, n);
    metrics.put(CPU + ".bare", own, bare.faces());
    metrics.put(CPU + ".kafka", total - own, n);
    metrics.put(CPU + ".stages", perFace(spent.stages().seconds(), kafka), n);
    metrics.put(CPU + ".broker", perFace(spent.broker().seconds(), kafka), n);
    metrics.put(CPU + ".clients", perFace(spent.clients().seconds(), kafka), n);
    metrics.put(CPU + ".jit", perFace(spent.compiler(), kafka), n);
    metrics.put(CPU + ".gc", perFace(spent.collector(), kafka), n);
    metrics.put(CPU + ".rest", perFace(spent.rest(), kafka), n);
    metrics.put(
        CPU + ".stages.bare", perFace(bare.effort().stages().seconds(), bare), bare.faces());
    metrics.put(CPU + ".jit.bare", perFace(bare.effort().compiler(), bare), bare.faces());
    metrics.put(CPU + ".gc.bare", perFace(bare.effort().collector(), bare), bare.faces());
  }

  private static double perFace(double seconds, Pass pass) {
    return 1000 * seconds / pass.faces();
  }

  private static void memory(Pass kafka, Pass bare, Metrics metrics) {
    Effort spent = kafka.effort();
    int n = kafka.faces();
    metrics.put(ALLOCATED, spent.allocated() / 1000 / n, n);
    metrics.put(ALLOCATED + ".stages", spent.stages().allocated() / 1000 / n, n);
    metrics.put(ALLOCATED + ".broker", spent.broker().allocated() / 1000 / n, n);
    metrics.put(ALLOCATED + ".clients", spent.clients().allocated() / 1000 / n, n);
    double alone = bare.effort().stages().allocated() / 1000 / bare.faces();
    metrics.put(ALLOCATED + ".bare", alone, bare.faces());
  }
}
