package dev.relievo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import dev.relievo.face.Camera;
import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceVector;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.Halving;
import dev.relievo.image.RgbImage;
import dev.relievo.nn.CoarseNetwork;
import dev.relievo.nn.NetworkDevice;
import dev.relievo.nn.NetworkExport;
import dev.relievo.stage.SyntheticFace;
import dev.relievo.tensor.Safetensors;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What runs against what is trained. */
class CoarseNetworkTest {

  private static final MorphableModel MODEL = SyntheticFace.MODEL;
  private static final long SEED = 4;
  private final Random random = new Random(SEED);

  @Test
  void shouldComputeInTheStreamWhatWasTrained() {
    List<CoarseNetwork.View> faces = faces(3, CoarseArchitecture.SIZE);
    List<float[]> ran;
    try (CoarseNetwork network = network(RandomNetworks.coarse(MODEL, SEED))) {
      ran = network.regress(faces);
    }
    List<float[]> trained = trained(faces);
    for (int i = 0; i < faces.size(); i++) {
      assertThat(ran.get(i)).hasSameSizeAs(trained.get(i));
      for (int k = 0; k < ran.get(i).length; k++) {
        // Half precision rounds each weight by up to 1 / 2048 of itself.
        assertThat(ran.get(i)[k]).isCloseTo(trained.get(i)[k], within(4e-3f));
      }
    }
    assertThat(ran.get(0)[0]).isNotCloseTo(ran.get(1)[0], within(1e-4f));
  }

