package dev.relievo.chaos;

import dev.relievo.stream.Chain;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A few numbers that a process of stages shares with the one that torments it, in a mapped file: so
 * they are up to date at every moment, also in the one after a kill -9, and reading them takes no
 * answer from a process that may be stopped.
 */
final class Pulse {

  /** How far a process is. */
  enum State {
    STARTING,
    /** All its stages run. */
    READY,
    /** It was told to stop and has closed everything. */
    CLOSED
  }

  private enum Number {
    IN_FLIGHT,
    BATCHES,
    HOLD,
    HOLDING
  }

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final MappedByteBuffer memory;

  private Pulse(MappedByteBuffer memory) {
    this.memory = memory;
  }

  /** The pulse in a file, which is made where it is not there. */
  static Pulse in(Path file) throws IOException {
    int bytes = Long.BYTES * (1 + Chain.STAGES.size() * Number.values().length);
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new Pulse(channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes));
    }
  }

  State state() {
    return State.values()[(int) (long) LONGS.getVolatile(memory, 0)];
  }

  void become(State state) {
    LONGS.setVolatile(memory, 0, (long) state.ordinal());
  }

  /** A batch of a stage begins. */
  void begin(String stage, int items) {
    set(stage, Number.IN_FLIGHT, items);
  }

  /** The batch of a stage ended. */
  void end(String stage) {
    set(stage, Number.BATCHES, batches(stage) + 1);
    set(stage, Number.IN_FLIGHT, 0);
  }

  /** Items that the stage function has in work. */
  long inFlight(String stage) {
    return get(stage, Number.IN_FLIGHT);
  }

  /** Batches that ended. */
  long batches(String stage) {
    return get(stage, Number.BATCHES);
  }

  /** Whether the stage is to dwell in the midst of a batch. */
  boolean isHeld(String stage) {
    return get(stage, Number.HOLD) == 1;
  }

  void hold(String stage, boolean held) {
    set(stage, Number.HOLD, held ? 1 : 0);
  }

  /** Whether it does. */
  boolean isHolding(String stage) {
    return get(stage, Number.HOLDING) == 1;
  }

  void holding(String stage, boolean holding) {
    set(stage, Number.HOLDING, holding ? 1 : 0);
  }

  private long get(String stage, Number number) {
    return (long) LONGS.getVolatile(memory, at(stage, number));
  }

  private void set(String stage, Number number, long value) {
    LONGS.setVolatile(memory, at(stage, number), value);
  }

  private static int at(String stage, Number number) {
    int slot = Chain.STAGES.indexOf(stage) * Number.values().length + number.ordinal();
    return Long.BYTES * (1 + slot);
  }
}
