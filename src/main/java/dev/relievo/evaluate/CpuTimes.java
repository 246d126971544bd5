package dev.relievo.evaluate;

import com.sun.management.OperatingSystemMXBean;
import dev.relievo.stream.EmbeddedBroker;
import dev.relievo.stream.StageRunner;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Set;

/**
 * Processor time of this process so far, and whose it is; seconds. The clock of each thread is the
 * operating system's. A thread that ended between two readings is missing from its party, not from
 * the process; what the parties leave is the virtual machine's own: compilation and collection.
 *
 * @param process all of it, user and system
 * @param stages workers that call the stage functions
 * @param broker threads of the embedded broker
 * @param clients every other Java thread: streams, producers, consumers, publisher and reader
 */
record CpuTimes(double process, double stages, double broker, double clients) {

  /** Reads the clocks of the process and of the chain that runs in it. */
  static CpuTimes now(EmbeddedBroker broker, StageRunner runner) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Set<Long> brokers = broker.threadIds();
    Set<Long> workers = runner.workerIds();
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

  /** What has passed since another reading. */
  CpuTimes since(CpuTimes start) {
    return new CpuTimes(
        process - start.process,
        stages - start.stages,
        broker - start.broker,
        clients - start.clients);
  }

  /** The virtual machine's own: compilation and collection. */
  double machine() {
    return process - stages - broker - clients;
  }
}
