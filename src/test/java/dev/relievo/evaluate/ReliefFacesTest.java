package dev.relievo.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.evaluate.ReliefFaces.Skin;
import dev.relievo.evaluate.ReliefShading.Renderings;
import dev.relievo.face.CropCamera;
import dev.relievo.face.DisplacementMap;
import dev.relievo.face.Illumination;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
import dev.relievo.stage.SyntheticFace;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Photographs with known relief. */
class ReliefFacesTest {

  private static final SkinCharts CHARTS = new SkinCharts(SyntheticFace.MODEL);

  @Test
  void shouldShowItsFoldsAsValleysLitFromTheTrueSide() throws Exception {
    ReliefFaces faces = new ReliefFaces(CHARTS, 7);
    int tried = 0;
    double plain = 0, right = 0, wrong = 0;
    for (int i = 0; tried < 3; i++) {
      ReliefFace face = faces.draw(i, Skin.FOLDED);
      if (face.size() > 350 && face.blur() == 0) {
        tried++;
        double[] errors = errors(face);
        plain += errors[0];
        right += errors[1];
        wrong += errors[2];
      }
    }
    // The same coarse light for all three: without shadows, spots or gloss.
    assertThat(right).isLessThan(0.95 * plain);
    assertThat(wrong).isGreaterThan(1.03 * plain);
  }

  /** Of what is finer than a few millimetres: without relief, with the true one, with its flip. */
  private static double[] errors(ReliefFace face) throws Exception {
    RgbImage frame = ImageDecoder.decode(ByteBuffer.wrap(face.jpeg()));
    SimilarityTransform square = new SimilarityTransform(1, 0, 160, 0);
    RgbImage crop = Warp.crop(frame, square, ReliefFaces.HEIGHT);
    CropCamera camera = CropCamera.of(ReliefFaces.CAMERA, square, ReliefFaces.HEIGHT);
    Renderings drawn =
        new ReliefShading(CHARTS).draw(face.truth(), face.relief(), camera, 0, 1, -1);
    SkinSimilarity skin =
        new SkinSimilarity(ReliefShading.values(crop), drawn.skin(), drawn.side());
    double sigma = 2 * drawn.pixelsPerMillimetre();
    double[] out = new double[3];
    for (int i = 0; i < 3; i++) {
      out[i] = skin.fineDifference(drawn.images()[i], sigma);
    }
    return out;
  }

  @Test
  void shouldHaveSpotsAndNoReliefWhereNoFoldsAreWanted() {
    ReliefFace face = new ReliefFaces(CHARTS, 7).draw(3, Skin.SPOTTED);
    for (float mm : face.relief().millimetres()) {
      assertThat(mm).isZero();
    }
    float[] shape = SyntheticFace.MODEL.shape(face.truth());
    UvField spots = new SkinSpots(CHARTS).draw(shape, new Random(2));
    boolean[] skin = CHARTS.skin(spots.size());
    int dark = 0, all = 0;
    for (int t = 0; t < skin.length; t++) {
      if (skin[t]) {
        all++;
        dark += spots.values()[3 * t + 2] < 0.75f ? 1 : 0;
      }
    }
    assertThat((double) dark / all).isBetween(0.002, 0.2);
  }

  @Test
  void shouldDarkenNarrowFoldsOfTheSameFace() throws Exception {
    ReliefFaces faces = new ReliefFaces(CHARTS, 7);
    ReliefFace shaded = faces.draw(2, Skin.FOLDED), dark = faces.draw(2, Skin.DARK);
    assertThat(dark.relief().millimetres()).isEqualTo(shaded.relief().millimetres());
    RgbImage a = ImageDecoder.decode(ByteBuffer.wrap(shaded.jpeg()));
    RgbImage b = ImageDecoder.decode(ByteBuffer.wrap(dark.jpeg()));
    int darker = 0, brighter = 0, same = 0;
    for (int i = 0; i < a.data().length; i++) {
      int less = (a.data()[i] & 0xff) - (b.data()[i] & 0xff);
      darker += less > 12 ? 1 : 0;
      brighter += less < -12 ? 1 : 0;
      same += Math.abs(less) <= 4 ? 1 : 0;
    }
    assertThat(darker).isGreaterThan(2000).isGreaterThan(20 * brighter);
    assertThat((double) same / a.data().length).isGreaterThan(0.9);
  }

