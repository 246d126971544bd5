package dev.relievo.cli;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * On SIGINT or SIGTERM: interrupts the command and waits until it has closed what it opened.
 * Without this the virtual machine would end in the midst, with records uncommitted and a broker's
 * data left behind.
 */
@Singleton
final class StopSignal {

  private static final int SECONDS = 60;

  private final CountDownLatch done = new CountDownLatch(1);
  private volatile Thread command;

  /** Runs a command in this thread. */
  int guard(IntSupplier run) {
    command = Thread.currentThread();
    try {
      return run.getAsInt();
    } finally {
      done.countDown();
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    Thread running = command;
    if (running != null && running != Thread.currentThread()) {
      running.interrupt();
      done.await(SECONDS, TimeUnit.SECONDS);
    }
  }
}
