package dev.relievo.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.relievo.face.Camera;
import dev.relievo.face.Illumination;
import dev.relievo.face.Pose;
import dev.relievo.image.RgbImage;
import org.junit.jupiter.api.Test;

class FaceRendererTest {

  /** A square of 40 mm in model space, facing out of the face. */
  private static final float[] SQUARE = {-20, 20, 0, -20, -20, 0, 20, -20, 0, 20, 20, 0};

  private static final float[] UV = {0, 0, 0, 1, 1, 1, 1, 0};
  private static final int[] TRIANGLES = {0, 1, 2, 0, 2, 3};

  @Test
  void shouldShowTheSubjectsLeftOnTheRightAndUpOnTop() {
    FaceRenderer renderer = placed();
    float[] colours = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1};

    RenderLayer layer = renderer.colours(colours);

    // The square spans pixels 12 to 52 of 64.
    assertThat(layer.coverage()[64 * 11 + 32]).isZero();
    assertThat(pixel(layer.image(), 12, 12)[0]).isGreaterThan(240);
    assertThat(pixel(layer.image(), 12, 51)[1]).isGreaterThan(240);
    assertThat(pixel(layer.image(), 51, 51)[2]).isGreaterThan(240);
    assertThat(pixel(layer.image(), 51, 12)[1]).isGreaterThan(240);
    assertThat(renderer.normals()).startsWith(0, 0, -1);
  }

  @Test
  void shouldDrawTextureUprightAtItsTexels() {
    RgbImage texture = new RgbImage(40, 40);
    for (int i = 0; i < 1600; i++) {
      texture.data()[3 * i] = (byte) (5 * (i % 40));
      texture.data()[3 * i + 1] = (byte) (5 * (i / 40));
    }

    RenderLayer layer = placed().textured(texture, UV);

    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 40; x++) {
        assertThat(pixel(layer.image(), 12 + x, 12 + y)).containsExactly(5 * x, 5 * y, 0);
      }
    }
  }

  @Test
  void shouldLightTexture() {
    RgbImage white = new RgbImage(8, 8);
    java.util.Arrays.fill(white.data(), (byte) 255);
    float[] half = Illumination.ambient().coefficients().clone();
    for (int i = 0; i < half.length; i++) {
      half[i] *= 0.2158605f;
    }

    RenderLayer layer = placed().textured(white, UV, new Illumination(half));

    assertThat(pixel(layer.image(), 30, 30)).containsExactly(128, 128, 128);
  }

  @Test
  void shouldDrawGeometryBrightestWhereItFacesTheLight() {
    int n = 60;
    float[] sphere = Spheres.hemisphere(n, 20, 0);
    for (int i = 0; i < sphere.length; i += 3) {
      sphere[i + 1] *= -1;
      sphere[i + 2] *= -1;
    }
    FaceRenderer renderer = new FaceRenderer(RasterizerTest.grid(n));
    renderer.place(sphere, Pose.frontal(640), new Camera(640, 32, 32), 64, 64);

    RgbImage image = renderer.geometry().image();

    int upperLeft = pixel(image, 24, 24)[0], lowerRight = pixel(image, 40, 40)[0];
    assertThat(upperLeft).isGreaterThan(lowerRight + 30).isBetween(150, 250);
  }

  @Test
  void shouldShadeByTheNormalsItIsGiven() {
    FaceRenderer renderer = new FaceRenderer(TRIANGLES);
    Camera camera = new Camera(640, 32, 32);
    renderer.place(SQUARE, Pose.frontal(640), camera, 64, 64);
    int level = pixel(renderer.raked().image(), 32, 32)[0];
    float[] toTheSubjectsRight = {-.6f, 0, .8f, -.6f, 0, .8f, -.6f, 0, .8f, -.6f, 0, .8f};

    renderer.place(SQUARE, toTheSubjectsRight, Pose.frontal(640), camera, 64, 64);

    // The subject's right is the picture's left, where the raking light comes from.
    assertThat(renderer.normals()[0]).isCloseTo(-.6f, within(1e-6f));
    assertThat(pixel(renderer.raked().image(), 32, 32)[0]).isGreaterThan(level + 30);
    assertThat(renderer.raked().coverage()[64 * 11 + 32]).isZero();
    assertThat(renderer.raked().coverage()[64 * 12 + 32]).isEqualTo((byte) 255);
  }

  @Test
  void shouldBlendLayersAndHalveThem() {
    RenderLayer layer = new RenderLayer(new RgbImage(2, 2), new byte[] {(byte) 255, 0, 0, 0});
    layer.image().data()[0] = (byte) 200;

    RgbImage blended = layer.halved().over(0x000064);

    assertThat(pixel(blended, 0, 0)).containsExactly(50, 0, 75);
    assertThat(pixel(layer.over(0x010203), 1, 1)).containsExactly(1, 2, 3);
  }

  @Test
  void shouldGiveNormalsWeightedByArea() {
    float[] vertices = {0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1, 9, 9, 9};
    float[] normals = new float[15];

    Normals.ofVertices(vertices, new int[] {0, 1, 2, 0, 2, 3}, normals);

    // Cross products (0, 0, 16) and (4, 0, 0) meet at the origin.
    double length = Math.hypot(16, 4);
    assertThat((double) normals[0]).isCloseTo(4 / length, within(1e-6));
    assertThat((double) normals[2]).isCloseTo(16 / length, within(1e-6));
    assertThat(normals).endsWith(0, 0, 1);
  }

  private static FaceRenderer placed() {
    FaceRenderer renderer = new FaceRenderer(TRIANGLES);
    renderer.place(SQUARE, Pose.frontal(640), new Camera(640, 32, 32), 64, 64);
    return renderer;
  }

  private static int[] pixel(RgbImage image, int x, int y) {
    int o = 3 * (y * image.width() + x);
    byte[] d = image.data();
    return new int[] {d[o] & 0xff, d[o + 1] & 0xff, d[o + 2] & 0xff};
  }
}