  @Test
  void shouldCloseFoldsThatAreNarrowForTheirDepth() {
    assertThat(darkest(3, 0.3)).isCloseTo(0.5, within(0.06));
    assertThat(darkest(3, 0.1)).isBetween(0.6, 0.95);
    assertThat(darkest(8, 0.3)).isGreaterThan(0.8);
    // Outside is as bright as without a fold, and a ridge has nothing around it that hides light.
    UvField ridge = FoldShade.of(groove(3, -0.3), 0.5);
    int middle = ridge.size() / 2, row = ridge.size() * middle;
    assertThat(ridge.values()[2 * (row + middle) + FoldShade.ALL]).isEqualTo(1);
    assertThat(ridge.values()[2 * row + FoldShade.ALL]).isEqualTo(1);
    assertThat(ridge.values()[2 * row + FoldShade.SKY]).isEqualTo(1);
  }

  private static double darkest(double width, double depth) {
    UvField shade = FoldShade.of(groove(width, depth), 0.5);
    int middle = shade.size() / 2;
    return shade.values()[2 * (shade.size() * middle + middle) + FoldShade.ALL];
  }

  /** From top to bottom, mm. */
  private static DisplacementMap groove(double width, double depth) {
    int size = Wrinkles.SIZE;
    float[] mm = new float[size * size];
    for (int t = 0; t < mm.length; t++) {
      double q = (t % size - size / 2) * 256.0 / size / (width / 2);
      mm[t] = (float) (Math.abs(q) < 1 ? -depth * (1 - q * q) * (1 - q * q) : 0);
    }
    return new DisplacementMap(size, mm);
  }

  @Test
  void shouldThrowBackMoreLightFromBrightWalls() {
    assertThat(FoldShade.reached(1, 0.5)).isEqualTo(1);
    assertThat(FoldShade.reached(0.5, 0)).isEqualTo(0.5);
    assertThat(FoldShade.reached(0.5, 0.4)).isCloseTo(0.625, within(1e-12));
  }

  @Test
  void shouldDrawTheSameFaceAgain() {
    ReliefFaces faces = new ReliefFaces(CHARTS, 5);
    ReliefFace first = faces.draw(1, Skin.SPOTTED);
    assertThat(new ReliefFaces(CHARTS, 5).draw(1, Skin.SPOTTED).jpeg()).isEqualTo(first.jpeg());
    assertThat(first.size()).isBetween(120.0, 500.0);
    assertThat(140 * ReliefFaces.CAMERA.focal() / first.truth().pose().z())
        .as("width by the distance of the pose")
        .isCloseTo(first.size(), within(1e-6));
  }

  @Test
  void shouldSayItsLightsAsSphericalHarmonics() {
    StudioLights lights = StudioLights.draw(new Random(4));
    Illumination projected = lights.illumination();
    float[] basis = new float[Illumination.BANDS];
    float[] seen = {1, 1, 1, 1, 1}, exact = new float[3];
    Random random = new Random(5);
    double sum = 0, error = 0;
    for (int i = 0; i < 500; i++) {
      float[] n = new float[3];
      for (int k = 0; k < 3; k++) {
        n[k] = (float) random.nextGaussian();
      }
      FacePixels.unit(n);
      lights.irradiance(n, seen, 1, exact);
      Illumination.basis(n[0], n[1], n[2], basis, 0);
      sum += exact[1];
      error += Math.abs(exact[1] - projected.irradiance(1, basis, 0));
    }
    // Second order leaves about 1 % of a direction's energy (Ramamoorthi and Hanrahan, 2001).
    assertThat(error / sum).isLessThan(0.08);
  }
}
