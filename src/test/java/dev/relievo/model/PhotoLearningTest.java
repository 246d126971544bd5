package dev.relievo.model;

import static dev.relievo.stage.SyntheticFace.CAMERA;
import static dev.relievo.stage.SyntheticFace.MODEL;
import static dev.relievo.stage.SyntheticFace.SIZE;
import static dev.relievo.stage.SyntheticFace.WHOLE_FRAME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.evaluate.SyntheticLandmarks;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.model.FaceObservations.Observation;
import dev.relievo.model.StudioAlbedo.Albedo;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.ImageEncoding;
import dev.relievo.stage.SyntheticFace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoLearningTest {

  private static float[] landmarks(FaceParameters face) {
    return SyntheticLandmarks.of(MODEL, face, CAMERA);
  }

  /** A rendering under one light; tone moves the first albedo component. */
  private static Observation studio(double yaw, float tone) {
    FaceParameters face = SyntheticFace.face(SyntheticFace.pose(yaw), SyntheticFace.sideLight());
    face.albedo()[0] = tone;
    RgbImage photo = SyntheticFace.render(face);
    EncodedImage encoded =
        new EncodedImage(SIZE, SIZE, ImageEncoding.PNG, ByteBuffer.wrap(ImageEncoder.png(photo)));
    return new Observation("tone " + tone, landmarks(face), CAMERA, WHOLE_FRAME, encoded);
  }

  @Test
  void shouldTakeTheSharedLightOutOfTheAlbedo() {
    List<Observation> faces = new ArrayList<>();
    for (float tone : new float[] {-1, 0, 1}) {
      faces.add(studio(0.1, tone));
      faces.add(studio(-0.1, tone));
    }
    List<Albedo> albedo = new StudioAlbedo(MODEL).separate(faces, done -> {});
    // Two photographs of the same person, light from the side: the same albedo left and right.
    float[] truth = MODEL.albedo(new float[] {0});
    double relative = 0, truthMean = 0, foundMean = 0;
    List<double[]> ratios = new ArrayList<>();
    for (int v = 0; v < MODEL.controlCount(); v++) {
      byte region = MODEL.regions()[v];
      boolean plain = Region.SKIN.in(region) && !Region.NOSE.in(region) && !Region.BROWS.in(region);
      if (plain && albedo.get(2).weights()[v] > 0.9f) {
        ratios.add(new double[] {albedo.get(2).values()[3 * v + 1], truth[3 * v + 1]});
        foundMean += albedo.get(2).values()[3 * v + 1];
        truthMean += truth[3 * v + 1];
      }
    }
    for (double[] r : ratios) {
      relative += Math.abs(r[0] / foundMean - r[1] / truthMean) * truthMean / r[1];
    }
    assertThat(ratios).hasSizeGreaterThan(300);
    assertThat(relative / ratios.size()).isLessThan(0.15);
  }

  @Test
  void shouldMoveLandmarksTowardsWhereTheyAreSeen() {
    // The network puts one point 3 mm to the subject's left on every face: its map must follow.
    int cheek = 425;
    int mirrored = 205;
    List<Observation> faces = new ArrayList<>();
    for (double yaw : new double[] {-0.3, 0, 0.3}) {
      FaceParameters face = SyntheticFace.face(SyntheticFace.pose(yaw), SyntheticFace.sideLight());
      float[] points = landmarks(face);
      float shift = (float) (3 * CAMERA.focal() / face.pose().z() * Math.cos(yaw));
      points[3 * cheek] += shift;
      points[3 * mirrored] -= shift;
      faces.add(new Observation("yaw " + yaw, points, CAMERA, WHOLE_FRAME, null));
    }
    LandmarkMap corrected = LandmarkCorrection.correct(MODEL, faces);
    float[] mean = MODEL.shape(new float[0], new float[0], new float[0]);
    float[] before = MODEL.landmarks468().locate(MODEL.triangles(), mean);
    float[] after = corrected.locate(MODEL.triangles(), mean);
    assertThat(after[3 * cheek] - before[3 * cheek]).isBetween(1f, 3.5f);
    assertThat(after[3 * mirrored] - before[3 * mirrored]).isBetween(-3.5f, -1f);
    int nose = 4;
    assertThat(after[3 * nose + 1]).isCloseTo(before[3 * nose + 1], within(0.6f));
  }

  @Test
  void shouldFindTheComponentThatPeopleDifferBy() {
    int n = 3 * MODEL.vertexCount();
    float[] ones = new float[MODEL.vertexCount()];
    Arrays.fill(ones, 1);
    AlbedoSamples people = new AlbedoSamples(MirrorMap.of(MODEL));
    for (int p = -3; p <= 3; p++) {
      float[] values = new float[n];
      for (int i = 0; i < n; i++) {
        values[i] = 0.3f + 0.02f * p * (i % 3 == 0 ? 1 : 0.5f);
      }
      people.add(values, ones, 1);
    }
    AlbedoBasis basis = AlbedoBasis.learn(MODEL, people, 1);
    assertThat(basis.explained()).isGreaterThan(0.999);
    int v = 100;
    assertThat(basis.mean()[3 * v]).isCloseTo(0.3f, within(1e-3f));
    assertThat(basis.basis()[0][3 * v] / basis.basis()[0][3 * v + 1]).isCloseTo(2f, within(0.01f));
    // Seven people spread -3 to 3: the deviation is 0.02 sqrt(28 / 7).
    assertThat(Math.abs(basis.basis()[0][3 * v])).isCloseTo(0.04f, within(1e-4f));
  }

  @Test
  void shouldFillWhatPhotographsHideFromTheOthers() {
    int n = MODEL.vertexCount();
    AlbedoSamples people = new AlbedoSamples(MirrorMap.of(MODEL));
    Random random = new Random(5);
    for (int p = 0; p < 40; p++) {
      float tone = 0.05f * (float) random.nextGaussian();
      float[] values = new float[3 * n], weights = new float[n];
      for (int v = 0; v < n; v++) {
        boolean hidden = (v / 500 + p) % 3 == 0;
        weights[v] = hidden ? 0 : 1;
        for (int c = 0; c < 3; c++) {
          values[3 * v + c] = hidden ? 0.9f : 0.3f + tone;
        }
      }
      people.add(values, weights, 1);
    }
    AlbedoBasis basis = AlbedoBasis.learn(MODEL, people, 1);
    double least = Double.MAX_VALUE, most = 0;
    for (int v = 0; v < n; v++) {
      if (Region.SKIN.in(MODEL.regions()[v])) {
        least = Math.min(least, Math.abs(basis.basis()[0][3 * v]));
        most = Math.max(most, Math.abs(basis.basis()[0][3 * v]));
        assertThat(basis.mean()[3 * v]).isCloseTo(0.3f, within(0.03f));
      }
    }
    assertThat(least).isGreaterThan(0.8 * most);
  }

  @Test
  void shouldLeaveAnOccluderOutOfTheAlbedo() {
    FaceParameters face = SyntheticFace.face(SyntheticFace.pose(0), SyntheticFace.sideLight());
    RgbImage photo = SyntheticFace.render(face);
    float[] points = landmarks(face);
    int cheek = 425;
    int x = (int) points[3 * cheek], y = (int) points[3 * cheek + 1], half = 14;
    for (int row = y - half; row < y + half; row++) {
      for (int i = 3 * (row * SIZE + x - half); i < 3 * (row * SIZE + x + half); i++) {
        photo.data()[i] = (byte) (i % 3 == 1 ? 200 : 10);
      }
    }
    EncodedImage encoded =
        new EncodedImage(SIZE, SIZE, ImageEncoding.PNG, ByteBuffer.wrap(ImageEncoder.png(photo)));
    int[] alone = IntStream.range(0, MODEL.vertexCount()).toArray();
    AlbedoSamples samples = new AlbedoSamples(alone);
    new AlbedoLearning(MODEL)
        .add(
            List.of(new Observation("occluded", points, CAMERA, WHOLE_FRAME, encoded)),
            samples,
            done -> {});
    assertThat(samples.count()).isOne();
    int vertex = MODEL.triangles()[3 * MODEL.landmarks468().triangles()[cheek]];
    int mirrored = MODEL.triangles()[3 * MODEL.landmarks468().triangles()[205]];
    assertThat(samples.weights(0)[vertex]).isLessThan(0.1f);
    assertThat(samples.weights(0)[mirrored]).isGreaterThan(0.5f);
  }

  @Test
  void shouldLearnAWholeModelWithoutAStudio(@TempDir Path folder) throws IOException {
    List<Observation> faces = new ArrayList<>();
    for (double yaw : new double[] {-0.5, -0.1, 0.2, 0.6}) {
      faces.add(studio(yaw, (float) yaw));
    }
    Path out = folder.resolve("learned.safetensors");
    List<String> told = new ArrayList<>();
    PhotoLearning.learn(SyntheticFace.MODEL_FILE, faces, List.of(), 3, out, told::add);
    MorphableModel learned = MorphableModel.load(out);
    assertThat(learned.id()).isEqualTo(PhotoLearning.ID);
    assertThat(learned.identityCount()).isEqualTo(80);
    assertThat(learned.albedoCount()).isEqualTo(3);
    assertThat(told).anyMatch(line -> line.contains("shape, round 4 of 4: 4 faces"));
    float[] mean = learned.shape(new float[0], new float[0], new float[0]);
    for (float v : mean) {
      assertThat(v).isBetween(-200f, 200f);
    }
  }
}
