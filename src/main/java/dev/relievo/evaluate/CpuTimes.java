package dev.relievo.evaluate;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Set;

/**
 * Processor time of this process so far, and whose it is; seconds. The clock of each thread is the
 * operating system's. A thread that ended between two readings is missing from its party, not from
 * the process; what the parties leave is the virtual machine's own: compilation and collection.
 *
 * @param process all of it, user and system
 * @param stages threads that call the stage functions, in the chain or bare
 * @param broker threads of the embedded broker
 * @param clients of Kafka: streams, producers, consumers, publisher and reader
 */
record CpuTimes(double process, double stages, double broker, double clients) {

  static final CpuTimes NONE = new CpuTimes(0, 0, 0, 0);

  /**
   * Reads the clocks.
   *
   * @param brokers ids of the broker's threads
   * @param workers ids of the threads that call the stage functions
   */
  static CpuTimes now(Set<Long> brokers, Set<Long> workers) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double stages = 0, server = 0, clients = 0;
    for (long id : threads.getAllThreadIds()) {
      double seconds = Math.max(0, threads.getThreadCpuTime(id)) / 1e9;
      if (brokers.contains(id)) {
        server += seconds;
      } else if (workers.contains(id)) {
        stages += seconds;
      } else {
        clients += seconds;
      }
    }
    return new CpuTimes(ofProcess(), stages, server, clients);
  }

  /** Of the process alone. */
  static double ofProcess() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  CpuTimes plus(CpuTimes other) {
    return new CpuTimes(
        process + other.process,
        stages + other.stages,
        broker + other.broker,
        clients + other.clients);
  }

  CpuTimes minus(CpuTimes other) {
    return new CpuTimes(
        process - other.process,
        stages - other.stages,
        broker - other.broker,
        clients - other.clients);
  }

  /** The virtual machine's own: compilation and collection. */
  double machine() {
    return process - stages - broker - clients;
  }

  /** Of the stage functions and the virtual machine under them. */
  double withoutKafka() {
    return process - broker - clients;
  }
}
