package dev.relievo.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
import dev.relievo.tensor.ModelStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaceDetectorTest {

  private static FaceDetector detector;

  @BeforeAll
  static void load() {
    detector = new FaceDetector(ModelStore.open());
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {Photos.ASTRONAUT, Photos.GRACE_HOPPER})
  void shouldGiveTheLandmarksOfThePackagesOwnRuntime(String photo) throws IOException {
    List<Face> faces = detector.detect(List.of(Photos.image(photo))).get(0);

    assertThat(faces).hasSize(1);
    float[] actual = faces.get(0).landmarks();
    JsonNode expected = reference(photo);
    assertThat(actual).hasSize(3 * FaceLandmarks.COUNT);
    for (int i = 0; i < FaceLandmarks.COUNT; i++) {
      for (int axis = 0; axis < 3; axis++) {
        assertThat((double) actual[3 * i + axis])
            .as("landmark %d, axis %d", i, axis)
            .isCloseTo(
                expected.get(i).get(axis).doubleValue(),
                org.assertj.core.api.Assertions.within(0.1));
      }
    }
    assertThat(faces.get(0).presence()).isGreaterThan(0.99f);
  }

  @Test
  void shouldFindEveryFaceOfAGroupFrom60PixelsUp() {
    RgbImage frame = grey(1280, 720);
    List<float[]> truth = new ArrayList<>();
    add(frame, Photos.GRACE_HOPPER, 0.31, 20, 30, truth);
    add(frame, Photos.ASTRONAUT, 0.66, 300, 20, truth);
    add(frame, Photos.ASTRONAUT, 1, 720, 40, truth);
    add(frame, Photos.GRACE_HOPPER, 0.5, 40, 380, truth);
    add(frame, Photos.GRACE_HOPPER, 0.35, 420, 450, truth);

    List<Face> faces = detector.detect(List.of(frame)).get(0);

    assertThat(truth.stream().mapToDouble(t -> t[2])).allMatch(width -> width > 58 && width < 101);
    assertThat(faces).hasSize(truth.size());
    for (float[] face : truth) {
      assertThat(faces)
          .anyMatch(f -> Math.hypot(noseX(f) - face[0], noseY(f) - face[1]) < 0.05 * face[2]);
    }
  }

  @Test
  void shouldGiveEachFrameOfABatchWhatItGetsAlone() {
    List<RgbImage> frames =
        List.of(Photos.image(Photos.GRACE_HOPPER), grey(640, 360), Photos.image(Photos.ASTRONAUT));

    List<List<Face>> together = detector.detect(frames);

    assertThat(together).hasSize(3);
    assertThat(together.get(1)).isEmpty();
    for (int i = 0; i < 3; i += 2) {
      Face alone = detector.detect(List.of(frames.get(i))).get(0).get(0);
      assertThat(together.get(i).get(0).landmarks())
          .usingComparatorWithPrecision(1e-2f)
          .containsExactly(alone.landmarks());
    }
  }

  @Test
  void shouldFindNoFaceWhereThereIsNone() {
    Random random = new Random(7);
    RgbImage noise = new RgbImage(1280, 720);
    random.nextBytes(noise.data());

    assertThat(detector.detect(List.of(noise, grey(1280, 720), grey(1, 1), grey(3000, 2))))
        .allMatch(List::isEmpty);
  }

  @Test
  void shouldRejectByPresenceWhatTheDetectorTakesForAFace() {
    RgbImage photo = Photos.image(Photos.GRACE_HOPPER);
    Detection nothing =
        new Detection(
            0, 400, 150, 150, 0.9f, new float[] {40, 450, 110, 450, 0, 0, 0, 0, 0, 0, 0, 0});

    assertThat(detector.landmarks(List.of(photo), List.of(List.of(nothing))).get(0)).isEmpty();
  }

  @Test
  void shouldNotDependOnHowTheHeadIsTilted() {
    RgbImage photo = Photos.image(Photos.ASTRONAUT);
    SimilarityTransform tilt = new SimilarityTransform(1, 0.35, 70, -90);
    RgbImage tilted = Warp.crop(photo, tilt, 512);

    float[] upright = detector.detect(List.of(photo)).get(0).get(0).landmarks();
    float[] turned = detector.detect(List.of(tilted)).get(0).get(0).landmarks();

    double mean = 0;
    for (int i = 0; i < turned.length; i += 3) {
      double x = tilt.applyX(turned[i], turned[i + 1]);
      double y = tilt.applyY(turned[i], turned[i + 1]);
      mean += Math.hypot(x - upright[i], y - upright[i + 1]) / FaceLandmarks.COUNT;
    }
    assertThat(mean).isLessThan(1.5);
  }

  private static JsonNode reference(String photo) throws IOException {
    try (InputStream in =
        FaceDetectorTest.class.getResourceAsStream("/detect/landmarks-468.json")) {
      for (JsonNode image : new ObjectMapper().readTree(in).get("images")) {
        if (image.get("image").asText().equals(photo)) {
          return image.get("landmarks");
        }
      }
    }
    throw new IllegalArgumentException("no reference for " + photo);
  }

  /** Pastes a photograph and notes where the face's nose must be, and how wide its box. */
  private static void add(
      RgbImage frame, String name, double scale, int left, int top, List<float[]> truth) {
    RgbImage photo = Photos.image(name);
    Face face =
        detector.detect(List.of(photo)).get(0).stream()
            .max(Comparator.comparingDouble(Face::presence))
            .orElseThrow();
    int size = (int) (photo.width() * scale);
    Photos.paste(
        frame, Warp.crop(photo, new SimilarityTransform(1 / scale, 0, 0, 0), size), left, top);
    truth.add(
        new float[] {
          (float) (left + scale * noseX(face)),
          (float) (top + scale * noseY(face)),
          (float) (scale * face.box().width())
        });
  }

  private static float noseX(Face face) {
    return face.landmarks()[3];
  }

  private static float noseY(Face face) {
    return face.landmarks()[4];
  }

  private static RgbImage grey(int width, int height) {
    RgbImage image = new RgbImage(width, height);
    java.util.Arrays.fill(image.data(), (byte) 120);
    return image;
  }
}
