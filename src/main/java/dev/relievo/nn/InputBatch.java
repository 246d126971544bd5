package dev.relievo.nn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Runs a network over any number of inputs, some at a time, through memory that is kept: one row of
 * Java memory to prepare an input in, and one direct buffer to hand them over in.
 */
final class InputBatch {

  /** More at once gains nothing on a CPU and costs memory. */
  private static final int MAX_BATCH = 8;

  /** Prepares an input: fills the picture's part of {@code batch}, whose border stays zero. */
  @FunctionalInterface
  interface Filler<T> {
    /**
     * Writes a picture.
     *
     * @param at index of the first float of the picture's first row
     */
    void fill(T item, float[] batch, int at);
  }

  /** Takes what the network made of an input. */
  @FunctionalInterface
  interface Reader<T> {
    /**
     * Reads a result.
     *
     * @param at index of the first number that belongs to the item
     */
    void read(T item, float[] result, int at);
  }

  private final Network network;
  private final float[] picture;
  private FloatBuffer batch = FloatBuffer.allocate(0);

  InputBatch(Network network) {
    this.network = network;
    picture = new float[network.inputLength()];
  }

  /** Runs all items in order. */
  <T> void run(List<T> items, Filler<T> filler, Reader<T> reader) {
    for (int from = 0; from < items.size(); from += MAX_BATCH) {
      List<T> some = items.subList(from, Math.min(items.size(), from + MAX_BATCH));
      reserve(some.size());
      int first = 3 * network.border() * (network.side() + 1);
      for (T item : some) {
        filler.fill(item, picture, first);
        batch.put(picture);
      }
      float[] result = network.forward(batch, some.size());
      int width = result.length / some.size();
      for (int i = 0; i < some.size(); i++) {
        reader.read(some.get(i), result, i * width);
      }
    }
  }

  private void reserve(int count) {
    int length = count * picture.length;
    if (batch.capacity() < length) {
      batch =
          ByteBuffer.allocateDirect(length * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
    }
    batch.clear();
  }
}
