package dev.relievo.nn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Runs a network over any number of pictures of one size, some at a time, through memory that is
 * kept: Java memory to prepare a picture in, and a direct buffer to hand them over in.
 */
final class InputBatch {

  /** More at once gains nothing on a CPU and costs memory. */
  private static final int MAX_BATCH = 8;

  /** Prepares a picture; the zeros around it stay as they are. */
  @FunctionalInterface
  interface Filler<T> {
    /**
     * Writes a picture.
     *
     * @param out rows of RGB floats
     * @param at index of the first float of the first row
     * @param stride floats from one row to the next
     */
    void fill(T item, float[] out, int at, int stride);
  }

  /** Takes what the network made of a picture. */
  @FunctionalInterface
  interface Reader<T> {
    /**
     * Reads a result.
     *
     * @param at index of the first number that belongs to the item
     */
    void read(T item, FloatBuffer result, int at);
  }

  private final Network network;
  private float[] picture = new float[0];
  private ByteBuffer batch = ByteBuffer.allocateDirect(0);
  private int width;
  private int height;

  InputBatch(Network network) {
    this.network = network;
  }

  /**
   * Runs all items in order.
   *
   * @param width of a picture, pixels
   * @param height of a picture, pixels
   */
  <T> void run(int width, int height, List<T> items, Filler<T> filler, Reader<T> reader) {
    int stride = 3 * network.padded(width);
    int first = network.border() * (stride + 3);
    for (int from = 0; from < items.size(); from += MAX_BATCH) {
      List<T> some = items.subList(from, Math.min(items.size(), from + MAX_BATCH));
      FloatBuffer input = reserve(width, height, some.size());
      for (T item : some) {
        filler.fill(item, picture, first, stride);
        input.put(picture);
      }
      network.forward(batch, some.size(), width, height, result -> read(some, result, reader));
    }
  }

  private static <T> void read(List<T> items, FloatBuffer result, Reader<T> reader) {
    int each = result.remaining() / items.size();
    for (int i = 0; i < items.size(); i++) {
      reader.read(items.get(i), result, i * each);
    }
  }

  private FloatBuffer reserve(int newWidth, int newHeight, int count) {
    if (newWidth != width || newHeight != height) {
      width = newWidth;
      height = newHeight;
      picture = new float[3 * network.padded(width) * network.padded(height)];
    }
    int bytes = count * picture.length * Float.BYTES;
    if (batch.capacity() < bytes) {
      batch = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    return batch.asFloatBuffer();
  }
}
