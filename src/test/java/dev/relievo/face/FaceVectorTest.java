package dev.relievo.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FaceVectorTest {

  private static final MorphableModel MODEL = MorphableModels.tiny();
  private static final FaceVector LAYOUT = new FaceVector(MODEL);
  private static final CropCamera CROP = new CropCamera(new Camera(900, -210, 330), 0.4, 160);

  @Test
  void shouldLayBlocksOneAfterTheOther() {
    assertThat(LAYOUT.corrective()).isEqualTo(MODEL.identityCount());
    assertThat(LAYOUT.expression() - LAYOUT.corrective()).isEqualTo(MODEL.correctiveCount());
    assertThat(LAYOUT.albedo() - LAYOUT.expression()).isEqualTo(MODEL.expressionCount());
    assertThat(LAYOUT.rotation() - LAYOUT.albedo()).isEqualTo(MODEL.albedoCount());
    assertThat(LAYOUT.length()).isEqualTo(LAYOUT.rotation() + 6 + 3 + 27);
  }

  @Test
  void shouldReturnTheFaceThatWasEncoded() {
    FaceParameters face = CropCameraTest.face();
    float[] vector = LAYOUT.encode(face, CROP);
    float[] shifted = new float[3 + vector.length];
    System.arraycopy(vector, 0, shifted, 3, vector.length);

    FaceParameters back = LAYOUT.decode(shifted, 3, CROP);

    assertThat(back.identity()).isEqualTo(face.identity());
    assertThat(back.corrective()).isEqualTo(face.corrective());
    assertThat(back.expression()).isEqualTo(face.expression());
    assertThat(back.albedo()).isEqualTo(face.albedo());
    assertThat(back.illumination().coefficients()).isEqualTo(face.illumination().coefficients());
    assertThat(back.pose().rotation()).containsExactly(face.pose().rotation(), within(1e-6));
    assertThat(back.pose().x()).isCloseTo(face.pose().x(), within(1e-3));
    assertThat(back.pose().y()).isCloseTo(face.pose().y(), within(1e-3));
    assertThat(back.pose().z()).isCloseTo(face.pose().z(), within(1e-3));
  }

  @Test
  void shouldNotDependOnTheCropsResolution() {
    FaceParameters face = CropCameraTest.face();
    assertThat(LAYOUT.encode(face, CROP.resized(640)))
        .containsExactly(LAYOUT.encode(face, CROP), within(1e-5f));
  }

  @Test
  void shouldBeZeroWhereTheFaceLooksIntoTheLens() {
    // A crop off the axis: the face in its middle, turned towards the lens.
    Camera camera = CROP.camera();
    double x = (80 - camera.centreX()) / camera.focal();
    double y = (80 - camera.centreY()) / camera.focal();
    float[] vector = new float[LAYOUT.length()];
    vector[LAYOUT.translation() + 2] = (float) Math.log(1 / 110.0);
    Pose pose = LAYOUT.decode(vector, 0, CROP).pose();

    assertThat(pose.x() / pose.z()).isCloseTo(x, within(1e-6));
    assertThat(pose.y() / pose.z()).isCloseTo(y, within(1e-6));
    double[] r = pose.rotation();
    double norm = Math.sqrt(x * x + y * y + 1);
    // The model's z axis points back along the ray.
    assertThat(new double[] {r[2], r[5], r[8]})
        .containsExactly(new double[] {-x / norm, -y / norm, -1 / norm}, within(1e-6));
    // One mm at the model's origin is 1 / 110 of half the crop.
    assertThat(camera.focal() / pose.z() / 80).isCloseTo(1 / 110.0, within(1e-6));
  }

  @Test
  void shouldCutBlendshapesAndSquareRotations() {
    float[] vector = new float[LAYOUT.length()];
    Arrays.fill(vector, LAYOUT.expression(), LAYOUT.albedo(), -0.5f);
    vector[LAYOUT.rotation()] = 0.7f;
    vector[LAYOUT.rotation() + 3] = 0.4f;
    FaceParameters face = LAYOUT.decode(vector, 0, CROP);
    assertThat(face.expression()).containsOnly(0);
    double[] r = face.pose().rotation();
    assertThat(r[0] * r[1] + r[3] * r[4] + r[6] * r[7]).isCloseTo(0, within(1e-9));
  }

  @Test
  void shouldRefuseFacesOfAnotherModelOrBehindTheCamera() {
    FaceParameters face = CropCameraTest.face();
    assertThatThrownBy(() -> new FaceVector(2, 1, 1, 1).encode(face, CROP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one face model");
    FaceParameters behind =
        new FaceParameters(
            face.identity(),
            face.corrective(),
            face.expression(),
            face.albedo(),
            Pose.frontal(-5),
            face.illumination());
    assertThatThrownBy(() -> LAYOUT.encode(behind, CROP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("behind");
  }
}
