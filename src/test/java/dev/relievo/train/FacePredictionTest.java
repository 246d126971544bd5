package dev.relievo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.relievo.face.FaceParameters;
import dev.relievo.render.FaceRenderer;
import org.junit.jupiter.api.Test;

class FacePredictionTest {

  @Test
  void shouldDecodeAsFaceVectorDoes() {
    float[] vectors = TrainingFaces.vectors(3, 1);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      FacePrediction p =
          FacePrediction.decode(
              TrainingFaces.tensor(manager, vectors),
              TrainingFaces.cameras(manager, 3),
              TrainingFaces.SIZE,
              TrainingFaces.LAYOUT);
      for (int n = 0; n < 3; n++) {
        FaceParameters face =
            TrainingFaces.LAYOUT.decode(
                vectors, n * TrainingFaces.LAYOUT.length(), TrainingFaces.CROP);
        double[] rotation = face.pose().rotation();
        float[] r = p.rotation().get(n).toFloatArray();
        for (int i = 0; i < 9; i++) {
          assertThat(r[i]).isCloseTo((float) rotation[i], within(2e-6f));
        }
        assertThat(p.translation().get(n).toFloatArray())
            .containsExactly(
                new float[] {
                  (float) face.pose().x(), (float) face.pose().y(), (float) face.pose().z()
                },
                within(2e-3f));
        assertThat(p.identity().get(n).toFloatArray()).isEqualTo(face.identity());
        assertThat(p.albedo().get(n).toFloatArray()).isEqualTo(face.albedo());
        assertThat(p.illumination().get(n).toFloatArray())
            .isEqualTo(face.illumination().coefficients());
      }
    }
  }

  @Test
  void shouldPlaceVerticesNormalsAndLandmarksAsTheRendererDoes() {
    float[] vectors = TrainingFaces.vectors(2, 2);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        FaceGeometry geometry = new FaceGeometry(TrainingFaces.MODEL, manager)) {
      NDArray cameras = TrainingFaces.cameras(manager, 2);
      FacePrediction p =
          FacePrediction.decode(
              TrainingFaces.tensor(manager, vectors),
              cameras,
              TrainingFaces.SIZE,
              TrainingFaces.LAYOUT);
      PlacedFaces placed = geometry.place(p, cameras);
      int n = 1, floats = 3 * TrainingFaces.MODEL.controlCount();
      FaceParameters face =
          TrainingFaces.LAYOUT.decode(
              vectors, n * TrainingFaces.LAYOUT.length(), TrainingFaces.CROP);
      float[] full = TrainingFaces.MODEL.shape(face);
      FaceRenderer renderer = new FaceRenderer(TrainingFaces.MODEL.lightTriangles());
      renderer.place(
          java.util.Arrays.copyOf(full, floats),
          face.pose(),
          TrainingFaces.CROP.camera(),
          TrainingFaces.SIZE,
          TrainingFaces.SIZE);
      close(placed.projected().get(n), renderer.projected(), 2e-3f);
      close(placed.normals().get(n), renderer.normals(), 2e-3f);
      float[] points =
          TrainingFaces.MODEL.landmarks468().locate(TrainingFaces.MODEL.triangles(), full);
      face.pose().apply(points, points);
      TrainingFaces.CROP.camera().project(points, points);
      close(placed.landmarks().get(n), points, 2e-3f);
    }
  }

  private static void close(NDArray actual, float[] expected, float tolerance) {
    assertThat(actual.toFloatArray()).containsExactly(expected, within(tolerance));
  }

  @Test
  void shouldMirrorTheMeanOntoItself() {
    float[][] rows = TrainingFaces.MODEL.restrict(LightMesh.vertices(TrainingFaces.MODEL));
    long[] mirror = LightMesh.mirror(TrainingFaces.MODEL, rows);
    for (int v = 0; v < mirror.length; v++) {
      int w = (int) mirror[v], back = (int) mirror[w];
      // Lips and the mouth's plane share points: there only the place comes back.
      for (int k = 0; k < 3; k++) {
        float sign = k == 0 ? -1 : 1;
        assertThat(rows[0][3 * w + k]).isCloseTo(sign * rows[0][3 * v + k], within(1e-3f));
        assertThat(rows[0][3 * back + k]).isCloseTo(rows[0][3 * v + k], within(1e-3f));
      }
    }
  }
}
