package dev.relievo.nn;

import dev.relievo.face.Camera;
import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceVector;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.Halving;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
import dev.relievo.tensor.Safetensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The network that regresses a face's coefficients from its crop, the crop's landmarks and the
 * crop's camera: a {@link FaceVector} a face. Not for use by several threads at once.
 */
public final class CoarseNetwork implements AutoCloseable {

  /** Name of the weights. */
  public static final String MODEL = "relievo-coarse";

  /** Key in the file's header: id of the face model whose coefficients the network gives. */
  public static final String FACE_MODEL_KEY = "face.model";

  /** Bilinear sampling reads every pixel as long as it does not step over any. */
  private static final double COARSEST_STEP = 1.5;

  private static final float SCALE = 1 / 255f;
  private static final int POINTS = 3 * FaceLandmarks.COUNT;

  /**
   * A face to look at.
   *
   * @param picture the crop at any resolution
   * @param pixel side of one of its pixels, in pixels of the crop
   * @param landmarks 468 x 3: x, y in pixels of the crop, z at the same scale
   * @param camera of the crop
   */
  public record View(RgbImage picture, double pixel, float[] landmarks, CropCamera camera) {}

  private final Network network;
  private final String faceModel;
  private final int length;
  private final float[] picture;
  private ByteBuffer input = ByteBuffer.allocateDirect(0);
  private float[] points = new float[0];
  private float[] lenses = new float[0];

  private CoarseNetwork(Network network, String faceModel, int length) {
    this.network = network;
    this.faceModel = faceModel;
    this.length = length;
    picture = new float[3 * network.padded(network.size()) * network.padded(network.size())];
  }

  /**
   * Builds the network.
   *
   * @param weights with a {@link NetworkGraph} that has landmarks in the header
   * @param name for messages
   * @param device where to run
   * @throws IllegalArgumentException where the file holds no such network
   */
  public static CoarseNetwork of(Safetensors weights, String name, NetworkDevice device) {
    String json = weights.metadata().get(NetworkGraph.METADATA_KEY);
    String faceModel = weights.metadata().get(FACE_MODEL_KEY);
    if (json == null || faceModel == null) {
      throw new IllegalArgumentException(
          name + " is no coarse network: its header lacks the graph or " + FACE_MODEL_KEY);
    }
    NetworkGraph graph = NetworkGraph.ofJson(json);
    if (graph.landmarks() == null || graph.landmarks().count() != FaceLandmarks.COUNT) {
      throw new IllegalArgumentException(name + " is no coarse network: it sees no landmarks");
    }
    int length = graph.outputs().stream().mapToInt(NetworkGraph.Output::width).sum();
    return new CoarseNetwork(Network.of(weights, name, device), faceModel, length);
  }

  /** Id of the face model whose coefficients it gives. */
  public String faceModel() {
    return faceModel;
  }

  /** Numbers a face. */
  public int length() {
    return length;
  }

  /** Side of the picture that the network sees, pixels: a crop need not be sharper. */
  public int size() {
    return network.size();
  }

  /**
   * Vectors of faces, in order; numbers may be infinite or NaN where the input makes no sense.
   *
   * @param faces one batch; not more than the device has memory for
   */
  public List<float[]> regress(List<View> faces) {
    reserve(faces.size());
    FloatBuffer pictures = input.asFloatBuffer();
    for (int i = 0; i < faces.size(); i++) {
      View face = faces.get(i);
      sample(face);
      pictures.put(picture);
      double toPicture = (double) size() / face.camera().size();
      for (int k = 0; k < POINTS; k++) {
        points[i * POINTS + k] = (float) (toPicture * face.landmarks()[k]);
      }
      lenses[3 * i] = (float) (toPicture * face.camera().camera().focal());
      lenses[3 * i + 1] = (float) (toPicture * face.camera().camera().centreX());
      lenses[3 * i + 2] = (float) (toPicture * face.camera().camera().centreY());
    }
    List<float[]> out = new ArrayList<>(faces.size());
    network.forward(
        input,
        faces.size(),
        points,
        lenses,
        result -> {
          for (int i = 0; i < faces.size(); i++) {
            float[] vector = new float[length];
            result.get(vector);
            out.add(vector);
          }
        });
    return out;
  }

  /** Runs batches of 1 to this many faces, of nothing. */
  public void warmUp(int maxBatch) {
    CropCamera camera = new CropCamera(new Camera(1, 0, 0), 0, 1);
    View nothing = new View(new RgbImage(1, 1), 1, new float[POINTS], camera);
    for (int count = 1; count <= maxBatch; count++) {
      regress(Collections.nCopies(count, nothing));
    }
  }

  /** Resamples a crop to the network's size without stepping over pixels. */
  private void sample(View face) {
    RgbImage image = face.picture();
    double step = face.camera().size() / face.pixel() / size();
    while (step >= COARSEST_STEP && image.width() > 1 && image.height() > 1) {
      image = Halving.halve(image);
      step /= 2;
    }
    int border = network.border(), stride = 3 * network.padded(size());
    new Warp(image, new SimilarityTransform(step, 0, 0, 0), Warp.Border.REPLICATE, SCALE, 0)
        .sample(size(), size(), picture, border * (stride + 3), stride);
  }

  private void reserve(int count) {
    int bytes = count * picture.length * Float.BYTES;
    if (input.capacity() < bytes) {
      input = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
      points = new float[count * POINTS];
      lenses = new float[3 * count];
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
