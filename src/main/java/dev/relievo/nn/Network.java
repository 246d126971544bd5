package dev.relievo.nn;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import dev.relievo.tensor.Safetensors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.Consumer;

/**
 * A network that runs: a batch of pictures in, rows of numbers out, or a batch of maps in, maps
 * out, in one native call. Not for use by several threads at once.
 */
public final class Network implements AutoCloseable {

  /** The engine's own setting, read when it starts. */
  private static final String THREADS = "ai.djl.pytorch.num_threads";

  /** Just under 32 MiB, the largest block that the threshold follows. */
  private static final long LARGE_BLOCK = 32_000_000;

  private final Model model;
  private final Block block;
  private final ParameterStore parameters;
  private final int size;
  private final int[] padding;
  private final int channels;
  private final boolean maps;
  private final LandmarkInput landmarks;

  private Network(Model model, NetworkGraph graph) {
    this.model = model;
    block = model.getBlock();
    parameters = new ParameterStore(model.getNDManager(), false);
    size = graph.size();
    maps = graph.maps() != null;
    padding = maps ? new int[2] : ((Layer.Conv) graph.layers().get(0)).padding();
    channels = graph.channels();
    landmarks = graph.landmarks();
  }

  /** Builds a network on the CPU. */
  public static Network of(Safetensors weights, String name) {
    return of(weights, name, NetworkDevice.CPU);
  }

  /**
   * Builds a network.
   *
   * @param weights named weights with a {@link NetworkGraph} in the header
   * @param name for messages
   * @throws IllegalStateException where the engine refuses it
   */
  public static Network of(Safetensors weights, String name, NetworkDevice device) {
    return of(weights, name, device.engineDevice(), device.target());
  }

  static Network of(
      Safetensors weights, String name, Device device, TorchScriptCompiler.Target target) {
    String json = weights.metadata().get(NetworkGraph.METADATA_KEY);
    if (json == null) {
      throw new IllegalArgumentException(name + " holds no network: its header has no graph");
    }
    NetworkGraph graph = NetworkGraph.ofJson(json);
    preferOneThread();
    Model model = Model.newInstance(name, device, "PyTorch");
    keepFreedMemory();
    try {
      byte[] archive = TorchScriptCompiler.compile(weights, graph, target);
      model.load(new ByteArrayInputStream(archive));
    } catch (IOException | MalformedModelException e) {
      model.close();
      throw new IllegalStateException("the engine could not load the network " + name, e);
    }
    return new Network(model, graph);
  }

  /**
   * Makes the C library keep what is freed. glibc gives memory back to the system when more than
   * twice the largest block that it ever mapped and freed lies idle, at first 128 KiB. A network
   * frees all its values at the end of a run, and would fault every page in again at the next: a
   * quarter of the whole time. One large block, freed untouched, moves the threshold to 64 MB.
   */
  static void keepFreedMemory() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      manager.create(new Shape(LARGE_BLOCK), DataType.UINT8);
    }
  }

  /**
   * Unless told otherwise the engine starts with one thread. Its pool waits for all its threads at
   * the end of every one of some hundred operators; on a busy machine that is a hundred times
   * slower than one thread, and the stages of a process run side by side anyway.
   */
  static void preferOneThread() {
    if (System.getProperty(THREADS) == null) {
      System.setProperty(THREADS, "1");
    }
  }

  /** Side of the square picture, or of the maps, that the network was trained on, pixels. */
  public int size() {
    return size;
  }

  /** Rows of zeros above, and columns of zeros left of a picture in the input. */
  public int border() {
    return padding[0];
  }

  /** Extent of the input for a picture of this extent: with the zeros on both sides. */
  public int padded(int extent) {
    return padding[0] + extent + padding[1];
  }

  /**
   * Runs a batch.
   *
   * @param input direct, native order, f32 from position 0: count x padded(height) x padded(width)
   *     x 3; zeros outside the picture; read in place
   * @param count pictures
   * @param width of a picture, pixels; a multiple of the network's coarsest stride
   * @param height of a picture, pixels; the same
   * @param reader given count x K, the graph's outputs, flattened, one after the other; native
   *     memory that is only there while the reader runs
   */
  void forward(ByteBuffer input, int count, int width, int height, Consumer<FloatBuffer> reader) {
    if (landmarks != null || maps) {
      throw new IllegalStateException(
          "the network " + model.getName() + " needs more than pictures, or other input");
    }
    try (NDManager scope = model.getNDManager().newSubManager()) {
      run(new NDList(pictures(scope, input, count, width, height)), reader);
    }
  }

  /**
   * Runs a batch of a network that sees landmarks beside its square pictures.
   *
   * @param input as above, of the network's own size
   * @param points at least count x landmarks x 3, pixels of the picture
   * @param cameras at least count x 3: focal length and principal point, pixels of the picture
   * @param reader as above
   */
  void forward(
      ByteBuffer input, int count, float[] points, float[] cameras, Consumer<FloatBuffer> reader) {
    if (landmarks == null) {
      throw new IllegalStateException("the network " + model.getName() + " sees no landmarks");
    }
    int each = 3 * landmarks.count();
    try (NDManager scope = model.getNDManager().newSubManager()) {
      NDList inputs =
          new NDList(
              pictures(scope, input, count, size, size),
              scope.create(
                  FloatBuffer.wrap(points, 0, count * each),
                  new Shape(count, landmarks.count(), 3)),
              scope.create(FloatBuffer.wrap(cameras, 0, 3 * count), new Shape(count, 3)));
      run(inputs, reader);
    }
  }

  /**
   * Runs a batch of a network that makes maps of maps.
   *
   * @param input direct, native order, f32 from position 0: count x C x S x S; read in place
   * @param count faces
   * @param reader given count x M x S x S; native memory that is only there while the reader runs
   */
  void forward(ByteBuffer input, int count, Consumer<FloatBuffer> reader) {
    if (!maps) {
      throw new IllegalStateException("the network " + model.getName() + " sees no maps");
    }
    try (NDManager scope = model.getNDManager().newSubManager()) {
      Shape shape = new Shape(count, channels, size, size);
      run(new NDList(array(scope, input, shape)), reader);
    }
  }

  private NDArray pictures(NDManager scope, ByteBuffer input, int count, int width, int height) {
    return array(scope, input, new Shape(count, padded(height), padded(width), 3));
  }

  private static NDArray array(NDManager scope, ByteBuffer input, Shape shape) {
    ByteBuffer batch = input.duplicate().order(ByteOrder.nativeOrder());
    batch.position(0).limit(Math.toIntExact(shape.size() * Float.BYTES));
    return scope.create(batch, shape, DataType.FLOAT32);
  }

  private void run(NDList inputs, Consumer<FloatBuffer> reader) {
    NDArray y = block.forward(parameters, inputs, false).singletonOrThrow();
    NDArray here = y.toDevice(Device.cpu(), false);
    reader.accept(here.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer());
  }

  @Override
  public void close() {
    model.close();
  }
}