  @Test
  void shouldExportANetworkThatPyTorchRunsAsTheStreamDoes() throws Exception {
    Safetensors weights = RandomNetworks.coarse(MODEL, SEED);
    List<CoarseNetwork.View> faces = faces(3, CoarseArchitecture.SIZE);
    List<float[]> ran, exported;
    try (CoarseNetwork network = network(weights)) {
      ran = network.regress(faces);
    }
    byte[] archive = NetworkExport.torchScript(weights);
    try (Model model = Model.newInstance("exported", Device.cpu(), "PyTorch")) {
      model.load(new ByteArrayInputStream(archive));
      try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator(null));
          NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
        exported = rows(predictor.predict(inputs(faces).on(manager)).singletonOrThrow());
      }
    }
    for (int i = 0; i < faces.size(); i++) {
      assertThat(exported.get(i)).containsExactly(ran.get(i), within(1e-4f));
    }
  }

  @Test
  void shouldGiveAFaceTheSameVectorAloneAndInABatch() {
    List<CoarseNetwork.View> faces = faces(16, 300);
    try (CoarseNetwork network = network(RandomNetworks.coarse(MODEL, SEED))) {
      List<float[]> together = network.regress(faces);
      for (int i = 0; i < faces.size(); i++) {
        assertThat(network.regress(faces.subList(i, i + 1)).get(0))
            .containsExactly(together.get(i), within(1e-4f));
      }
    }
  }

  @Test
  void shouldMoveAndScaleTheAnswerWithTheLandmarks() {
    CoarseNetwork.View face = faces(1, CoarseArchitecture.SIZE).get(0);
    FaceVector layout = new FaceVector(MODEL);
    float[] moved = face.landmarks().clone();
    for (int i = 0; i < moved.length; i += 3) {
      moved[i] += 5.6f;
    }
    try (CoarseNetwork network = network(RandomNetworks.coarse(MODEL, SEED))) {
      float[] before = network.regress(List.of(face)).get(0);
      float[] after =
          network
              .regress(List.of(new CoarseNetwork.View(face.picture(), 1, moved, face.camera())))
              .get(0);
      // 5.6 of 112 pixels are a tenth of the half side; what the network makes of the place itself
      // is small.
      assertThat(after[layout.translation()] - before[layout.translation()])
          .isCloseTo(0.1f, within(0.01f));
    }
  }

  @Test
  void shouldSeeTheSameInAReducedPicture() {
    CoarseNetwork.View face = faces(1, 2 * CoarseArchitecture.SIZE).get(0);
    RgbImage half = Halving.halve(face.picture());
    try (CoarseNetwork network = network(RandomNetworks.coarse(MODEL, SEED))) {
      assertThat(
              network
                  .regress(
                      List.of(new CoarseNetwork.View(half, 2, face.landmarks(), face.camera())))
                  .get(0))
          .containsExactly(network.regress(List.of(face)).get(0), within(1e-5f));
    }
  }

  private static CoarseNetwork network(Safetensors weights) {
    return CoarseNetwork.of(weights, "random", NetworkDevice.CPU);
  }

  /** Pictures of coarse noise with landmarks somewhere in them. */
  private List<CoarseNetwork.View> faces(int count, int size) {
    List<CoarseNetwork.View> out = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      RgbImage picture = new RgbImage(size, size);
      random.nextBytes(picture.data());
      float[] landmarks = new float[3 * FaceLandmarks.COUNT];
      for (int i = 0; i < landmarks.length; i++) {
        landmarks[i] = size * (0.5f + 0.15f * (float) random.nextGaussian());
      }
      CropCamera camera =
          CropCamera.of(
              new Camera(1000, 640, 360),
              new SimilarityTransform(0.7, 0.1, 300 + 50 * n, 200),
              size);
      out.add(new CoarseNetwork.View(picture, 1, landmarks, camera));
    }
    return out;
  }

  /** Faces as arrays: pictures N x 3 x S x S, landmarks N x 468 x 3, cameras N x 3. */
  private record Inputs(float[] images, float[] points, float[] cameras) {

    NDList on(NDManager manager) {
      int n = cameras.length / 3, size = CoarseArchitecture.SIZE;
      return new NDList(
          manager.create(images, new Shape(n, 3, size, size)),
          manager.create(points, new Shape(n, FaceLandmarks.COUNT, 3)),
          manager.create(cameras, new Shape(n, 3)));
    }
  }

  private static Inputs inputs(List<CoarseNetwork.View> faces) {
    int n = faces.size(), size = CoarseArchitecture.SIZE;
    float[] images = new float[n * 3 * size * size];
    float[] points = new float[n * 3 * FaceLandmarks.COUNT];
    float[] cameras = new float[3 * n];
    for (int i = 0; i < n; i++) {
      CoarseNetwork.View face = faces.get(i);
      for (int p = 0; p < size * size; p++) {
        for (int c = 0; c < 3; c++) {
          images[(3 * i + c) * size * size + p] = (face.picture().data()[3 * p + c] & 255) / 255f;
        }
      }
      System.arraycopy(
          face.landmarks(), 0, points, i * face.landmarks().length, face.landmarks().length);
      cameras[3 * i] = (float) face.camera().camera().focal();
      cameras[3 * i + 1] = (float) face.camera().camera().centreX();
      cameras[3 * i + 2] = (float) face.camera().camera().centreY();
    }
    return new Inputs(images, points, cameras);
  }

  private static List<float[]> trained(List<CoarseNetwork.View> faces) {
    FaceVector layout = new FaceVector(MODEL);
    try (TrainableCoarse network =
            new TrainableCoarse(RandomNetworks.architecture(layout), Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDList in = inputs(faces).on(manager);
      NDArray y =
          network.forward(
              in.get(0),
              in.get(1),
              in.get(2),
              manager.create(network.initialParameters(SEED)),
              manager.create(RandomNetworks.statistics(network, SEED)),
              manager.create(RandomNetworks.standard(layout, SEED).packed()),
              false);
      return rows(y);
    }
  }

  private static List<float[]> rows(NDArray vectors) {
    List<float[]> out = new ArrayList<>();
    for (int i = 0; i < vectors.getShape().get(0); i++) {
      out.add(vectors.get(i).toFloatArray());
    }
    return out;
  }
}
